/** The fingerprint of what a message says, for telling copies apart where no trusted id does (decisions.md, Messages 10). */
import { hashText } from '#lib/text.ts';

/** The parts of a message that a person would see; nothing else is hashed. */
export interface VisiblePayload {
  readonly body?: string;
  readonly subject?: string;
  /** Address of out-of-band data (XEP-0066). */
  readonly oob?: string;
  /** Any stable text of the encrypted payload. */
  readonly encrypted?: string;
}

/** Line ends are normalised first: XML does the same on the way (XML 1.0 §2.11). */
export const payloadHash = ({ body, subject, oob, encrypted }: VisiblePayload): string =>
  hashText(
    JSON.stringify([body ?? null, subject ?? null, oob ?? null, encrypted ?? null]).replaceAll(
      /(?:\\r)?\\n|\\r/g,
      '\\n',
    ),
  );
