/** The fingerprint of what a message says, for telling copies apart where no trusted id does. */
import { hashText } from '#lib/text.ts';

/** The parts of a message that a person would see; nothing else is hashed. */
export interface VisiblePayload {
  readonly body?: string | undefined;
  readonly subject?: string | undefined;
  /** Address of out-of-band data (XEP-0066). */
  readonly oob?: string | undefined;
  /** Any stable text of the encrypted payload. */
  readonly encrypted?: string | undefined;
}

/** XML parsers make every line end a line feed (XML 1.0 §2.11): so does this, for texts that have not travelled yet. */
const normalized = (text: string | undefined): string | null => text?.replaceAll(/\r\n?/g, '\n') ?? null;

export const payloadHash = ({ body, subject, oob, encrypted }: VisiblePayload): string =>
  hashText(JSON.stringify([body, subject, oob, encrypted].map(normalized)));
