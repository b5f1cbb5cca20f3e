/** XEP-0359: Unique and Stable Stanza IDs, version 0.7.0 */
import type { BareJid, Jid } from '#lib/jid.ts';
import type { Codec } from '../codec/codec.ts';
import { element } from '../codec/element.ts';
import { attr } from '../codec/field.ts';
import { jid, nonEmpty } from '../codec/value.ts';
import { childrenOf, type XmlElement } from '../codec/xml.ts';

export const stanzaIdsNs = 'urn:xmpp:sid:0';

export interface StanzaId {
  readonly id: string;
  /** Who assigned it. */
  readonly by: Jid;
}

export const stanzaId: Codec<StanzaId> = element('stanza-id', stanzaIdsNs, {
  id: attr('id', nonEmpty),
  by: attr('by', jid),
});

/** The sender's own id; anyone can write anything here (§6), so it identifies own messages only. */
export const originId: Codec<{ readonly id: string }> = element('origin-id', stanzaIdsNs, {
  id: attr('id', nonEmpty),
});

/**
 * The id that `by` gave this message, if it can be believed (§5): `by` announces this specification (and so strips what
 * senders forge), the element is a direct child, and there is exactly one by that address.
 */
export const trustedStanzaId = (message: XmlElement, by: BareJid, announced: boolean): string | undefined => {
  if (!announced) return undefined;
  const ids = childrenOf(message, 'stanza-id', stanzaIdsNs).filter(
    (one) => jid.parse(one.attr('by') ?? '') === by,
  );
  const [only] = ids;
  const read = only && ids.length === 1 ? stanzaId.decode(only) : undefined;
  return read?.ok ? read.value.id : undefined;
};
