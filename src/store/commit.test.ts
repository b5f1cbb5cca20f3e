/** Inbound batches: what is folded, what is one message, what is told, and what is refused. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bob, carol, me, messageFact, withStore, type TestStore } from '#test/account-stores.ts';
import { bare } from '#test/builders.ts';
import type { BareJid } from '#lib/jid.ts';
import type { Fact, MessageFact } from '#model/fact.ts';
import type { Message } from '#model/message.ts';
import { StaleEpoch, type AccountStore, type Change } from './account-store.ts';
import { droppedName } from './tables/orphans.ts';

const opened = { kind: 'opened', archive: me } as const;

const rowsOf = (store: AccountStore, chat: BareJid = bob): Promise<readonly Message[]> =>
  store.messagesPage(chat, { limit: 100, acrossHoles: true });

/** Commits one fact, one from the archive with the page that brings it. */
const commitFact = async ({ store, epoch }: TestStore, fact: Fact): Promise<void> => {
  const isArchived = fact.kind === 'message' && fact.via === 'archive';
  const { asOf } = await store.archiveCursor(me);
  await store.commit(epoch, {
    facts: [fact],
    ...(isArchived
      ? {
          coverage: {
            kind: 'page',
            archive: me,
            direction: 'backward',
            ids: [fact.archiveId ?? ''],
            complete: false,
            asOf,
          },
        }
      : {}),
  });
};

describe('one message', () => {
  const copies: readonly MessageFact[] = [
    messageFact({ stanzaId: 'm1', via: 'live' }),
    messageFact({ stanzaId: 'm1', via: 'carbon', archiveId: 'a1' }),
    messageFact({ stanzaId: 'm1', via: 'archive', archiveId: 'a1', at: 900 }),
    messageFact({
      stanzaId: 'm1',
      via: 'live',
      archiveId: 'a1',
      at: 950,
      wantsReceipt: true,
      markable: true,
    }),
  ];

  test('that comes live, as a carbon, from the archive and from offline storage is one row in any order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...copies], { minLength: 4 }), (shuffled) =>
        withStore(async (opened_) => {
          await opened_.store.commit(opened_.epoch, { coverage: opened });
          for (const fact of shuffled) await commitFact(opened_, fact);
          const rows = await rowsOf(opened_.store);
          expect(rows).toHaveLength(1);
          expect(rows[0]).toMatchObject({ archiveId: 'a1', at: 900, wantsReceipt: true, markable: true });
        }),
      ),
      { numRuns: 24 },
    );
  });

  test('S10: whose id another one repeats is two', () =>
    withStore(async (opened_) => {
      await commitFact(opened_, messageFact({ stanzaId: 'm1', body: 'pay Bob' }));
      await commitFact(opened_, messageFact({ stanzaId: 'm1', body: 'pay Eve' }));
      await commitFact(opened_, messageFact({ stanzaId: 'm1', body: 'pay Bob', chat: carol }));
      expect(await rowsOf(opened_.store)).toHaveLength(2);
      expect(await rowsOf(opened_.store, carol)).toHaveLength(1);
    }));

  test('without any id is kept as often as it comes', () =>
    withStore(async (opened_) => {
      for (let i = 0; i < 2; i++) await commitFact(opened_, messageFact());
      expect(await rowsOf(opened_.store)).toHaveLength(2);
    }));

  test('to oneself is one row, also when the archive has it twice', () =>
    withStore(async (opened_) => {
      const { store, epoch } = opened_;
      const note = { chat: me, own: true, stanzaId: 'n1', body: 'milk' };
      await commitFact(opened_, messageFact({ ...note, via: 'carbon' }));
      await commitFact(opened_, messageFact({ ...note, via: 'live' }));
      const { asOf } = await store.archiveCursor(me);
      const coverage = { kind: 'page', archive: me, direction: 'backward', complete: true, asOf } as const;
      await store.commit(epoch, {
        facts: ['a1', 'a2'].map((archiveId) => messageFact({ ...note, via: 'archive', archiveId })),
        coverage: { ...coverage, ids: ['a1', 'a2'] },
      });
      expect(await rowsOf(store, me)).toHaveLength(1);
      expect(await store.chat(me)).toMatchObject({ unread: 0, preview: { text: 'milk', own: true } });
    }));

  test('X15: from addresses and with ids named like parts of objects', () =>
    withStore(async (opened_) => {
      const chat = bare('__proto__@example.org');
      await commitFact(opened_, messageFact({ chat, stanzaId: '__proto__' }));
      await commitFact(opened_, messageFact({ chat, stanzaId: 'constructor' }));
      await commitFact(opened_, { kind: 'receipt', chat, sender: chat, of: '__proto__' });
      await opened_.store.saveDraft(bare('constructor@example.org'), 'x');
      expect(await rowsOf(opened_.store, chat)).toHaveLength(2);
      expect((await opened_.store.listChats({ limit: 10 })).map(({ jid }) => jid)).toHaveLength(2);
      expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    }));
});

describe('what is told of a message', () => {
  const own = messageFact({ own: true, stanzaId: 'm1', via: 'carbon' });
  const later = messageFact({ own: true, stanzaId: 'm2', via: 'carbon', body: 'more' });
  const received = messageFact({ stanzaId: 'in1', body: 'hi' });
  const facts: readonly Fact[] = [
    own,
    received,
    later,
    { kind: 'receipt', chat: bob, sender: bob, of: 'm1' },
    { kind: 'marker', chat: bob, sender: bob, of: 'm2', own: false },
    { kind: 'marker', chat: bob, sender: me, of: 'in1', own: true },
    { kind: 'error', chat: bob, of: 'm1', condition: 'forbidden' },
  ];

  test('has the same effect whether it comes before or after', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...facts], { minLength: facts.length }), (shuffled) =>
        withStore(async (opened_) => {
          for (const fact of shuffled) await commitFact(opened_, fact);
          const rows = new Map((await rowsOf(opened_.store)).map((row) => [row.stanzaId, row]));
          expect(rows.get('m2')?.delivery).toBe('read');
          expect(['delivered', 'read']).toContain(rows.get('m1')?.delivery);
          expect((await opened_.store.chat(bob))?.unread).toBe(0);
          expect(await opened_.database.read(['orphans'], (tx) => tx.objectStore('orphans').count())).toBe(0);
        }),
      ),
      { numRuns: 40 },
    );
  });

  test('counts only from the one it concerns', () =>
    withStore(async (opened_) => {
      await commitFact(opened_, own);
      await commitFact(opened_, { kind: 'receipt', chat: bob, sender: carol, of: 'm1' });
      await commitFact(opened_, { kind: 'receipt', chat: bob, sender: me, of: 'm1' });
      await commitFact(opened_, { kind: 'marker', chat: bob, sender: carol, of: 'm1', own: false });
      expect((await rowsOf(opened_.store))[0]?.delivery).toBe('sent');
    }));

  test('displayed reaches back to all messages before, and no further', () =>
    withStore(async (opened_) => {
      for (const id of ['m1', 'm2', 'm3']) {
        await commitFact(opened_, messageFact({ own: true, stanzaId: id, via: 'carbon', body: id }));
      }
      await commitFact(opened_, { kind: 'marker', chat: bob, sender: bob, of: 'm2', own: false });
      expect((await rowsOf(opened_.store)).map(({ delivery }) => delivery)).toEqual(['read', 'read', 'sent']);
    }));

  test('waits in a room for 5,000, where the oldest give way', () =>
    withStore(async ({ store, epoch, database }) => {
      const facts_ = Array.from({ length: 5003 }, (_, i): Fact => {
        return { kind: 'receipt', chat: bob, sender: bob, of: `x${String(i)}` };
      });
      await store.commit(epoch, { facts: facts_ });
      const { count, dropped, first } = await database.read(['orphans', 'values'], async (tx) => ({
        count: await tx.objectStore('orphans').count(),
        dropped: await tx.objectStore('values').get(droppedName),
        first: await tx.objectStore('orphans').getKey([bob, 'x2', `receipt ${bob}`]),
      }));
      expect({ count, dropped, first }).toEqual({ count: 5000, dropped: 3, first: undefined });
    }));
});

describe('a conversation', () => {
  test('counts what is received, headlines and own messages not', () =>
    withStore(async (opened_) => {
      const headline = { kind: 'headline', body: 'news' } as const;
      await commitFact(opened_, messageFact({ stanzaId: 'm1' }));
      await commitFact(opened_, messageFact({ stanzaId: 'm2', content: headline }));
      await commitFact(
        opened_,
        messageFact({ stanzaId: 'm3', content: { kind: 'unsupported', what: 'omemo' } }),
      );
      await commitFact(opened_, messageFact({ stanzaId: 'm4', own: true, via: 'carbon' }));
      expect(await opened_.store.chat(bob)).toMatchObject({
        unread: 2,
        preview: { own: true, delivery: 'sent' },
      });
      expect(await opened_.store.countUnread()).toBe(2);
    }));

  test('D10: keeps its order and its count when the clock jumps', () =>
    withStore(async (opened_) => {
      const day = 24 * 3600 * 1000;
      for (const [i, jump] of [day, -2 * day, 3600_000].entries()) {
        await commitFact(
          opened_,
          messageFact({ stanzaId: `m${String(i)}`, body: String(i), at: opened_.clock.now() }),
        );
        opened_.clock.skip(jump);
      }
      const rows = await rowsOf(opened_.store);
      expect(rows.map(({ stanzaId }) => stanzaId)).toEqual(['m0', 'm1', 'm2']);
      expect((await opened_.store.chat(bob))?.unread).toBe(3);
    }));

  test('of a stranger is not accepted until a person answers; one of a contact is', () =>
    withStore(async (opened_) => {
      const { store, epoch } = opened_;
      const contact = { jid: carol, groups: [], subscription: 'both', ask: false } as const;
      await store.commit(epoch, { roster: { full: [contact] } });
      await commitFact(opened_, messageFact());
      await commitFact(opened_, messageFact({ chat: carol }));
      expect((await store.chat(bob))?.accepted).toBe(false);
      expect((await store.chat(carol))?.accepted).toBe(true);
      await commitFact(opened_, messageFact({ own: true, via: 'carbon' }));
      expect((await store.chat(bob))?.accepted).toBe(true);
    }));

  test('answers what was added, and what of it has just been received', () =>
    withStore(async ({ store, epoch }) => {
      const result = await store.commit(epoch, {
        facts: [messageFact({ stanzaId: 'm1' }), messageFact({ stanzaId: 'm2', own: true, via: 'carbon' })],
      });
      expect(result.added.map(({ stanzaId }) => stanzaId)).toEqual(['m1', 'm2']);
      expect(result.live.map(({ stanzaId }) => stanzaId)).toEqual(['m1']);
      const again = await store.commit(epoch, { facts: [messageFact({ stanzaId: 'm1' })] });
      expect(again).toEqual({ added: [], live: [], recreated: false });
    }));
});

describe('a batch', () => {
  test('of an engine that was overtaken is refused whole', () =>
    withStore(async ({ store, epoch }) => {
      await store.claimEpoch();
      await expect(store.commit(epoch, { facts: [messageFact()] })).rejects.toBeInstanceOf(StaleEpoch);
      await expect(store.saveStream(epoch, null)).rejects.toBeInstanceOf(StaleEpoch);
      await expect(store.outboxBatch(epoch, 1)).rejects.toBeInstanceOf(StaleEpoch);
      expect(await store.chat(bob)).toBeUndefined();
    }));

  test('that fails half-way leaves nothing', () =>
    withStore(async ({ store, epoch }) => {
      const changes: Change[] = [];
      store.changes.on((change) => changes.push(change));
      const facts = [messageFact({ stanzaId: 'm1' }), messageFact({ via: 'archive', archiveId: 'a1' })];
      await expect(store.commit(epoch, { facts })).rejects.toBeInstanceOf(RangeError);
      expect(await rowsOf(store)).toEqual([]);
      expect(changes).toEqual([]);
    }));

  test('is told once it can be read, with the keys of what changed', () =>
    withStore(async ({ store, epoch }) => {
      const changes: Change[] = [];
      const read: Promise<readonly Message[]>[] = [];
      store.changes.on((change) => {
        changes.push(change);
        if (change.store === 'messages') read.push(rowsOf(store));
      });
      const { added } = await store.commit(epoch, { facts: [messageFact()] });
      expect(changes).toContainEqual({ store: 'messages', scope: bob, ids: [added[0]?.key] });
      expect(changes).toContainEqual({ store: 'chats', scope: bob, ids: [bob] });
      expect(await read[0]).toEqual(added);
    }));

  test('keeps the stream row with the effects of its stanzas', () =>
    withStore(async ({ store, epoch }) => {
      const stream = { id: 's1', jid: 'me@example.org/x' as never, h: 3, acked: 0, sent: 1, at: 5 };
      await store.commit(epoch, { facts: [messageFact()], stream });
      expect(await store.streamRow()).toEqual(stream);
      await store.commit(epoch, { presence: { wipe: true } });
      expect(await store.streamRow()).toEqual(stream);
      const next = await store.claimEpoch();
      expect(await store.streamRow()).toEqual(stream);
      await store.commit(next, { stream: null });
      expect(await store.streamRow()).toBeUndefined();
    }));
});
