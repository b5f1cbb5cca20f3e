/** What a codec is, and how payloads of a stanza are found: direct children only, the first of a kind wins. */
import type { Result } from '#lib/result.ts';
import type { DecodeError } from './decode-error.ts';
import type { Xml, XmlElement } from './xml.ts';

export type { DecodeError } from './decode-error.ts';

export interface Codec<T> {
  /** Whether name and namespace are this codec's. */
  matches(el: XmlElement): boolean;
  /** Never throws, whatever the element. Unknown attributes and children are ignored. */
  decode(el: XmlElement): Result<T, DecodeError>;
  encode(value: T): Xml;
}

/** The type that a codec reads and writes. */
export type Infer<C> = C extends Codec<infer T> ? T : never;

/**
 * The first direct child that the codec knows, decoded. Malformed: undefined, after `onMalformed` was told; another
 * child of the same kind does not stand in for it.
 */
export const payload = <T>(
  stanza: XmlElement,
  codec: Codec<T>,
  onMalformed?: (error: DecodeError) => void,
): T | undefined => {
  const found = stanza.children().find((one) => codec.matches(one));
  if (!found) return undefined;
  const read = codec.decode(found);
  if (read.ok) return read.value;
  onMalformed?.(read.error);
  return undefined;
};

/** Whether a direct child is of that kind, well-formed or not. */
export const has = (stanza: XmlElement, codec: Codec<unknown>): boolean =>
  stanza.children().some((one) => codec.matches(one));
