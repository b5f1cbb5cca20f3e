/**
 * XEP-0393: Message Styling, version 1.1.1
 *
 * A convention about bodies: the parser is pure text and lives where the screen can reach it.
 */
import type { Codec } from '../codec/codec.ts';
import { empty } from '../codec/element.ts';

export const stylingNs = 'urn:xmpp:styling:0';

/** The sender wants this body to be shown as it is (§6). */
export const unstyled: Codec<true> = empty('unstyled', stylingNs);
