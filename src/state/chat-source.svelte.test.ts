/** The conversations behind a list of thousands: read where somebody looks, and let go where they looked before. */
import { flushSync } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { Chat } from '#model/chat.ts';
import { bare } from '#test/builders.ts';
import { newestFirst } from './chat-prefix.ts';
import { ChatSource, mostKept } from './chat-source.svelte.ts';
import { Feed } from './feed.ts';

const number = (n: number) => bare(`p${String(n).padStart(4, '0')}@localhost`);
const chat = (n: number, activity = n): Chat => ({
  ...{ jid: number(n), activity, unread: 0, readOrder: '', accepted: true },
});
const fail = (error: unknown) => {
  throw error;
};
const settle = async () => {
  for (let i = 0; i < 60; i++) await Promise.resolve();
  flushSync();
};

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const setUp = async (count: number, counting?: Promise<void>) => {
  const feed = new Feed(fail);
  const state = { chats: Array.from({ length: count }, (_, i) => chat(i)), read: 0, counting };
  const source = new ChatSource(
    {
      chat: (jid) => {
        state.read += 1;
        return Promise.resolve(state.chats.find((one) => one.jid === jid));
      },
      listChats: ({ limit, before, skip = 0 }) => {
        const page = state.chats
          .toSorted(newestFirst)
          .filter((one) => before === undefined || newestFirst(one, before) > 0)
          .slice(skip, skip + limit);
        state.read += page.length;
        return Promise.resolve(page);
      },
      countChats: async () => {
        await state.counting;
        return state.chats.length;
      },
    },
    feed,
    fail,
  );
  stops.push(source.start());
  await settle();
  const put = async (changed: Chat) => {
    state.read = 0;
    state.chats = [...state.chats.filter((one) => one.jid !== changed.jid), changed];
    feed.tell({ store: 'chats', scope: changed.jid, ids: [changed.jid] });
    await settle();
  };
  const look = async (from: number, to: number) => {
    state.read = 0;
    source.want(from, to);
    await settle();
    return source.slice(from, to).map(({ jid }) => jid);
  };
  return { source, state, put, look };
};
const numbers = (from: number, count: number) => Array.from({ length: count }, (_, i) => number(from - i));

describe('a list of thousands', () => {
  it('has its first rows before all are counted', async () => {
    let counted = (): void => undefined;
    const { source } = await setUp(
      5000,
      new Promise((resolve) => {
        counted = resolve;
      }),
    );
    expect([source.ready, source.total, source.rows.length]).toEqual([true, 60, 60]);
    counted();
    await settle();
    expect(source.total).toBe(5000);
  });

  it('has the rows wherever somebody looks, and keeps no more than so many', async () => {
    const { source, state, look } = await setUp(5000);
    for (let at = 0; at < 4980; at += 20) {
      expect(await look(at, at + 20)).toEqual(numbers(4999 - at, 20));
      expect(state.read).toBeLessThan(250);
    }
    expect(source.rows).toHaveLength(mostKept);
    // What was read on the way is gone.
    expect(source.indexOf(number(4999 - 4970))).toBe(4970);
    expect(source.indexOf(number(4999 - 3000))).toBe(-1);
    // The first rows are at hand still.
    expect(await look(0, 20)).toEqual(numbers(4999, 20));
    expect(state.read).toBe(0);
    expect(source.indexOf(number(4999 - 4970))).toBe(-1);
  });

  it('shows far below what a change has moved, and reads again what is at hand alone', async () => {
    const { source, state, put, look } = await setUp(5000);
    await look(4000, 4020);
    await put(chat(10, 9000));
    expect(source.slice(4000, 4020).map(({ jid }) => jid)).toEqual(numbers(1000, 20));
    expect(state.read).toBeLessThan(250);
    await put(chat(9000));
    expect([source.total, source.rows.length]).toEqual([5001, mostKept]);
    expect(source.slice(0, 3).map(({ jid }) => jid)).toEqual([number(9000), number(10), number(4999)]);
  });

  it('is gone through from neighbour to neighbour, whatever is in view', async () => {
    const { source } = await setUp(2000);
    for (let at = 0; at < 1900; at += 1) {
      const jid = number(1999 - at);
      expect(source.indexOf(jid)).toBe(at);
      source.goOn(at);
      if (at % 30 === 0) await settle();
    }
  });
});
