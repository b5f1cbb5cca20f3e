/** The store in memory beside the interfaces of a browser whose own IndexedDB fails, as in some private windows. */
import { expect, test, vi } from 'vitest';
import { IDBFactory } from 'fake-indexeddb';
import { bare, must } from '#test/builders.ts';
import { FakeClock } from '#test/fake-clock.ts';
import { openAccountStore } from './open.ts';

const me = bare('memory@example.org');
const bob = bare('bob@example.org');

/** A browser's interfaces: not those that memory is made of. */
class Foreign {
  readonly isForeign = true;
}

const interfaces = {
  IDBCursor: class extends Foreign {
    advance(): void {}
    continue(): void {}
    continuePrimaryKey(): void {}
  },
  IDBDatabase: class extends Foreign {},
  IDBIndex: class extends Foreign {},
  IDBObjectStore: class extends Foreign {},
  IDBRequest: class extends Foreign {},
  IDBTransaction: class extends Foreign {},
};

/** The browser's own key range, with what the specification gives it. */
class ForeignKeyRange {
  constructor(
    readonly lower: unknown,
    readonly upper: unknown,
    readonly lowerOpen = false,
    readonly upperOpen = false,
  ) {}
  includes(key: unknown): boolean {
    const { cmp } = IDBFactory.prototype;
    const low = this.lower === undefined ? 1 : cmp(key, this.lower);
    const high = this.upper === undefined ? -1 : cmp(key, this.upper);
    return (low > 0 || (low === 0 && !this.lowerOpen)) && (high < 0 || (high === 0 && !this.upperOpen));
  }
  static bound(
    ...[lower, upper, lowerOpen, upperOpen]: Parameters<typeof IDBKeyRange.bound>
  ): ForeignKeyRange {
    return new ForeignKeyRange(lower, upper, lowerOpen, upperOpen);
  }
  static lowerBound(lower: unknown, open = false): ForeignKeyRange {
    return new ForeignKeyRange(lower, undefined, open, true);
  }
  static upperBound(upper: unknown, open = false): ForeignKeyRange {
    return new ForeignKeyRange(undefined, upper, true, open);
  }
  static only(key: unknown): ForeignKeyRange {
    return new ForeignKeyRange(key, key);
  }
}

test('D07: memory serves with the browser’s own interfaces and key ranges in place', async () => {
  for (const [name, type] of Object.entries(interfaces)) vi.stubGlobal(name, type);
  vi.stubGlobal('IDBKeyRange', ForeignKeyRange);
  vi.stubGlobal('indexedDB', {
    open: () => {
      throw new DOMException('not here', 'SecurityError');
    },
  });
  expect(await openAccountStore(me)).toMatchObject({ ok: false, error: { reason: 'SecurityError' } });
  const store = must(await openAccountStore(me, { memory: true, clock: new FakeClock() }));
  const message = await store.enqueueMessage(bob, 'hello');
  await store.saveDraft(bob, 'more');
  expect(await store.messagesPage(bob, { limit: 5 })).toEqual([message]);
  expect(await store.listChats({ limit: 5 })).toMatchObject([{ draft: 'more' }]);
  const epoch = await store.claimEpoch();
  const [entry] = await store.outboxBatch(epoch, 5);
  await store.markSent(epoch, entry?.id ?? 0, 1);
  await store.acked(epoch, 1);
  expect(await store.messagesByKeys([message.key])).toMatchObject([{ delivery: 'sent' }]);
  expect(globalThis.IDBRequest).toBe(interfaces.IDBRequest);
  store.close();
  vi.unstubAllGlobals();
});
