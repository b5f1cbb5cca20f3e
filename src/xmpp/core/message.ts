/** Messages (RFC 6121 §5). */
import { ok, type Result } from '#lib/result.ts';
import { refuse, type DecodeError } from '../codec/decode-error.ts';
import { oneOfWords } from '../codec/value.ts';
import { child, xml, type Xml, type XmlElement } from '../codec/xml.ts';
import { decodeAddresses, type Addresses } from './addresses.ts';
import { clientNs } from './namespaces.ts';
import { errorOf, type StanzaError } from './stanza-error.ts';

const messageType = oneOfWords('chat', 'normal', 'groupchat', 'headline', 'error');

export type MessageType = 'chat' | 'normal' | 'groupchat' | 'headline' | 'error';

interface Texts {
  /** Absent when empty. Several (one per language): the first. */
  readonly body?: string;
  readonly subject?: string;
  readonly thread?: string;
}

export interface MessageStanza extends Addresses, Texts {
  readonly type: MessageType;
  /** Present exactly when the type is `error`. */
  readonly error?: StanzaError;
  /** The whole stanza, for its payloads. */
  readonly el: XmlElement;
}

export interface OutgoingMessage extends Addresses, Texts {
  /** Default `chat`. */
  readonly type?: MessageType;
}

const decodeTexts = (el: XmlElement): Texts => {
  const texts: { body?: string; subject?: string; thread?: string } = {};
  for (const name of ['body', 'subject', 'thread'] as const) {
    const text = child(el, name, clientNs)?.text();
    if (text) texts[name] = text;
  }
  return texts;
};

/** An unknown type reads as `normal` (RFC 6121 §5.2.2); an invalid address refuses the stanza. */
export const decodeMessage = (el: XmlElement): Result<MessageStanza, DecodeError> => {
  if (el.name !== 'message' || el.ns !== clientNs) return refuse('message', 'wrong-element');
  const addresses = decodeAddresses(el);
  if (!addresses.ok) return addresses;
  const error = errorOf(el);
  return ok({
    ...addresses.value,
    ...decodeTexts(el),
    ...(error ? { error } : {}),
    type: messageType.parse(el.attr('type') ?? '') ?? 'normal',
    el,
  });
};

/** Writes a message with these payloads after its texts. */
export const encodeMessage = (message: OutgoingMessage, ...payloads: readonly Xml[]): Xml => {
  const { type = 'chat', from, to, id, body, subject, thread } = message;
  return xml(
    'message',
    clientNs,
    { from, to, id, ...(type === 'normal' ? {} : { type }) },
    subject !== undefined && xml('subject', clientNs, {}, subject),
    body !== undefined && xml('body', clientNs, {}, body),
    thread !== undefined && xml('thread', clientNs, {}, thread),
    ...payloads,
  );
};
