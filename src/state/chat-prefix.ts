/** The arithmetic of the chat list: the first rows of all conversations, newest first, kept true row by row. */
import type { BareJid } from '#lib/jid.ts';
import type { Chat } from '#model/chat.ts';

export interface ChatPrefix {
  readonly rows: readonly Chat[];
  /** No conversation lies behind the last row. */
  readonly complete: boolean;
}

export const emptyPrefix: ChatPrefix = { rows: [], complete: false };

/** The store's own order: by activity, then by address, both descending. */
export const newestFirst = (a: Pick<Chat, 'jid' | 'activity'>, b: Pick<Chat, 'jid' | 'activity'>): number =>
  b.activity - a.activity || (a.jid < b.jid ? 1 : a.jid > b.jid ? -1 : 0);

/** Adds the page read from behind the last row. */
export const withPage = (prefix: ChatPrefix, page: readonly Chat[], limit: number): ChatPrefix => ({
  rows: [...new Map([...prefix.rows, ...page].map((chat) => [chat.jid, chat])).values()].sort(newestFirst),
  complete: page.length < limit,
});

/** Folds changed conversations in; those that went behind the last row of an incomplete prefix fall out. */
export const withChangedChats = (
  prefix: ChatPrefix,
  changed: ReadonlyMap<BareJid, Chat | undefined>,
): ChatPrefix => {
  const last = prefix.rows.at(-1);
  const kept = prefix.rows.filter((chat) => !changed.has(chat.jid));
  const fitting = [...changed.values()].filter(
    (chat) => chat !== undefined && (prefix.complete || (last !== undefined && newestFirst(chat, last) <= 0)),
  ) as Chat[];
  return { ...prefix, rows: [...kept, ...fitting].sort(newestFirst) };
};

/** No more than so many. */
export const firstOf = (prefix: ChatPrefix, most: number): ChatPrefix =>
  prefix.rows.length > most ? { rows: prefix.rows.slice(0, most), complete: false } : prefix;
