/** Presence and subscription requests (RFC 6121 §3 and §4). */
import { ok, type Result } from '#lib/result.ts';
import { refuse, type DecodeError } from '../codec/decode-error.ts';
import { int, oneOfWords } from '../codec/value.ts';
import { child, xml, type Xml, type XmlElement } from '../codec/xml.ts';
import { decodeAddresses, type Addresses } from './addresses.ts';
import { clientNs } from './namespaces.ts';
import { errorOf, type StanzaError } from './stanza-error.ts';

const presenceType = oneOfWords(
  'unavailable',
  'subscribe',
  'subscribed',
  'unsubscribe',
  'unsubscribed',
  'probe',
  'error',
);
const wireShow = oneOfWords('chat', 'away', 'xa', 'dnd');
const wirePriority = int(-128, 127);

export type PresenceType =
  'unavailable' | 'subscribe' | 'subscribed' | 'unsubscribe' | 'unsubscribed' | 'probe' | 'error';

/** RFC 6121 §4.7.2.1; `available` stands for the absence of `<show/>`. */
export type Show = 'chat' | 'available' | 'away' | 'xa' | 'dnd';

export interface PresenceStanza extends Addresses {
  /** Absent: available. */
  readonly type?: PresenceType;
  readonly show: Show;
  readonly status?: string;
  /** −128 to 127; 0 when absent or malformed. */
  readonly priority: number;
  /** Present exactly when the type is `error`. */
  readonly error?: StanzaError;
  readonly el: XmlElement;
}

export interface OutgoingPresence extends Addresses {
  readonly type?: PresenceType;
  readonly show?: Show;
  readonly status?: string;
  readonly priority?: number;
}

/** A presence of unknown type is refused: taking it for "available" would be a lie. */
export const decodePresence = (el: XmlElement): Result<PresenceStanza, DecodeError> => {
  if (el.name !== 'presence' || el.ns !== clientNs) return refuse('presence', 'wrong-element');
  const addresses = decodeAddresses(el);
  if (!addresses.ok) return addresses;
  const typeText = el.attr('type') ?? '';
  const type = presenceType.parse(typeText);
  if (type === undefined && typeText !== '') return refuse('presence/@type', 'malformed');
  const status = child(el, 'status', clientNs)?.text();
  const error = errorOf(el);
  return ok({
    ...addresses.value,
    ...(type === undefined ? {} : { type }),
    ...(status ? { status } : {}),
    ...(error ? { error } : {}),
    show: wireShow.parse(child(el, 'show', clientNs)?.text().trim() ?? '') ?? 'available',
    priority: wirePriority.parse(child(el, 'priority', clientNs)?.text() ?? '') ?? 0,
    el,
  });
};

/** Writes a presence; `available`, priority 0 and an empty status are what their absence means. */
export const encodePresence = (presence: OutgoingPresence, ...payloads: readonly Xml[]): Xml => {
  const { type, from, to, id, show = 'available', status = '', priority = 0 } = presence;
  return xml(
    'presence',
    clientNs,
    { from, to, id, type },
    show !== 'available' && xml('show', clientNs, {}, show),
    status !== '' && xml('status', clientNs, {}, status),
    priority !== 0 && xml('priority', clientNs, {}, String(priority)),
    ...payloads,
  );
};
