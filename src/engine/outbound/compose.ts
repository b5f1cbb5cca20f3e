/** Turns what a person wants into stanzas: messages, receipts, markers, subscriptions. */
import type { BareJid } from '#lib/jid.ts';
import type { Message } from '#model/message.ts';
import type { Xml } from '#xmpp/codec/dom.ts';
import { encodeMessage } from '#xmpp/core/message.ts';
import { encodePresence } from '#xmpp/core/presence.ts';
import { chatState } from '#xmpp/xep/0085-chat-states.ts';
import { receiptReceived, receiptRequest } from '#xmpp/xep/0184-receipts.ts';
import { delay } from '#xmpp/xep/0203-delay.ts';
import { displayed, markable } from '#xmpp/xep/0333-markers.ts';
import { hint } from '#xmpp/xep/0334-hints.ts';
import { originId } from '#xmpp/xep/0359-stanza-ids.ts';
import { unstyled } from '#xmpp/xep/0393-styling.ts';

export interface ComposeOptions {
  /** Typing states may flow to this conversation: the message ends "composing" (XEP-0085 §5.5). */
  readonly sendTyping: boolean;
  /** Sent before, perhaps in vain: it then carries when it was first meant (XEP-0203; F01). */
  readonly again: boolean;
}

/**
 * A message of one's own. Its id is also its origin id, the same at every sending (XEP-0359 §3); a note to self asks for
 * no receipt, since it would be one's own device that answers.
 */
export const composeMessage = (message: Message, account: BareJid, options: ComposeOptions): Xml => {
  const id = message.stanzaId;
  if (id === undefined || message.content.kind !== 'text') throw new TypeError('not a message to send');
  const toOther = message.chat !== account;
  const payloads: Xml[] = [originId.encode({ id })];
  if (toOther) payloads.push(receiptRequest.encode(true), markable.encode(true));
  if (toOther && options.sendTyping) payloads.push(chatState.encode('active'));
  if (message.content.unstyled) payloads.push(unstyled.encode(true));
  if (options.again) payloads.push(delay.encode({ stamp: message.at, from: account }));
  payloads.push(hint.encode('store'));
  return encodeMessage({ to: message.chat, id, body: message.content.body }, ...payloads);
};

/** XEP-0184 §5.3; archived, so that the sender's other devices learn of it too. */
export const composeReceipt = (to: BareJid, of: string, id: string): Xml =>
  encodeMessage({ to, id }, receiptReceived.encode({ id: of }), hint.encode('store'));

/** XEP-0333 §4.3. */
export const composeMarker = (to: BareJid, of: string, id: string): Xml =>
  encodeMessage({ to, id }, displayed.encode({ id: of }), hint.encode('store'));

export const composeSubscription = (
  to: BareJid,
  type: 'subscribe' | 'subscribed' | 'unsubscribe' | 'unsubscribed',
): Xml => encodePresence({ to, type });
