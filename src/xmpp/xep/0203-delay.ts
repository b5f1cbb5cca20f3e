/** XEP-0203: Delayed Delivery, version 2.0 */
import type { Jid } from '#lib/jid.ts';
import type { Codec } from '../codec/codec.ts';
import { element } from '../codec/element.ts';
import { attr, optionalAttr, optionalText } from '../codec/field.ts';
import { dateTime, jid } from '../codec/value.ts';

export const delayNs = 'urn:xmpp:delay';

export interface Delay {
  /** When the stanza was sent, milliseconds; the word of `from`, to be clamped before it is shown. */
  readonly stamp: number;
  /** Who held the stanza back. */
  readonly from?: Jid;
  readonly reason?: string;
}

export const delay: Codec<Delay> = element('delay', delayNs, {
  from: optionalAttr('from', jid),
  stamp: attr('stamp', dateTime),
  reason: optionalText(),
});
