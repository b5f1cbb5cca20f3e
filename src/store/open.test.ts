/** A store from the outside: what one writes, another opening reads. */
import { afterEach, describe, expect, test } from 'vitest';
import { bare, must } from '#test/builders.ts';
import { FakeClock } from '#test/fake-clock.ts';
import type { AccountStore } from './account-store.ts';
import { openAccountStore } from './open.ts';

const alice = bare('alice@example.org');
const bob = bare('bob@example.org');

let open: AccountStore[] = [];
const openStore = async (): Promise<AccountStore> => {
  const store = must(await openAccountStore(alice, { memory: true, clock: new FakeClock() }));
  open.push(store);
  return store;
};

afterEach(() => {
  for (const store of open) store.close();
  open = [];
});

describe('a message that is written', () => {
  test('waits in the outbox and clears the draft', async () => {
    const store = await openStore();
    await store.saveDraft(bob, 'hel');
    expect(await store.readDraft(bob)).toBe('hel');
    expect((await store.chat(bob))?.draft).toBe('hel');
    const message = await store.enqueueMessage(bob, 'hello');
    expect(message).toMatchObject({ delivery: 'waiting', own: true, placement: 'queued' });
    expect(await store.readDraft(bob)).toBe('');
    expect(await store.waitingCount()).toBe(1);
    const chat = await store.chat(bob);
    expect(chat).toMatchObject({
      accepted: true,
      unread: 0,
      preview: { text: 'hello', delivery: 'waiting' },
    });
    expect(chat?.draft).toBeUndefined();
    expect(await store.messagesPage(bob, { limit: 10 })).toEqual([message]);
    const epoch = await store.claimEpoch();
    const [entry] = await store.outboxBatch(epoch, 10);
    expect(entry).toMatchObject({ kind: 'message', state: 'queued', message: { key: message.key } });
    await store.markSent(epoch, entry?.id ?? -1, 1);
    await store.acked(epoch, 1);
    expect(await store.messagesByKeys([message.key])).toMatchObject([{ delivery: 'sent' }]);
    expect(await store.waitingCount()).toBe(0);
  });
});
