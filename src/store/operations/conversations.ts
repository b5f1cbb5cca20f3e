/** Conversations as the screen lists, opens, accepts and reads them. */
import type { BareJid } from '#lib/jid.ts';
import type { Chat } from '#model/chat.ts';
import { isQueued, laterOrder } from '#model/order.ts';
import { runWork, withMessages, type AccountCore } from '../account-core.ts';
import type { ChatPage, ConversationOperations } from '../account-store.ts';
import type { Tx } from '../schema.ts';
import { nthKey } from '../tables/cursor.ts';
import { lastRows, places } from '../tables/messages.ts';
import { addIntent, readSettings } from '../tables/outbox.ts';
import type { Work } from '../work.ts';
import { mayKnow } from './may-know.ts';

/** Addresses of conversations with unread messages that are put in order. */
const unreadChatsRead = 5000;
/** Rows looked through for one that asks for a marker. */
const markableReach = 50;

/** Keys looked through at once for conversations with unread messages. */
const keysRead = 500;

/** From the last key down: of all, or of those after a row. */
const downFrom = (key: IDBValidKey | undefined, isOpen: boolean): IDBKeyRange =>
  key === undefined ? IDBKeyRange.upperBound([[]]) : IDBKeyRange.upperBound(key, isOpen);

const listChats = async (tx: Tx, { limit, before, skip = 0 }: ChatPage): Promise<readonly Chat[]> => {
  if (limit < 1) return [];
  const index = tx.objectStore('chats').index('activity');
  let range = downFrom(before && [before.activity, before.jid], true);
  if (skip > 0) {
    const top = await nthKey(index, range, 'prev', skip + 1);
    if (top === undefined) return [];
    range = downFrom(top, false);
  }
  const rows = await index.getAll(await lastOf(index, range, limit), limit);
  return rows.toReversed();
};

/** The part of a range with its last keys, at most so many. */
const lastOf = async (
  index: Parameters<typeof nthKey>[0],
  range: IDBKeyRange,
  limit: number,
): Promise<IDBKeyRange> => {
  const first = await nthKey(index, range, 'prev', limit);
  return first === undefined ? range : IDBKeyRange.bound(first, range.upper, false, range.upperOpen);
};

/** By their keys, which are found in the order of activity: read are the rows of the page alone. */
const unreadChats = async (tx: Tx, { limit, before, skip = 0 }: ChatPage): Promise<readonly Chat[]> => {
  const chats = tx.objectStore('chats');
  const unread = new Set(await chats.index('unread').getAllKeys(IDBKeyRange.lowerBound(1), unreadChatsRead));
  const activity = chats.index('activity');
  const found: BareJid[] = [];
  let range = downFrom(before && [before.activity, before.jid], true);
  while (unread.size > 0 && found.length < skip + limit) {
    const part = await lastOf(activity, range, keysRead);
    const keys = await activity.getAllKeys(part, keysRead);
    for (const jid of keys.toReversed()) if (unread.delete(jid)) found.push(jid);
    if (part === range) break;
    range = downFrom(part.lower as IDBValidKey, true);
  }
  const rows = await Promise.all(found.slice(skip, skip + limit).map((jid) => chats.get(jid)));
  return rows.filter((row) => row !== undefined);
};

/** By number: of the conversations themselves nothing is read, however many they are. */
const countUnread = async (tx: Tx): Promise<number> => {
  const index = tx.objectStore('chats').index('unread');
  let sum = 0;
  for (let above = 0; ;) {
    const unread = Number((await nthKey(index, IDBKeyRange.lowerBound(above, true), 'next')) ?? 0);
    if (unread === 0) return sum;
    sum += unread * (await index.count(unread));
    above = unread;
  }
};

/** Where unread messages begin: everything at or before the answer is read. */
const readPointer = async (tx: Tx, own: BareJid, chat: BareJid): Promise<string> => {
  const [row, archive] = await Promise.all([
    tx.objectStore('chats').get(chat),
    tx.objectStore('archives').get(own),
  ]);
  return laterOrder(row?.readOrder ?? '', archive?.baseline ?? '');
};

/** The newest message that was just read and asks for a marker, if the other side may be told. */
const enqueueMarker = async (work: Work, chat: BareJid, after: string, to: string): Promise<void> => {
  const { tx } = work;
  if (chat === work.own || !(await readSettings(tx)).sendMarkers) return;
  if (!(await mayKnow(work, chat))) return;
  const rows = await lastRows(tx, chat, { from: after, to }, markableReach);
  const read = rows.findLast((row) => !row.own && row.order > after && row.markable === true);
  if (read?.stanzaId === undefined) return;
  const outbox = tx.objectStore('outbox');
  const waiting = await outbox.index('kind').getAll(['marker', 'queued'], 1000);
  for (const row of waiting) if (row.chat === chat && row.id !== undefined) await outbox.delete(row.id);
  const id = await addIntent(tx, { kind: 'marker', to: chat, id: read.stanzaId }, work.now);
  work.changes.add('outbox', chat, id);
};

export const conversations = (
  core: AccountCore,
): Pick<
  ConversationOperations,
  | 'markRead'
  | 'savePlace'
  | 'openChat'
  | 'acceptChat'
  | 'chat'
  | 'listChats'
  | 'countChats'
  | 'unreadChats'
  | 'countUnreadChats'
  | 'countUnread'
  | 'firstUnread'
  | 'waitingCount'
> => ({
  markRead: (chat, order) =>
    runWork(core, withMessages('blocked'), async (work) => {
      const upTo = isQueued(order) ? (await work.archive()).row.newest : order;
      const before = await work.chats.readPointer(chat);
      if (await work.chats.read(chat, upTo)) await enqueueMarker(work, chat, before, upTo);
    }),

  savePlace: (chat, place) =>
    core.database.write(
      ['chats'],
      async (tx) => {
        const stored = await tx.objectStore('chats').get(chat);
        if (stored === undefined) return;
        const { place: _, ...row } = stored;
        await tx.objectStore('chats').put(place === undefined ? row : { ...row, place });
      },
      'relaxed',
    ),

  openChat: (jid) =>
    runWork(core, withMessages(), async (work) => {
      if ((await work.chats.get(jid)) === undefined) await work.chats.update(jid, { accepted: true });
      return work.chats.ensure(jid);
    }),

  acceptChat: (jid) => runWork(core, withMessages(), (work) => work.chats.update(jid, { accepted: true })),

  chat: (jid) => core.database.read(['chats'], (tx) => tx.objectStore('chats').get(jid)),

  listChats: (page) => core.database.read(['chats'], (tx) => listChats(tx, page)),

  countChats: () => core.database.read(['chats'], (tx) => tx.objectStore('chats').count()),

  unreadChats: (page) => core.database.read(['chats'], (tx) => unreadChats(tx, page)),

  countUnreadChats: () =>
    core.database.read(['chats'], (tx) =>
      tx.objectStore('chats').index('unread').count(IDBKeyRange.lowerBound(1)),
    ),

  countUnread: () => core.database.read(['chats'], countUnread),

  firstUnread: (chat) =>
    core.database.read(['chats', 'archives', 'messages'], async (tx) => {
      const range = places(chat, { above: await readPointer(tx, core.jid, chat) });
      return tx
        .objectStore('messages')
        .index('unread')
        .get(range ?? IDBKeyRange.only([chat, '']));
    }),

  waitingCount: () =>
    core.database.read(['outbox'], (tx) =>
      tx
        .objectStore('outbox')
        .index('kind')
        .count(IDBKeyRange.bound(['message'], ['message', []])),
    ),
});
