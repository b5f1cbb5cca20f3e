/** Opening an account's storage for a sign-in: in memory where the browser has none, and never beside one that is held. */
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, expect, test, vi } from 'vitest';
import { StoreError } from '#store/account-store.ts';
import { accountDatabase, shellDatabase } from '#store/schema.ts';
import { openAccountStore } from '#store/open.ts';
import { bare, must } from '#test/builders.ts';
import { openAccount } from './host.ts';

const alice = bare('alice@example.org');

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A storage in which newer code has written one of the databases. */
const newer = async (name: string): Promise<IDBFactory> => {
  // Gives this environment the interfaces of IndexedDB, as a browser has them.
  must(await openAccountStore(bare('other@example.org'), { memory: true })).close();
  const factory = new IDBFactory();
  await new Promise<void>((resolve, reject) => {
    const opening = factory.open(name, 999);
    opening.onerror = () => {
      reject(new Error('not opened'));
    };
    opening.onsuccess = () => {
      opening.result.close();
      resolve();
    };
  });
  return factory;
};

test('goes on in memory where the browser has no storage', async () => {
  vi.stubGlobal('indexedDB', undefined);
  const account = await openAccount(alice, false);
  expect([account.memory, account.store.memory]).toEqual([true, true]);
  expect(await account.account()).toMatchObject({ jid: alice });
  await account.undo();
});

test('goes on in memory where the browser forbids its storage', async () => {
  vi.stubGlobal('indexedDB', {
    open: () => {
      throw new DOMException('no', 'SecurityError');
    },
  });
  const account = await openAccount(alice, false);
  expect(account.memory).toBe(true);
  await account.undo();
});

test.each([accountDatabase(alice), shellDatabase])(
  'does not pass over what newer code has written: %s',
  async (name) => {
    vi.stubGlobal('indexedDB', await newer(name));
    const refused = await openAccount(alice, false).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StoreError);
    expect(refused).toMatchObject({ failure: { kind: 'newer-schema' } });
  },
);
