/** Writes message rows, with all that follows from a new or changed one: waiting facts, preview, unread, the outbox. */
import type { Fact } from '#model/fact.ts';
import { foldProof } from '#model/message-fold.ts';
import type { Message } from '#model/message.ts';
import { isQueued, laterOrder } from '#model/order.ts';
import { addMessage, putMessage, type NewMessage } from '../tables/messages.ts';
import type { OrphanFact } from '../tables/orphans.ts';
import { guessPlace } from './guess-place.ts';
import type { RowContext } from './row-context.ts';

/** What a fact about a message, other than the message itself, does to its row; pointers move at once. */
export const foldTold = async (context: RowContext, row: Message, told: OrphanFact): Promise<Message> => {
  switch (told.kind) {
    case 'receipt':
      return foldProof(row, { to: 'delivered' });
    case 'error':
      return foldProof(row, { to: 'failed', failure: { kind: 'refused', condition: told.condition } });
    case 'peer-marker':
      if (row.own) context.peerRead(row.chat, row.order);
      return foldProof(row, { to: 'read' });
    case 'own-marker':
      if (!row.own) await context.work.chats.read(row.chat, row.order);
      return row;
  }
};

/** Adds a row, after folding in what waited for it. */
export const addRow = async (context: RowContext, row: NewMessage): Promise<Message> => {
  const { work, orphanage } = context;
  const chat = await work.chats.ensure(row.chat);
  let folded = readByPeer(row, chat.peerRead);
  if (row.stanzaId !== undefined) {
    for (const told of await orphanage.adopt(row.chat, row.stanzaId)) {
      // The key is not known yet, and no fold looks at it.
      folded = await foldTold(context, folded as Message, told);
    }
  }
  const added = await addMessage(work.tx, folded);
  if (row.own && !chat.accepted) await work.chats.update(row.chat, { accepted: true });
  work.changes.add('messages', row.chat, added.key);
  work.chats.touch(row.chat, 'preview', ...(row.unread === undefined ? [] : (['unread'] as const)));
  return added;
};

/** Replaces a row; `before` is what was stored. */
export const changeRow = async (context: RowContext, before: Message, after: Message): Promise<void> => {
  const { work } = context;
  const chat = await work.chats.ensure(after.chat);
  const hasLeft = after.composed === true && before.delivery === 'waiting' && after.delivery !== 'waiting';
  // A receipt may overtake the server's acknowledgement, which then finds nothing left to place.
  const placed = hasLeft && isQueued(after.order) ? await guessPlace(work, after) : after;
  const row = before.order === placed.order ? placed : readByPeer(placed, chat.peerRead);
  await putMessage(work.tx, row);
  if (hasLeft) await dropFromOutbox(context, row);
  work.changes.add('messages', row.chat, row.key);
  work.chats.touch(row.chat, 'preview', ...(before.unread === row.unread ? [] : (['unread'] as const)));
};

/** Displayed markers speak of all messages before theirs (XEP-0333 §2). */
const readByPeer = <Row extends NewMessage>(row: Row, peerRead: string | undefined): Row => {
  const isBefore = peerRead !== undefined && row.order <= peerRead;
  if (!isBefore || (row.delivery !== 'sent' && row.delivery !== 'delivered')) return row;
  return { ...row, delivery: 'read' };
};

/** The message is proven to be at the server: nothing is left to send. */
const dropFromOutbox = async ({ work }: RowContext, row: Message): Promise<void> => {
  const outbox = work.tx.objectStore('outbox');
  const ids = await outbox.index('message').getAllKeys(row.key, 10);
  await Promise.all(ids.map((id) => outbox.delete(id)));
  if (ids.length > 0) work.changes.add('outbox', row.chat, ...ids);
};

/** Own messages looked through when the other side displayed one; a read one ends the search before. */
const markerReach = 500;
const markerStep = 100;

/** Marks own messages at and before a place as read by the other side. */
export const readUpTo = async (context: RowContext, chat: Message['chat'], order: string): Promise<void> => {
  const { work } = context;
  const row = await work.chats.ensure(chat);
  const known = row.peerRead ?? '';
  if (order <= known) return;
  await work.chats.update(chat, { peerRead: laterOrder(order, known) });
  let to: { to: string } | { below: string } = { to: order };
  for (let seen = 0; seen < markerReach; seen += markerStep) {
    const rows = await context.lastRows(chat, { from: known, ...to }, markerStep);
    for (const own of rows.filter(({ delivery }) => delivery === 'sent' || delivery === 'delivered')) {
      await changeRow(context, own, { ...own, delivery: 'read' });
    }
    const first = rows[0];
    if (first === undefined || rows.length < markerStep) return;
    to = { below: first.order };
  }
};

/** A fact that is not a message, as it is folded or kept. */
export const toldOf = (
  fact: Exclude<Fact, { kind: 'message' }>,
): { readonly told: string; readonly fact: OrphanFact } => {
  switch (fact.kind) {
    case 'receipt':
      return { told: `receipt ${fact.sender}`, fact: { kind: 'receipt' } };
    case 'error':
      return { told: `error ${fact.condition}`, fact: { kind: 'error', condition: fact.condition } };
    case 'marker':
      return { told: `marker ${fact.sender}`, fact: { kind: fact.own ? 'own-marker' : 'peer-marker' } };
  }
};
