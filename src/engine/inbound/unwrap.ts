/** Takes a message out of its envelopes (carbon, archive result) and says who really sent it, to whom, when. */
import { bareOf, domainOf, type BareJid, type Jid } from '#lib/jid.ts';
import { err, ok, type Result } from '#lib/result.ts';
import { clampToNow } from '#lib/time.ts';
import { payload } from '#xmpp/codec/codec.ts';
import { childrenOf, type XmlElement } from '#xmpp/codec/dom.ts';
import { decodeMessage, type MessageStanza } from '#xmpp/core/message.ts';
import { delay as delayCodec, type Delay } from '#xmpp/xep/0203-delay.ts';
import { carbonReceived, carbonSent } from '#xmpp/xep/0280-carbons.ts';
import { mamResult, type MamResult } from '#xmpp/xep/0313-mam.ts';
import { trustedStanzaId } from '#xmpp/xep/0359-stanza-ids.ts';

/** A one-to-one message as it reached this device, with what may be believed about it. */
export interface Arrival {
  readonly message: MessageStanza;
  readonly via: 'live' | 'carbon' | 'archive';
  /** The other side; one's own address for a note to self. */
  readonly chat: BareJid;
  readonly from: Jid;
  readonly sender: BareJid;
  /** Sent by this account, on whichever device. */
  readonly own: boolean;
  /** Milliseconds; from a believed stamp, else now; never in the future. */
  readonly at: number;
  /** It was stored on its way. */
  readonly delayed: boolean;
  /** Its id in the own archive, when that can be trusted. */
  readonly archiveId?: string;
}

/** Why a message is dropped; names the rule, never content. */
export interface Refusal {
  readonly reason:
    | 'malformed'
    | 'carbon-not-from-account'
    | 'carbon-not-ours'
    | 'carbon-of-room'
    | 'archive-not-ours'
    | 'not-to-account'
    | 'room';
}

export interface Receiver {
  readonly account: BareJid;
  /** The account's archive announces stanza ids (XEP-0359 §5.1 with the feature `urn:xmpp:sid:0`). */
  readonly announcesIds: boolean;
  now(): number;
}

const mucUserNs = 'http://jabber.org/protocol/muc#user';

const refuse = (reason: Refusal['reason']): Result<never, Refusal> => err({ reason });

/** Whether the message is an envelope, of a carbon or of an archive's result; such a stanza is never read as anything else. */
const isEnvelope = (el: XmlElement): boolean =>
  [carbonReceived, carbonSent, mamResult].some((codec) => el.children().some((one) => codec.matches(one)));

/** A message that came on the stream: itself, or the one inside a carbon. */
export const unwrap = (el: XmlElement, receiver: Receiver): Result<Arrival, Refusal> => {
  const outer = decodeMessage(el);
  if (!outer.ok) return refuse('malformed');
  if (isEnvelope(el)) return unwrapCarbon(outer.value, receiver);
  if (!isForUs(outer.value, receiver)) return refuse('not-to-account');
  return arrive(outer.value, 'live', receiver, believedDelay(payload(el, delayCodec), receiver));
};

/**
 * A server delivers to the bare or to a full address of the account, or names none (RFC 6120 §8.1.1.1); what says it is
 * for another would get a receipt for that other's message (P03). Nobody but the account's own devices can send in its name.
 */
const isForUs = ({ from, to }: MessageStanza, { account }: Receiver): boolean =>
  to === undefined || bareOf(to) === account || bareOf(from ?? account) === account;

/** XEP-0280 §11: only one's own account sends carbons, and only of one's own one-to-one messages. */
const unwrapCarbon = (outer: MessageStanza, receiver: Receiver): Result<Arrival, Refusal> => {
  if ((outer.from ?? receiver.account) !== receiver.account) return refuse('carbon-not-from-account');
  if (outer.type === 'groupchat') return refuse('carbon-of-room');
  const sent = payload(outer.el, carbonSent);
  const received = sent ? undefined : payload(outer.el, carbonReceived);
  const carbon = sent ?? received;
  if (!carbon) return refuse('malformed');
  const inner = decodeMessage(carbon.stanza);
  if (!inner.ok || isEnvelope(carbon.stanza)) return refuse('malformed');
  const mine = sent ? inner.value.from : inner.value.to;
  if (mine === undefined || bareOf(mine) !== receiver.account) return refuse('carbon-not-ours');
  const stamp = carbon.delay ?? believedDelay(payload(carbon.stanza, delayCodec), receiver);
  return arrive(inner.value, 'carbon', receiver, stamp);
};

/**
 * A result of a query of one's own archive; `from` and `queryid` of the envelope have been checked. The archive must speak
 * of messages from or to this account (XEP-0313 §8).
 */
export const unwrapArchived = (result: MamResult, receiver: Receiver): Result<Arrival, Refusal> => {
  const inner = decodeMessage(result.forwarded.stanza);
  if (!inner.ok || isEnvelope(result.forwarded.stanza)) return refuse('malformed');
  const { from, to } = inner.value;
  const concernsUs = [from, to].some((jid) => jid !== undefined && bareOf(jid) === receiver.account);
  if (!concernsUs) return refuse('archive-not-ours');
  const arrival = arrive(inner.value, 'archive', receiver, result.forwarded.delay);
  return arrival.ok ? ok({ ...arrival.value, archiveId: result.id }) : arrival;
};

const arrive = (
  message: MessageStanza,
  via: Arrival['via'],
  receiver: Receiver,
  stamp: Delay | undefined,
): Result<Arrival, Refusal> => {
  if (message.type === 'groupchat' || childrenOf(message.el, 'x', mucUserNs).length > 0)
    return refuse('room');
  const from = message.from ?? receiver.account;
  const to = message.to ?? receiver.account;
  const sender = bareOf(from);
  const own = sender === receiver.account;
  const archiveId = trustedStanzaId(message.el, receiver.account, receiver.announcesIds);
  return ok({
    message,
    via,
    chat: own ? bareOf(to) : sender,
    from,
    sender,
    own,
    at: clampToNow(stamp?.stamp, receiver.now()),
    delayed: stamp !== undefined,
    ...(archiveId === undefined ? {} : { archiveId }),
  });
};

/** A stamp in a live message counts only if one's own server put it there (XEP-0203 §4). */
const believedDelay = (stamp: Delay | undefined, receiver: Receiver): Delay | undefined => {
  const by = stamp?.from;
  return by === receiver.account || by === domainOf(receiver.account) ? stamp : undefined;
};
