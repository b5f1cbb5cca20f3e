/** XEP-0184: Message Delivery Receipts, version 1.4.0 */
import type { Codec } from '../codec/codec.ts';
import { element, empty } from '../codec/element.ts';
import { attr } from '../codec/field.ts';
import { nonEmpty } from '../codec/value.ts';

export const receiptsNs = 'urn:xmpp:receipts';

/** The sender of this message wants a receipt. */
export const receiptRequest: Codec<true> = empty('request', receiptsNs);

/** The message with this id was received; without an id (versions before 1.1) it says nothing. */
export const receiptReceived: Codec<{ readonly id: string }> = element('received', receiptsNs, {
  id: attr('id', nonEmpty),
});
