/** What operations cost in requests to the database: bounded by what they touch, not by what is stored. */
import { IDBIndex, IDBObjectStore, IDBRequest } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bob, me, messageFact, withStore, type TestStore } from '#test/account-stores.ts';
import { bare } from '#test/builders.ts';
import type { MessageFact } from '#model/fact.ts';

const methods = {
  store: ['get', 'getKey', 'getAll', 'getAllKeys', 'count', 'put', 'add', 'delete', 'openCursor'],
  index: ['get', 'getKey', 'getAll', 'getAllKeys', 'count', 'openCursor', 'openKeyCursor'],
} as const;

let requests = 0;
/** Requests that read all rows of a range, without saying how many at most. */
let unbounded = 0;
/** Rows that came back from requests for many. */
let rows = 0;

const spyOn = (prototype: object, names: readonly string[]): void => {
  for (const name of names) {
    const real = (prototype as Record<string, (...args: unknown[]) => unknown>)[name];
    vi.spyOn(prototype as Record<string, () => unknown>, name).mockImplementation(function (
      this: unknown,
      ...args: unknown[]
    ) {
      requests += 1;
      if (name.startsWith('getAll') && (args[0] === undefined || args[0] === null) && args[1] === undefined)
        unbounded += 1;
      const request = real?.apply(this, args);
      if (name === 'getAll' && request instanceof IDBRequest)
        request.addEventListener('success', () => {
          rows += (request.result as readonly unknown[]).length;
        });
      return request;
    });
  }
};

beforeEach(() => {
  requests = 0;
  unbounded = 0;
  rows = 0;
  spyOn(IDBObjectStore.prototype, methods.store);
  spyOn(IDBIndex.prototype, methods.index);
});

afterEach(() => {
  vi.restoreAllMocks();
});

const costOf = async (work: () => Promise<unknown>): Promise<number> => {
  const before = requests;
  await work();
  return requests - before;
};

const archived = (i: number, via: MessageFact['via'] = 'archive'): MessageFact =>
  messageFact({
    chat: bare(`user${String(i % 10)}@example.org`),
    stanzaId: `s${String(i)}`,
    archiveId: `a${String(i)}`,
    body: String(i),
    via,
  });

/** Fills the archive from the newest entry down; answers what each page cost. */
const fill = async ({ store, epoch }: TestStore, pages: number, size: number): Promise<readonly number[]> => {
  const costs: number[] = [];
  await store.commit(epoch, { coverage: { kind: 'opened', archive: me } });
  for (let page = 0; page < pages; page++) {
    const first = 100_000 - (page + 1) * size;
    const facts = Array.from({ length: size }, (_, i) => archived(first + i));
    const from = page === 0 ? {} : { from: `a${String(first + size)}` };
    const { asOf } = await store.archiveCursor(me);
    const ids = facts.map(({ archiveId = '' }) => archiveId);
    const step = {
      kind: 'page',
      archive: me,
      direction: 'backward',
      complete: false,
      ids,
      asOf,
      ...from,
    } as const;
    costs.push(await costOf(() => store.commit(epoch, { facts, coverage: step })));
  }
  return costs;
};

describe('the cost', () => {
  test('of a page is a few requests for each of its messages, however much is stored', () =>
    withStore(async (opened) => {
      const costs = await fill(opened, 6, 100);
      expect(Math.max(...costs)).toBeLessThan(100 * 5);
      expect(costs.at(-1)).toBeLessThanOrEqual((costs[1] ?? 0) + 5);
    }));

  test('of a live message, of Enter, of a page read and of the list does not grow', () =>
    withStore(async (opened) => {
      const { store, epoch } = opened;
      const measure = async (i: number): Promise<readonly number[]> => [
        await costOf(() => store.commit(epoch, { facts: [archived(i, 'live')] })),
        await costOf(() => store.enqueueMessage(bob, 'x')),
        await costOf(() => store.messagesPage(bare('user1@example.org'), { limit: 60 })),
        await costOf(() => store.listChats({ limit: 20 })),
        await costOf(() => store.coverageOf(bob)),
      ];
      await fill(opened, 1, 100);
      await measure(200_001);
      const small = await measure(200_011);
      await fill(opened, 8, 100);
      const { asOf, after } = await store.archiveCursor(me);
      const step = {
        kind: 'page',
        archive: me,
        direction: 'forward',
        complete: true,
        ids: [],
        asOf,
      } as const;
      await store.commit(epoch, { coverage: { ...step, from: after ?? '' } });
      const large = await measure(200_021);
      expect(large.every((cost, i) => cost <= (small[i] ?? 0) + 2)).toBe(true);
      expect(Math.max(...large)).toBeLessThan(40);
      expect(unbounded).toBe(0);
    }));

  /** Sends so many messages at once, and lets the server acknowledge one after the other; answers the rows that were read. */
  const acknowledging = async (count: number): Promise<number> => {
    let read = 0;
    await withStore(async ({ store, epoch }) => {
      for (let i = 0; i < count; i++) await store.enqueueMessage(bob, String(i));
      const entries = await store.outboxBatch(epoch, count);
      for (const [i, { id }] of entries.entries()) await store.markSent(epoch, id, i + 1);
      const before = rows;
      for (let n = 1; n <= count; n++) await store.acked(epoch, n);
      read = rows - before;
      expect(await store.waitingCount()).toBe(0);
    });
    return read;
  };

  test('of acknowledging a long queue grows with it, and not with its square', async () => {
    expect(await acknowledging(240)).toBeLessThan(3 * (await acknowledging(120)));
  });
});
