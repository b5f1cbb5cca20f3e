/** How later facts change a stored message: in any order, with the same result. */
import type { MessageFact } from './fact.ts';
import type { DeliveryState, Message, MessageFailure } from './message.ts';

/** What was learnt about an own message. */
export type Proof =
  | { readonly to: 'sent' | 'delivered' | 'read' }
  | { readonly to: 'failed'; readonly failure: MessageFailure };

/** All states as one scale: folding is taking the greater. A refusal beats Sent; a receipt beats a refusal. */
const scale = { waiting: 0, doubt: 1, sent: 2, refused: 3, delivered: 4, read: 5 } as const;

const level = (delivery: DeliveryState, failure: MessageFailure | undefined): number => {
  if (delivery !== 'failed') return scale[delivery];
  return failure?.kind === 'refused' ? scale.refused : scale.doubt;
};

/** Of two refusals the smaller condition stays, so that their order does not matter. */
const isSmaller = (a: MessageFailure, b: MessageFailure | undefined): boolean =>
  a.kind === 'refused' && b?.kind === 'refused' && a.condition < b.condition;

/** Folds a proof into an own message; the same object if it tells nothing new. */
export const foldProof = (message: Message, proof: Proof): Message => {
  if (message.delivery === undefined) return message;
  const failure = proof.to === 'failed' ? proof.failure : undefined;
  const before = level(message.delivery, message.failure);
  const after = level(proof.to, failure);
  if (after < before) return message;
  if (after === before && !(failure !== undefined && isSmaller(failure, message.failure))) return message;
  const { failure: _, ...rest } = message;
  return { ...rest, delivery: proof.to, ...(failure === undefined ? {} : { failure }) };
};

/** A failed message waits again, under the same id. */
export const waitAgain = (message: Message): Message => {
  if (message.delivery !== 'failed') return message;
  const { failure, ...rest } = message;
  return { ...rest, delivery: 'waiting', ...(failure?.kind === 'refused' ? { retried: true } : {}) };
};

/** The part of a row that its facts determine; key, order and placement are given by the store. */
export type MessageBody = Omit<Message, 'key' | 'order' | 'placement' | 'unread' | 'unsettled'>;

/** The row that a message makes when it is the first to tell of it. `archive`: the name its archive goes by here. */
export const messageOf = (fact: MessageFact, archive: string | undefined, now: number): MessageBody => ({
  chat: fact.chat,
  sender: fact.sender,
  own: fact.own,
  ...(fact.stanzaId === undefined ? {} : { stanzaId: fact.stanzaId }),
  ...(archive === undefined || fact.archiveId === undefined ? {} : { archive, archiveId: fact.archiveId }),
  at: clampStamp(fact.at, now),
  content: fact.content,
  payloadHash: fact.payloadHash,
  ...(fact.own ? { delivery: 'sent' as const } : {}),
  ...(fact.wantsReceipt === true ? { wantsReceipt: true as const } : {}),
  ...(fact.markable === true ? { markable: true as const } : {}),
});

/** Stamps of others are neither from the future nor before time began (X14). */
const clampStamp = (at: number, now: number): number => (at >= 0 && at <= now ? at : now);

/** Folds another copy of the same message into its row; the same object if it tells nothing new. */
export const foldCopy = (
  row: Message,
  fact: MessageFact,
  archive: string | undefined,
  now: number,
): Message => {
  const copy = messageOf(fact, archive, now);
  const numbered = row.archive !== copy.archive && copy.archiveId !== undefined;
  const folded: Message = {
    ...row,
    ...(numbered && copy.archive !== undefined ? { archive: copy.archive, archiveId: copy.archiveId } : {}),
    ...(row.stanzaId === undefined && copy.stanzaId !== undefined ? { stanzaId: copy.stanzaId } : {}),
    // Delivery stamps an offline message later than its sender did: the earliest stamp is the truest.
    at: Math.min(row.at, copy.at),
    ...(copy.wantsReceipt === true ? { wantsReceipt: true } : {}),
    ...(copy.markable === true ? { markable: true } : {}),
  };
  const proven = fact.own && !isOfRefused(row, copy) ? foldProof(folded, { to: 'sent' }) : folded;
  return isEqual(row, proven) ? row : proven;
};

/** Servers archive what they then cannot deliver: after a retry the first copy there is that of the refused attempt. */
const isOfRefused = (row: Message, copy: MessageBody): boolean =>
  row.retried === true &&
  row.delivery === 'waiting' &&
  copy.archiveId !== undefined &&
  (row.archiveId === undefined || row.archiveId === copy.archiveId);

const isEqual = (a: Message, b: Message): boolean =>
  a.archive === b.archive &&
  a.archiveId === b.archiveId &&
  a.stanzaId === b.stanzaId &&
  a.at === b.at &&
  a.wantsReceipt === b.wantsReceipt &&
  a.markable === b.markable &&
  a.delivery === b.delivery &&
  a.failure === b.failure;
