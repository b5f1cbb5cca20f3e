/** Reads what a message says into facts: content, receipts, markers, errors; typing is passed on and never stored. */
import type { BareJid } from '#lib/jid.ts';
import type { Fact } from '#model/fact.ts';
import type { MessageContent } from '#model/message.ts';
import { payloadHash } from '#model/payload-hash.ts';
import type { Answered } from '#store/account-store.ts';
import { has, payload } from '#xmpp/codec/codec.ts';
import { child, type XmlElement } from '#xmpp/codec/dom.ts';
import type { MessageStanza } from '#xmpp/core/message.ts';
import { chatState, type ChatState } from '#xmpp/xep/0085-chat-states.ts';
import { receiptReceived, receiptRequest } from '#xmpp/xep/0184-receipts.ts';
import { displayed, markable, received } from '#xmpp/xep/0333-markers.ts';
import { originId } from '#xmpp/xep/0359-stanza-ids.ts';
import { unstyled } from '#xmpp/xep/0393-styling.ts';
import type { Arrival } from './unwrap.ts';

const legacyOmemoNs = 'eu.siacs.conversations.axolotl';
const omemoNs = 'urn:xmpp:omemo:2';
const openPgpNs = 'urn:xmpp:openpgp:0';
const legacyOpenPgpNs = 'jabber:x:encrypted';
const emeNs = 'urn:xmpp:eme:0';
const oobNs = 'jabber:x:oob';

/** What a message amounts to. */
export interface Reading {
  readonly facts: readonly Fact[];
  /** Of the other side, and of this very moment. */
  readonly typing?: ChatState;
}

export const readArrival = (arrival: Arrival, account: BareJid): Reading => {
  const { message } = arrival;
  // XEP-0184 §5.4, XEP-0333 §4: an error repeats what we sent; nothing in it is the sender's.
  if (message.type === 'error') return { facts: arrival.own ? [] : readError(arrival) };
  const facts = [...readReports(arrival), ...readContent(arrival, account)];
  const typing =
    arrival.via === 'live' && !arrival.own && !arrival.delayed ? payload(message.el, chatState) : undefined;
  return { facts, ...(typing === undefined ? {} : { typing }) };
};

/** The receipt that another device of the account has sent with this. */
export const readAnswer = ({ message, chat, own }: Arrival): Answered | undefined => {
  const receipt = own && message.type !== 'error' ? payload(message.el, receiptReceived) : undefined;
  return receipt && { chat, id: receipt.id };
};

/** Only its addressee may fail an own message, and only by its own id (X13); the fold finds the row. */
const readError = ({ message, chat }: Arrival): readonly Fact[] =>
  message.id === undefined || !message.error
    ? []
    : [{ kind: 'error', chat, of: message.id, condition: message.error.condition }];

/** Receipts of the other side; markers of both, since one's own other device moves the pointer here. */
const readReports = ({ message, chat, sender, own }: Arrival): readonly Fact[] => {
  const receipt = payload(message.el, receiptReceived) ?? payload(message.el, received);
  const marker = payload(message.el, displayed);
  const facts: Fact[] = [];
  if (receipt && !own) facts.push({ kind: 'receipt', chat, sender, of: receipt.id });
  if (marker) facts.push({ kind: 'marker', chat, sender, of: marker.id, own });
  return facts;
};

const readContent = (arrival: Arrival, account: BareJid): readonly Fact[] => {
  const { message, chat, sender, own, at, via, archiveId } = arrival;
  const content = contentOf(message);
  if (!content) return [];
  // Anyone can write an origin id; it names own messages only (XEP-0359 §6).
  const origin = own ? payload(message.el, originId)?.id : undefined;
  return [
    {
      kind: 'message',
      chat,
      sender,
      own,
      at,
      via,
      content,
      payloadHash: hashOf(message),
      ...(message.id === undefined ? {} : { stanzaId: message.id }),
      ...(origin === undefined ? {} : { originId: origin }),
      ...(archiveId === undefined ? {} : { archive: account, archiveId }),
      ...(!own && message.type !== 'headline' && has(message.el, receiptRequest)
        ? { wantsReceipt: true }
        : {}),
      ...(!own && has(message.el, markable) ? { markable: true } : {}),
    },
  ];
};

const contentOf = (message: MessageStanza): MessageContent | undefined => {
  const { el, body, subject } = message;
  const encryption = encryptionOf(el);
  if (encryption) {
    return { kind: 'unsupported', what: encryption, ...(body === undefined ? {} : { fallback: body }) };
  }
  if (message.type === 'headline') {
    const text = body ?? subject;
    if (text === undefined) return undefined;
    return {
      kind: 'headline',
      body: text,
      ...(body !== undefined && subject !== undefined ? { subject } : {}),
    };
  }
  if (body === undefined) return undefined;
  return { kind: 'text', body, ...(has(el, unstyled) ? { unstyled: true } : {}) };
};

/** An OMEMO message without a payload only exchanges keys: there is nothing to show (XEP-0384 §4.6). */
const encryptionOf = (el: XmlElement): 'omemo' | 'openpgp' | 'other' | undefined => {
  for (const ns of [legacyOmemoNs, omemoNs]) {
    const encrypted = child(el, 'encrypted', ns);
    if (encrypted && child(encrypted, 'payload', ns)) return 'omemo';
  }
  if (child(el, 'openpgp', openPgpNs) ?? child(el, 'x', legacyOpenPgpNs)) return 'openpgp';
  const announced = child(el, 'encryption', emeNs)?.attr('namespace');
  return announced === undefined || announced === legacyOmemoNs || announced === omemoNs
    ? undefined
    : 'other';
};

/** What a person would see of it: equal ids with another fingerprint are two messages. */
const hashOf = ({ el, body, subject }: MessageStanza): string => {
  const data = child(el, 'x', oobNs);
  const oob = data && child(data, 'url', oobNs)?.text();
  const box = child(el, 'encrypted', legacyOmemoNs) ?? child(el, 'encrypted', omemoNs);
  const encrypted = box && child(box, 'payload', box.ns)?.text();
  return payloadHash({
    ...(body === undefined ? {} : { body }),
    ...(subject === undefined ? {} : { subject }),
    ...(oob === undefined ? {} : { oob }),
    ...(encrypted === undefined ? {} : { encrypted }),
  });
};
