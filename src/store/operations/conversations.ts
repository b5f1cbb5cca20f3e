/** Conversations as the screen lists, opens, accepts and reads them. */
import type { BareJid } from '#lib/jid.ts';
import type { Chat } from '#model/chat.ts';
import { isQueued, laterOrder } from '#model/order.ts';
import { runWork, withMessages, type AccountCore } from '../account-core.ts';
import type { ConversationOperations } from '../account-store.ts';
import type { Tx } from '../schema.ts';
import { nthKey } from '../tables/cursor.ts';
import { lastRows, places } from '../tables/messages.ts';
import { addIntent, readSettings } from '../tables/outbox.ts';
import type { Work } from '../work.ts';
import { mayKnow } from './may-know.ts';

/** Conversations with unread messages that are looked at for the newest. */
const unreadChatsRead = 5000;
/** Rows looked through for one that asks for a marker. */
const markableReach = 50;

const byActivity = (a: Chat, b: Chat): number => b.activity - a.activity || (a.jid < b.jid ? 1 : -1);

const listChats = async (
  tx: Tx,
  limit: number,
  before: Pick<Chat, 'jid' | 'activity'> | undefined,
): Promise<readonly Chat[]> => {
  const index = tx.objectStore('chats').index('activity');
  const upper = before === undefined ? [[]] : [before.activity, before.jid];
  const range = IDBKeyRange.upperBound(upper, before !== undefined);
  if (limit < 1) return [];
  const first = await nthKey(index, range, 'prev', limit);
  const rows = await index.getAll(
    first === undefined ? range : IDBKeyRange.bound(first, upper, false, before !== undefined),
    limit,
  );
  return rows.toReversed();
};

const unreadChats = (tx: Tx): Promise<readonly Chat[]> =>
  tx.objectStore('chats').index('unread').getAll(IDBKeyRange.lowerBound(1), unreadChatsRead);

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

  listChats: ({ limit, before }) => core.database.read(['chats'], (tx) => listChats(tx, limit, before)),

  countChats: () => core.database.read(['chats'], (tx) => tx.objectStore('chats').count()),

  unreadChats: async (limit) => {
    const rows = await core.database.read(['chats'], unreadChats);
    return rows.toSorted(byActivity).slice(0, limit);
  },

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
