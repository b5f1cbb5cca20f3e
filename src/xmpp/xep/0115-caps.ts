/**
 * XEP-0115: Entity Capabilities, version 1.6.0
 *
 * Left out: the legacy format without `hash` (§11) and the server's stripping of repeated annotations, which asks
 * nothing of a client. Stricter than §5.4: an answer in which any text holds `<` is ill-formed, for `<` is what joins
 * the parts of the hashed text, and with it two different answers can be made to share a hash.
 */
import type { Codec } from '../codec/codec.ts';
import { element } from '../codec/element.ts';
import { attr } from '../codec/field.ts';
import { nonEmpty } from '../codec/value.ts';

export const capsNs = 'http://jabber.org/protocol/caps';

export interface Caps {
  /** Name of the hash function, as IANA spells it in lower case: `sha-1`. */
  readonly hash: string;
  /** A URI of the software. */
  readonly node: string;
  /** Base64 of the hash. */
  readonly ver: string;
}

export const caps: Codec<Caps> = element('c', capsNs, {
  hash: attr('hash', nonEmpty),
  node: attr('node', nonEmpty),
  ver: attr('ver', nonEmpty),
});

/** The node to ask for what a hash stands for (§6.2). */
export const capsNode = (announced: Pick<Caps, 'node' | 'ver'>): string =>
  `${announced.node}#${announced.ver}`;
