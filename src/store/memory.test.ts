/** The store in memory, where there is no IndexedDB. */
import { expect, test } from 'vitest';
import { bare, must } from '#test/builders.ts';
import { FakeClock } from '#test/fake-clock.ts';
import { openAccountStore, openShellStore } from './open.ts';

const me = bare('memory@example.org');
const bob = bare('bob@example.org');

test('D07: without IndexedDB the disk is refused, and memory serves until it is closed', async () => {
  expect(await openAccountStore(me)).toEqual({
    ok: false,
    error: { kind: 'unavailable', reason: 'no IndexedDB' },
  });
  await expect(openShellStore()).rejects.toMatchObject({ failure: { kind: 'unavailable' } });
  const store = must(await openAccountStore(me, { memory: true, clock: new FakeClock() }));
  const message = await store.enqueueMessage(bob, 'hello');
  expect(await store.messagesPage(bob, { limit: 5 })).toEqual([message]);
  expect(await store.listChats({ limit: 5 })).toHaveLength(1);
  expect(await store.storageUse()).toBeUndefined();
  expect([await store.persist(), await store.isPersisted()]).toEqual([false, false]);
  store.close();
  const again = must(await openAccountStore(me, { memory: true, clock: new FakeClock() }));
  expect(await again.listChats({ limit: 5 })).toEqual([]);
  again.close();
});
