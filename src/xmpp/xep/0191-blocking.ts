/** XEP-0191: Blocking Command, version 1.3 */
import type { Jid } from '#lib/jid.ts';
import { ok } from '#lib/result.ts';
import type { Codec } from '../codec/codec.ts';
import { element, mapCodec } from '../codec/element.ts';
import { refuse } from '../codec/decode-error.ts';
import { attr, children } from '../codec/field.ts';
import { jid } from '../codec/value.ts';
import { xml, type Xml } from '../codec/xml.ts';

export const blockingNs = 'urn:xmpp:blocking';

export interface BlockedJids {
  readonly jids: readonly Jid[];
}

const item = element('item', blockingNs, { jid: attr('jid', jid) });

/** A list of nothing but malformed items is refused: in `<unblock/>` an empty list means everybody. */
const listOf = (name: string): Codec<BlockedJids> =>
  mapCodec(
    element(name, blockingNs, { items: children(item) }),
    ({ items }, el) =>
      items.length === 0 && el.children().length > 0
        ? refuse(`${name}/item`, 'malformed')
        : ok({ jids: items.map((one) => one.jid) }),
    ({ jids }) => ({ items: jids.map((one) => ({ jid: one })) }),
  );

/** The whole list, as answered. */
export const blockList = listOf('blocklist');

/** A request to block, or the push that tells of one. */
export const block = listOf('block');

/** A request to unblock, or the push that tells of one; without addresses it unblocks everybody (§3.5). */
export const unblock = listOf('unblock');

/** Asks for the list. */
export const blockListQuery = (): Xml => xml('blocklist', blockingNs);
