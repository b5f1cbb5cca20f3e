/** Ten thousand people and thousands of conversations: what is read and written of them for one of them, or for a few. */
import { IDBIndex, IDBObjectStore, IDBRequest } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { me, messageFact, withStore, type TestStore } from '#test/account-stores.ts';
import { commitPage, archived, open } from '#test/archive-pages.ts';
import { bare, full } from '#test/builders.ts';
import { bareOf, type BareJid } from '#lib/jid.ts';
import type { Contact } from '#model/contact.ts';
import type { Change } from './account-store.ts';

let requests = 0;
let writes = 0;
/** Rows that came from one request, at most and in all. */
let most = 0;
let rows = 0;

const count = (prototype: object, name: string, noted: () => void): void => {
  const real = (prototype as Record<string, (...args: unknown[]) => unknown>)[name];
  vi.spyOn(prototype as Record<string, () => unknown>, name).mockImplementation(function (
    this: unknown,
    ...args: unknown[]
  ) {
    noted();
    const request = real?.apply(this, args);
    if (request instanceof IDBRequest)
      request.addEventListener('success', () => {
        const result: unknown = request.result;
        const got = Array.isArray(result) ? result.length : name === 'get' && result !== undefined ? 1 : 0;
        rows += got;
        most = Math.max(most, got);
      });
    return request;
  });
};

beforeEach(() => {
  requests = writes = most = rows = 0;
  for (const prototype of [IDBObjectStore.prototype, IDBIndex.prototype])
    for (const name of ['get', 'getAll', 'getAllKeys', 'count', 'openCursor', 'openKeyCursor'])
      count(prototype, name, () => (requests += 1));
  for (const name of ['put', 'delete'])
    count(IDBObjectStore.prototype, name, () => {
      requests += 1;
      writes += 1;
    });
});

afterEach(() => {
  vi.restoreAllMocks();
});

const costOf = async (work: () => Promise<unknown>) => {
  const before = { requests, writes, rows };
  most = 0;
  await work();
  return {
    ...{ requests: requests - before.requests, writes: writes - before.writes, rows: rows - before.rows },
    most,
  };
};

const person = (i: number): BareJid => bare(`p${String(i).padStart(5, '0')}@example.org`);
const contact = (i: number, fields: Partial<Contact> = {}): Contact => ({
  ...{ jid: person(i), name: `Person ${String(i)}`, groups: ['a', 'b'], subscription: 'both', ask: false },
  ...fields,
});
const roster = (size: number): Contact[] => Array.from({ length: size }, (_, i) => contact(i));

test('a roster that is told again in full is compared in slices: what is as it was is neither written nor told', () =>
  withStore(async ({ store, epoch }) => {
    const told: Change[] = [];
    const all = roster(2000);
    expect((await costOf(() => store.commit(epoch, { roster: { full: all } }))).writes).toBe(2000);
    store.changes.on((change) => told.push(change));
    const again = await costOf(() => store.commit(epoch, { roster: { full: all.toReversed() } }));
    expect(again.writes).toBe(0);
    expect(again.most).toBeLessThanOrEqual(250);
    expect(told).toEqual([]);

    const other = [contact(5000), ...all.slice(1).with(6, contact(7, { groups: ['a'] }))];
    expect((await costOf(() => store.commit(epoch, { roster: { full: other } }))).writes).toBe(3);
    expect(told.map(({ store: table, ids }) => [table, ids]).sort()).toEqual(
      [0, 7, 5000].map((i) => ['contacts', [person(i)]]),
    );
    expect(await store.countContacts()).toBe(2000);
    expect(await store.contact(person(0))).toBeUndefined();
    expect((await store.contact(person(7)))?.groups).toEqual(['a']);
    expect(await store.contactsAmong([person(5000), person(0)])).toHaveLength(1);
  }));

test('a new roster of thousands is told as one change', () =>
  withStore(async ({ store, epoch }) => {
    const told: Change[] = [];
    store.changes.on((change) => told.push(change));
    await store.commit(epoch, { roster: { full: roster(1000) } });
    expect(told).toEqual([{ store: 'contacts' }]);
  }));

test('who is online is told page by page, and nobody by half of their devices', () =>
  withStore(async ({ store, epoch }) => {
    const changed = Array.from({ length: 30 }, (_, i) => {
      const jid = full(`${person(Math.floor(i / 3))}/r${String(i % 3)}`);
      return {
        ...{ jid, bare: bareOf(jid), priority: i % 3, at: 0 },
        show: i % 3 === 2 ? ('dnd' as const) : ('away' as const),
      };
    });
    await store.commit(epoch, { presence: { changed } });
    const found = new Map<BareJid, string>();
    const sizes: number[] = [];
    for (let after: BareJid | undefined; sizes.at(-1) !== 0;) {
      const page = await store.bestPresences({ limit: 8, after });
      sizes.push(page.size);
      for (const [jid, show] of page) found.set(jid, show);
      after = [...page.keys()].at(-1);
    }
    // Eight devices are two people, and two devices of a third, which are read again.
    expect(sizes).toEqual([2, 2, 2, 2, 2, 0]);
    expect(found.size).toBe(10);
    expect(new Set(found.values())).toEqual(new Set(['dnd']));
    // Whoever has more devices than a page holds is not passed over, and does not hold it up.
    expect([...(await store.bestPresences({ limit: 2 })).keys()]).toEqual([person(0)]);
    expect(await store.presencesAmong([person(3), person(99)])).toEqual(new Map([[person(3), 'dnd']]));
  }));

/** A message in each of so many conversations. */
const talks = async ({ store, epoch }: TestStore, chats: number): Promise<void> => {
  for (let i = 0; i < chats; i += 500) {
    const facts = Array.from({ length: Math.min(500, chats - i) }, (_, n) =>
      messageFact({ chat: person(i + n), stanzaId: `s${String(i + n)}`, at: i + n + 1 }),
    );
    await store.commit(epoch, { facts });
  }
};

test('the list, its sums and one arriving message cost the same among a hundred conversations and a thousand', async () => {
  const measure = async (chats: number): Promise<readonly number[]> => {
    const costs: number[] = [];
    await withStore(async (opened) => {
      const { store, epoch } = opened;
      await talks(opened, chats);
      for (const work of [
        () => store.listChats({ limit: 60 }),
        () => store.countUnread(),
        () => store.commit(epoch, { facts: [messageFact({ chat: person(3), stanzaId: 'new' })] }),
        () => store.messagesPage(person(3), { limit: 60 }),
      ]) {
        const cost = await costOf(work);
        costs.push(cost.requests + cost.rows);
      }
      expect(await store.countUnread()).toBe(chats + 1);
    });
    return costs;
  };
  const [few, many] = [await measure(100), await measure(1000)];
  expect(many.every((cost, i) => cost <= (few[i] ?? 0) + 2)).toBe(true);
  expect(many[1]).toBeLessThan(10);
});

test('a hole that closes reads what is known of each conversation with others, not one by one', () =>
  withStore(async (opened) => {
    await open(opened);
    const talk = (i: number) => archived(`a${String(i).padStart(5, '0')}`, { chat: person(i) });
    const talked = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => talk(from + i));
    await commitPage(opened, { direction: 'backward' }, talked(0, 600));
    await open(opened);
    await commitPage(opened, { direction: 'backward' }, talked(700, 800));
    expect((await opened.store.archiveCursor(me)).holes).toHaveLength(1);
    const closing = talked(598, 700);
    const cost = await costOf(() => commitPage(opened, { direction: 'backward', from: 'a00700' }, closing));
    expect((await opened.store.archiveCursor(me)).holes).toEqual([]);
    // A few requests for each message of the page, and none for each conversation that is not on it.
    expect(cost.requests - cost.writes).toBeLessThan(closing.length * 8);
    expect(await opened.store.coverageOf(person(5))).toBe('more');
  }));

test('conversations with unread messages come in pages too, newest activity first', () =>
  withStore(async ({ store, epoch }) => {
    const jids = Array.from({ length: 1100 }, (_, i) => bare(`user${String(i)}@example.org`));
    const own = (i: number) => (i % 100 === 0 ? {} : { sender: me, own: true });
    await store.commit(epoch, {
      facts: jids.map((chat, i) => messageFact({ chat, at: 1000 + i, body: 'x', ...own(i) })),
    });
    expect(await store.countUnreadChats()).toBe(11);
    const listed = [];
    for (let before; ;) {
      const rows = await store.unreadChats({ limit: 4, ...(before ? { before } : {}) });
      before = rows.at(-1);
      if (before === undefined) break;
      listed.push(...rows.map(({ activity }) => activity));
    }
    expect(listed).toEqual(Array.from({ length: 11 }, (_, i) => 2000 - i * 100));
    most = 0;
    const skipped = await store.unreadChats({ limit: 2, skip: 3 });
    expect(most).toBeLessThanOrEqual(500);
    expect(skipped.map(({ activity }) => activity)).toEqual([1700, 1600]);
    expect(await store.unreadChats({ limit: 2, skip: 11 })).toEqual([]);
    const all = await store.listChats({ limit: 2, skip: 1000 });
    expect(all.map(({ activity }) => activity)).toEqual([1099, 1098]);
    expect(await store.listChats({ limit: 3, skip: 1099 })).toHaveLength(1);
    expect(await store.listChats({ limit: 3, skip: 1100 })).toEqual([]);
  }));
