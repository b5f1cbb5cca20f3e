/** The list of conversations under effects: what it shows, in what order, and what it reads for that. */
import { flushSync } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { Chat } from '#model/chat.ts';
import type { Contact, Show } from '#model/contact.ts';
import { bare } from '#test/builders.ts';
import type { ChatPage } from '#store/account-store.ts';
import { newestFirst } from './chat-prefix.ts';
import { ChatList } from './chat-list.svelte.ts';
import { Directory } from './directory.svelte.ts';
import { Feed } from './feed.ts';
import type { PersonRow } from './views.ts';

const alice = bare('alice@localhost');
const bob = bare('bob@localhost');
const number = (n: number) => bare(`p${String(n).padStart(3, '0')}@localhost`);
const chat = (n: number, fields: Partial<Chat> = {}): Chat => ({
  jid: number(n),
  activity: n,
  unread: 0,
  readOrder: '',
  accepted: true,
  ...fields,
});

/** Reads values as a template would. */
const look = (...values: unknown[]) => values.length;

const settle = async () => {
  for (let i = 0; i < 60; i++) await Promise.resolve();
  flushSync();
};

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const setUp = async (chats: Chat[], contacts: Contact[] = []) => {
  const feed = new Feed((error) => {
    throw error;
  });
  const state = {
    chats,
    presences: new Map<Contact['jid'], Show>(),
    read: 0,
    opened: [] as string[],
  };
  const sorted = () => state.chats.toSorted(newestFirst);
  const unread = () => sorted().filter((c) => c.unread > 0);
  const read = (chats: Chat[], { limit, before, skip = 0 }: ChatPage) => {
    const page = chats
      .filter((c) => before === undefined || newestFirst(c, before) > 0)
      .slice(skip, skip + limit);
    state.read += page.length;
    return Promise.resolve(page);
  };
  const directory = new Directory(
    alice,
    {
      contacts: () => Promise.resolve(contacts),
      contactsAmong: (jids) => Promise.resolve(contacts.filter(({ jid }) => jids.includes(jid))),
      bestPresences: (page) => Promise.resolve(page?.after === undefined ? state.presences : new Map()),
      presencesAmong: (jids) =>
        Promise.resolve(new Map([...state.presences].filter(([jid]) => jids.includes(jid)))),
      blocked: () => Promise.resolve([]),
      contactRequests: () => Promise.resolve([]),
      serverOffers: () => Promise.resolve({ blocking: true }),
    },
    feed,
    (error) => {
      throw error;
    },
  );
  const typing = new Set<string>();
  const list = new ChatList({
    self: alice,
    store: {
      chat: (jid) => {
        state.read += 1;
        return Promise.resolve(state.chats.find((c) => c.jid === jid));
      },
      listChats: (page) => read(sorted(), page),
      countChats: () => Promise.resolve(state.chats.length),
      unreadChats: (page) => read(unread(), page),
      countUnreadChats: () => Promise.resolve(unread().length),
      countUnread: () => Promise.resolve(state.chats.reduce((sum, c) => sum + c.unread, 0)),
      openChat: (jid) => {
        state.opened.push(`open ${jid}`);
        return Promise.resolve(chat(0));
      },
      acceptChat: (jid) => {
        state.opened.push(`accept ${jid}`);
        return Promise.resolve();
      },
    },
    feed,
    directory,
    persons: () =>
      [...directory.contacts.values()].map(({ contact, name }): PersonRow => ({
        kind: 'person',
        jid: contact.jid,
        name,
        groups: [],
        subscription: 'both',
        asked: false,
        blocked: false,
      })),
    isTyping: (jid) => typing.has(jid),
    failed: (error) => {
      throw error;
    },
  });
  stops.push(
    directory.start(),
    $effect.root(() => {
      $effect(() => {
        look(list.rows, list.total, list.ready, list.unreadTotal, list.results);
      });
    }),
  );
  flushSync();
  await settle();
  const put = async (changed: Chat) => {
    state.chats = [...state.chats.filter((c) => c.jid !== changed.jid), changed];
    feed.tell({ store: 'chats', scope: changed.jid, ids: [changed.jid] });
    await settle();
  };
  return { list, state, feed, put };
};
const many = (count: number) => Array.from({ length: count }, (_, i) => chat(i));
const contact = (n: number, name: string): Contact => ({
  jid: number(n),
  name,
  groups: [],
  subscription: 'both',
  ask: false,
});

describe('the list', () => {
  it('shows the newest first, a window at a time', async () => {
    const { list, state } = await setUp(many(500));
    expect([list.ready, list.total, list.from]).toEqual([true, 500, 0]);
    expect(list.rows.slice(0, 3).map((row) => row.jid)).toEqual([number(499), number(498), number(497)]);
    expect(state.read).toBe(60);
    list.ensure(290, 310);
    await settle();
    expect([list.from, list.rows.length, list.rows[0]?.jid]).toEqual([290, 20, number(209)]);
    expect(state.read).toBe(360);
  });

  it('moves one row for one change, reading one', async () => {
    const { list, state, put } = await setUp(many(100));
    const before = list.rows;
    state.read = 0;
    await put(chat(70, { activity: 1000, unread: 2 }));
    expect(list.rows[0]).toMatchObject({ jid: number(70), unread: 2 });
    expect(list.rows.slice(1).every((row) => before.includes(row))).toBe(true);
    expect([state.read, list.total, list.unreadTotal]).toEqual([1, 100, 2]);
  });

  it('takes in a new conversation', async () => {
    const { list, put } = await setUp([]);
    expect([list.ready, list.total]).toEqual([true, 0]);
    await put(chat(5));
    expect([list.total, list.rows.map((row) => row.jid)]).toEqual([1, [number(5)]]);
  });

  it('names contacts, tells strangers, shows drafts and presence', async () => {
    const { list, state, feed } = await setUp(
      [chat(3, { accepted: false }), chat(2, { draft: 'half' }), chat(1)],
      [contact(1, ` Zo${String.fromCodePoint(0x202e)}ë `)],
    );
    state.presences = new Map([[number(1), 'away' as const]]);
    feed.tell({ store: 'presence' });
    await settle();
    expect(list.rows).toMatchObject([
      { name: number(3), stranger: true },
      { name: number(2), stranger: false, draft: 'half' },
      { name: 'Zoë', stranger: false, show: 'away' },
    ]);
  });

  it('filters by unread', async () => {
    const { list, put } = await setUp(many(10).map((c) => (c.activity % 3 === 0 ? { ...c, unread: 1 } : c)));
    list.filter = 'unread';
    await settle();
    expect(list.rows.map((row) => row.jid)).toEqual([number(9), number(6), number(3), number(0)]);
    expect(list.total).toBe(4);
    await put(chat(6));
    expect(list.total).toBe(3);
  });

  it('filters by unread in pages, and counts them all', async () => {
    const { list, state, put } = await setUp(many(2000).map((c) => ({ ...c, unread: 1 })));
    state.read = 0;
    list.filter = 'unread';
    await settle();
    expect([list.total, list.rows.length, state.read]).toEqual([2000, 60, 60]);
    list.ensure(1500, 1520);
    await settle();
    expect([list.rows.length, list.rows[0]?.jid]).toEqual([20, number(499)]);
    await put(chat(1600));
    expect([list.total, list.rows[0]?.jid]).toEqual([1999, number(498)]);
  });

  it('knows the neighbours of a conversation', async () => {
    const { list } = await setUp(many(3));
    expect(list.neighbour(number(1), 1)).toBe(number(0));
    expect(list.neighbour(number(1), -1)).toBe(number(2));
    expect(list.neighbour(number(2), -1)).toBeUndefined();
    expect(list.neighbour(undefined, 1)).toBe(number(2));
  });

  it('reads all again when changes may have been missed', async () => {
    const { list, state, feed } = await setUp(many(3));
    state.chats = [chat(9), chat(1)];
    feed.tell(undefined);
    await settle();
    expect(list.rows.map((row) => row.jid)).toEqual([number(9), number(1)]);
  });
});

describe('search', () => {
  it('finds conversations, then contacts without one, by name and address', async () => {
    const { list } = await setUp(many(3), [contact(1, 'Åsa'), contact(7, 'Asam')]);
    list.query = 'ASA';
    await settle();
    expect(list.results.map((row) => `${row.kind} ${row.name}`)).toEqual(['chat Åsa', 'person Asam']);
    list.query = 'p002';
    await settle();
    expect(list.results.map((row) => row.jid)).toEqual([number(2)]);
    list.query = ' ';
    await settle();
    expect(list.results).toEqual([]);
  });

  it('is bounded', async () => {
    const { list } = await setUp(many(150));
    list.query = 'localhost';
    await settle();
    expect(list.results).toHaveLength(100);
  });
});

describe('for whoever asks in passing', () => {
  it('picks so many conversations and so many further contacts, whatever is searched for in the list', async () => {
    const { list } = await setUp(many(150), [contact(149, 'Zoe'), contact(300, 'Åsa'), contact(301, 'Asam')]);
    const { chats, people } = list.pick(() => true, 2);
    expect(chats.map((row) => row.name)).toEqual(['Zoe', number(148)]);
    expect(people.map((row) => row.name)).toEqual(['Åsa', 'Asam']);
    expect(list.pick(([name]) => name === 'Asam', 2)).toMatchObject({
      chats: [],
      people: [{ name: 'Asam' }],
    });
    expect(list.query).toBe('');
  });

  it('goes on from neighbour to neighbour beyond what is shown', async () => {
    const { list } = await setUp(many(150));
    let at = list.neighbour(undefined, 1);
    for (let i = 0; i < 140; i += 1) {
      at = list.neighbour(at, 1);
      await settle();
    }
    expect(at).toBe(number(9));
    expect(list.neighbour(number(149), -1)).toBeUndefined();
  });
});

describe('a new conversation', () => {
  it('begins with a typed address', async () => {
    const { list, state } = await setUp([]);
    expect(await list.startChat('no one')).toEqual({ ok: false, error: { kind: 'invalid-address' } });
    expect(await list.startChat(' Bob ')).toEqual({ ok: true, value: bob });
    expect(state.opened).toEqual([`open ${bob}`, `accept ${bob}`]);
  });
});
