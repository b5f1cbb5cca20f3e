/** An archive that lies: pages that loop, overlap, contradict each other or end where they do not (they may be hostile). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bob, carol, me, messageFact, withStore } from '#test/account-stores.ts';
import type { MessageFact } from '#model/fact.ts';
import type { ArchivePageStep } from './account-store.ts';

const poolSize = 12;
const entryId = fc.nat({ max: poolSize - 1 });

/** What an id stands for never changes; in which order, on which page and how often it comes does. */
const entry = (i: number, via: MessageFact['via'] = 'archive'): MessageFact =>
  messageFact({
    chat: i % 3 === 0 ? carol : bob,
    own: i % 4 === 0,
    stanzaId: `s${String(i)}`,
    archiveId: `a${String(i)}`,
    body: String(i),
    via,
  });

const page = fc.record({
  entries: fc.uniqueArray(entryId, { maxLength: 6 }),
  direction: fc.constantFrom('forward' as const, 'backward' as const),
  from: fc.option(entryId, { nil: undefined }),
  complete: fc.boolean(),
  chat: fc.constantFrom(undefined, undefined, bob, carol),
});

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ page }) },
  { weight: 2, arbitrary: fc.record({ live: entryId }) },
  { weight: 1, arbitrary: fc.record({ bind: fc.option(entryId, { nil: undefined }) }) },
);

test('F09: never makes a page impossible to store, nor a message appear twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25, size: 'max' }), (steps) =>
      withStore(async ({ store, epoch }) => {
        await store.commit(epoch, { coverage: { kind: 'opened', archive: me } });
        for (const taken of steps) {
          if ('live' in taken) await store.commit(epoch, { facts: [entry(taken.live, 'live')] });
          else if ('bind' in taken) {
            const edge = taken.bind === undefined ? {} : { edge: { end: `a${String(taken.bind)}` } };
            await store.commit(epoch, { coverage: { kind: 'opened', archive: me, ...edge } });
          } else {
            const { entries, direction, from, complete, chat } = taken.page;
            const { asOf, closed, after } = await store.archiveCursor(me);
            const isBlind = chat !== undefined && (from === undefined || !(closed || after === undefined));
            if (isBlind && (direction === 'forward' || !closed)) continue;
            const facts = entries.map((i) => entry(i));
            const coverage: ArchivePageStep = {
              kind: 'page',
              archive: me,
              direction,
              complete,
              asOf,
              ids: facts.map(({ archiveId = '' }) => archiveId),
              ...(from === undefined ? {} : { from: `a${String(from)}` }),
              ...(chat === undefined ? {} : { with: chat }),
            };
            try {
              await store.commit(epoch, { facts, coverage });
            } catch (error) {
              // The engine continues from what the store named; here ids are drawn at random.
              if (!(
                error instanceof RangeError && error.message === 'the page continues nothing that is known'
              ))
                throw error;
            }
          }
          for (const chat of [bob, carol]) {
            const rows = await store.messagesPage(chat, { limit: 100, acrossHoles: true });
            expect(new Set(rows.map(({ order }) => order)).size).toBe(rows.length);
            expect(new Set(rows.map(({ stanzaId }) => stanzaId)).size).toBe(rows.length);
            await store.olderCursor(chat);
            await store.coverageOf(chat);
          }
        }
      }),
    ),
    { numRuns: Number(process.env['KITH_RUNS'] ?? 150) },
  );
}, 600_000);
