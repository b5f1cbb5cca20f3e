/** From Enter to the server: the message that waits, the outbox, retry and discard. */
import { describe, expect, test } from 'vitest';
import { bob, carol, me, messageFact, withStore, type TestStore } from '#test/account-stores.ts';
import type { Intent, OutboxEntry } from '#model/intent.ts';
import type { Message } from '#model/message.ts';
import type { Change } from './account-store.ts';
import { isCovered } from './operations/outbox.ts';

const rowOf = async ({ store }: TestStore, { key }: Message): Promise<Message | undefined> =>
  (await store.messagesByKeys([key]))[0];

const nextEntry = async ({ store, epoch }: TestStore): Promise<OutboxEntry> => {
  const [entry] = await store.outboxBatch(epoch, 1);
  if (entry === undefined) throw new Error('nothing waits');
  return entry;
};

/** Sends the next row as stanza `n`. */
const send = async (opened: TestStore, n: number): Promise<OutboxEntry> => {
  const entry = await nextEntry(opened);
  await opened.store.markSent(opened.epoch, entry.id, n);
  return entry;
};

describe('Enter', () => {
  test('leaves a waiting message, its outbox row and no draft', () =>
    withStore(async (opened) => {
      const { store, clock } = opened;
      const changes: Change[] = [];
      store.changes.on((change) => changes.push(change));
      await store.saveDraft(bob, 'hel');
      expect(await store.chat(bob)).toMatchObject({ draft: 'hel' });
      const message = await store.enqueueMessage(bob, 'hello', { unstyled: true });
      expect(message).toMatchObject({
        delivery: 'waiting',
        placement: 'queued',
        composed: true,
        sender: me,
        at: clock.now(),
        content: { kind: 'text', body: 'hello', unstyled: true },
      });
      expect(await store.readDraft(bob)).toBe('');
      const chat = await store.chat(bob);
      expect(chat).toMatchObject({
        accepted: true,
        unread: 0,
        preview: { text: 'hello', delivery: 'waiting' },
      });
      expect(chat?.draft).toBeUndefined();
      expect(await store.waitingCount()).toBe(1);
      expect(await nextEntry(opened)).toMatchObject({
        kind: 'message',
        chat: bob,
        state: 'queued',
        sends: 0,
        intent: { kind: 'message', to: bob, id: message.stanzaId },
        message,
      });
      expect(new Set(changes.map((change) => change.store))).toEqual(
        new Set(['drafts', 'chats', 'messages', 'outbox']),
      );
    }));

  test('several times keeps the order, after all that is received', () =>
    withStore(async ({ store, epoch }) => {
      for (const text of ['1', '2', '3']) await store.enqueueMessage(bob, text);
      await store.commit(epoch, { facts: [messageFact({ body: 'in' })] });
      const rows = await store.messagesPage(bob, { limit: 9 });
      expect(rows.map(({ content }) => ('body' in content ? content.body : ''))).toEqual([
        'in',
        '1',
        '2',
        '3',
      ]);
      expect((await store.outboxBatch(epoch, 2)).map(({ message }) => message?.content)).toMatchObject([
        { body: '1' },
        { body: '2' },
      ]);
    }));
});

describe('a sent message', () => {
  test('rises to Sent with the ack that covers it, and no earlier', () =>
    withStore(async (opened) => {
      const { store, epoch } = opened;
      const first = await store.enqueueMessage(bob, '1');
      const second = await store.enqueueMessage(carol, '2');
      await send(opened, 4);
      await send(opened, 6);
      await store.acked(epoch, 5);
      expect(await rowOf(opened, first)).toMatchObject({ delivery: 'sent', placement: 'live' });
      expect(await rowOf(opened, second)).toMatchObject({ delivery: 'waiting' });
      expect(await store.waitingCount()).toBe(1);
    }));

  test('behind many that are still on their way, or wait for an answer, is acknowledged too', () =>
    withStore(async (opened) => {
      const { store, epoch } = opened;
      for (let i = 0; i < 30; i++) await store.enqueue({ kind: 'roster-set', jid: bob, groups: [String(i)] });
      for (let i = 0; i < 30; i++) await store.enqueueMessage(bob, String(i));
      for (const { id } of await store.outboxBatch(epoch, 30)) await store.markSent(epoch, id, undefined);
      for (let n = 1; n <= 30; n++) await send(opened, n);
      await store.acked(epoch, 25);
      expect(await store.waitingCount()).toBe(5);
      await store.acked(epoch, 30);
      expect(await store.waitingCount()).toBe(0);
    }));

  test('of which the stream cannot say what became is unknown, then sent again under its id', () =>
    withStore(async (opened) => {
      const { store, epoch } = opened;
      const message = await store.enqueueMessage(bob, '1');
      const receipts = [bob, carol].map((to) => ({ kind: 'receipt', to, id: 'r1' }) as const);
      await store.enqueue(...receipts);
      const sent = await send(opened, 1);
      await send(opened, 2);
      await store.outboxUnknown(epoch);
      // What is not settled holds back its conversation, and no other.
      expect(await store.outboxBatch(epoch, 9)).toMatchObject([{ intent: { to: carol }, state: 'queued' }]);
      const [unknown] = await store.unknownOutbox(9);
      expect(unknown).toMatchObject({ id: sent.id, state: 'unknown', message: { key: message.key } });
      expect(unknown?.n).toBeUndefined();
      expect(await rowOf(opened, message)).toMatchObject({ delivery: 'waiting' });
      await store.requeue(epoch, [sent.id, 999]);
      expect(await store.outboxBatch(epoch, 9)).toHaveLength(3);
      const again = await nextEntry(opened);
      expect(again).toMatchObject({ id: sent.id, sends: 1, stanzaId: message.stanzaId });
    }));

  test('that turns up as a copy is sent, and not sent again', () =>
    withStore(async (opened) => {
      const { store, epoch } = opened;
      const message = await store.enqueueMessage(bob, 'line\r\nend');
      await send(opened, 1);
      await store.outboxUnknown(epoch);
      const copy = messageFact({
        own: true,
        via: 'carbon',
        stanzaId: message.stanzaId ?? '',
        body: 'line\nend',
      });
      await store.commit(epoch, { facts: [copy] });
      expect(await store.waitingCount()).toBe(0);
      expect(await rowOf(opened, message)).toMatchObject({ delivery: 'sent' });
      expect(await store.messagesPage(bob, { limit: 9 })).toHaveLength(1);
    }));

  test('that cannot be sent fails, takes its place, and can be tried again or thrown away', () =>
    withStore(async (opened) => {
      const { store, epoch } = opened;
      const message = await store.enqueueMessage(bob, '1');
      const { id } = await send(opened, 1);
      await store.discard(message.key);
      expect(await rowOf(opened, message)).toBeDefined();
      await store.failOutbox(epoch, id, { kind: 'may-have-arrived' });
      await store.commit(epoch, { facts: [messageFact({ body: 'later' })] });
      expect(await rowOf(opened, message)).toMatchObject({
        delivery: 'failed',
        failure: { kind: 'may-have-arrived' },
      });
      expect((await store.messagesPage(bob, { limit: 9 }))[0]?.key).toBe(message.key);
      expect(await store.waitingCount()).toBe(0);
      await store.retry(message.key);
      const waiting = await rowOf(opened, message);
      expect(waiting).toMatchObject({ delivery: 'waiting', stanzaId: message.stanzaId });
      expect(waiting?.failure).toBeUndefined();
      expect(await nextEntry(opened)).toMatchObject({ stanzaId: message.stanzaId, sends: 1 });
      await store.discard(message.key);
      expect(await rowOf(opened, message)).toBeUndefined();
      expect(await store.outboxBatch(epoch, 9)).toEqual([]);
      expect((await store.chat(bob))?.preview?.text).toBe('later');
    }));

  test('that is delivered is past failing and past retrying', () =>
    withStore(async (opened) => {
      const { store, epoch } = opened;
      const message = await store.enqueueMessage(bob, '1');
      await send(opened, 1);
      await store.acked(epoch, 1);
      const of = message.stanzaId ?? '';
      await store.commit(epoch, {
        facts: [
          { kind: 'receipt', chat: bob, sender: bob, of },
          { kind: 'error', chat: bob, of, condition: 'service-unavailable' },
        ],
      });
      await store.retry(message.key);
      await store.discard(message.key);
      expect(await rowOf(opened, message)).toMatchObject({ delivery: 'delivered' });
      expect((await store.chat(bob))?.preview?.delivery).toBe('delivered');
    }));

  test('that was refused shows why', () =>
    withStore(async (opened) => {
      const { store, epoch } = opened;
      const message = await store.enqueueMessage(bob, '1');
      await send(opened, 1);
      await store.commit(epoch, {
        facts: [{ kind: 'error', chat: bob, of: message.stanzaId ?? '', condition: 'forbidden' }],
      });
      await store.acked(epoch, 1);
      expect(await rowOf(opened, message)).toMatchObject({
        delivery: 'failed',
        failure: { kind: 'refused', condition: 'forbidden' },
      });
    }));
});

test('acks are counted modulo 2^32', () => {
  expect(isCovered(5, 5)).toBe(true);
  expect(isCovered(6, 5)).toBe(false);
  expect(isCovered(0xffff_fffe, 3)).toBe(true);
  expect(isCovered(3, 0xffff_fffe)).toBe(false);
});

describe('durable intents', () => {
  test('go out in order; those that an answer is awaited for stay until it comes', () =>
    withStore(async (opened) => {
      const { store, epoch } = opened;
      const intents: readonly Intent[] = [
        { kind: 'marker', to: bob, id: 'm1' },
        { kind: 'roster-set', jid: bob, name: 'Bob', groups: [] },
        { kind: 'subscribe', jid: bob },
        { kind: 'block', jid: carol },
      ];
      await store.enqueue(...intents);
      expect((await store.outboxBatch(epoch, 9)).map(({ intent }) => intent)).toEqual(intents);
      const ids: number[] = [];
      for (let n = 1; n <= 4; n++) ids.push((await send(opened, n)).id);
      await store.acked(epoch, 4);
      await store.outboxUnknown(epoch);
      expect((await store.outboxBatch(epoch, 9)).map(({ kind }) => kind)).toEqual(['roster-set', 'block']);
      await store.finishOutbox(epoch, ids);
      expect(await store.outboxBatch(epoch, 9)).toEqual([]);
    }));

  test('show at once', () =>
    withStore(async ({ store, epoch }) => {
      await store.commit(epoch, {
        roster: { full: [{ jid: bob, name: 'Bob', groups: ['a'], subscription: 'to', ask: false }] },
        requests: {
          added: [
            { jid: carol, at: 1 },
            { jid: bob, at: 2, message: 'hi' },
          ],
        },
      });
      expect((await store.contactRequests()).map(({ jid }) => jid)).toEqual([bob, carol]);
      await store.enqueue(
        { kind: 'roster-set', jid: bob, groups: ['b'] },
        { kind: 'subscribed', jid: bob },
        { kind: 'subscribe', jid: carol },
        { kind: 'unsubscribed', jid: carol },
        { kind: 'block', jid: carol },
      );
      expect(await store.contact(bob)).toMatchObject({ groups: ['b'], subscription: 'both' });
      expect((await store.contact(bob))?.name).toBeUndefined();
      expect(await store.contact(carol)).toMatchObject({ ask: true, subscription: 'none' });
      expect(await store.contactRequests()).toEqual([]);
      expect(await store.isBlocked(carol)).toBe(true);
      await store.enqueue({ kind: 'unblock', jid: carol }, { kind: 'unsubscribe', jid: bob });
      await store.enqueue({ kind: 'roster-remove', jid: carol });
      await store.enqueue();
      expect(await store.blocked()).toEqual([]);
      expect(await store.contact(bob)).toMatchObject({ subscription: 'from' });
      expect(await store.contact(carol)).toBeUndefined();
    }));
});

test('drafts are kept whole and shown in part', () =>
  withStore(async ({ store }) => {
    await store.saveDraft(bob, '');
    expect(await store.chat(bob)).toBeUndefined();
    await store.saveDraft(bob, `${'x'.repeat(300)}\n`);
    expect(await store.readDraft(bob)).toHaveLength(301);
    expect((await store.chat(bob))?.draft).toHaveLength(200);
    await store.saveDraft(bob, '');
    expect(await store.readDraft(bob)).toBe('');
    expect((await store.chat(bob))?.draft).toBeUndefined();
  }));
