/** XEP-0334: Message Processing Hints, version 1.0.0 */
import type { Codec } from '../codec/codec.ts';
import { nameOf } from '../codec/element.ts';
import type { XmlElement } from '../codec/xml.ts';

export const hintsNs = 'urn:xmpp:hints';

export type Hint = 'no-permanent-store' | 'no-store' | 'no-copy' | 'store';

export const hint: Codec<Hint> = nameOf(hintsNs, 'no-permanent-store', 'no-store', 'no-copy', 'store');

/** All hints that a message carries. */
export const hintsOf = (message: XmlElement): ReadonlySet<Hint> => {
  const hints = new Set<Hint>();
  for (const one of message.children()) {
    const read = hint.matches(one) ? hint.decode(one) : undefined;
    if (read?.ok) hints.add(read.value);
  }
  return hints;
};
