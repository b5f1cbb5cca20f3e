/**
 * The store against a model of an archive: whatever the order of live messages, pages, cuts and settling, it never claims to
 * know what it does not, and ends with the archive's messages in the archive's order, each once.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bare, must } from '#test/builders.ts';
import { FakeClock } from '#test/fake-clock.ts';
import { account, ModelServer } from '#test/model-archive.ts';
import type { BareJid } from '#lib/jid.ts';
import type { Message } from '#model/message.ts';
import type { AccountStore } from './account-store.ts';
import { Database } from './database.ts';
import { memoryFactory } from './memory.ts';
import { accountMigrations } from './migrations/all.ts';
import { openAccountStore } from './open.ts';
import { accountDatabase, type AccountSchema } from './schema.ts';
import { readKnown } from './tables/known.ts';

const chats = ['a@example.org', 'b@example.org', 'c@example.net'].map((text) => bare(text));

type Step =
  | readonly ['receive' | 'carbon' | 'receipt' | 'write' | 'read', number]
  | readonly ['older', number, number]
  | readonly ['news' | 'newest' | 'history', number]
  | readonly ['drain' | 'handle' | 'ack' | 'resume' | 'answer']
  | readonly ['cut', number]
  | readonly ['bind', boolean];

const chatIndex = fc.nat({ max: chats.length - 1 });
const size = fc.integer({ min: 1, max: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('receive' as const), chatIndex) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('carbon' as const), chatIndex) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('receipt' as const), chatIndex) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('write' as const), chatIndex) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('read' as const), chatIndex) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('older' as const), chatIndex, size) },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom('news' as const, 'newest' as const, 'history' as const), size),
  },
  {
    weight: 12,
    arbitrary: fc.tuple(
      fc.constantFrom(
        'drain' as const,
        'handle' as const,
        'ack' as const,
        'answer' as const,
        'answer' as const,
      ),
    ),
  },
  { weight: 1, arbitrary: fc.constant(['resume'] as const) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('cut' as const), fc.nat({ max: 2 })) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('bind' as const), fc.boolean()) },
);

const chatAt = (index: number): BareJid => chats[index] ?? account;

const rowsOf = (store: AccountStore, chat: BareJid): Promise<readonly Message[]> =>
  store.messagesPage(chat, { limit: 500, acrossHoles: true });

class Run {
  readonly store: AccountStore;
  readonly server: ModelServer;
  /** Index in the archive of the newest message read, per conversation. */
  readonly read = new Map<BareJid, number>();

  readonly #database: Database<AccountSchema>;

  constructor(store: AccountStore, database: Database<AccountSchema>) {
    this.store = store;
    this.#database = database;
    this.server = new ModelServer(store);
  }

  async take(taken: Step): Promise<void> {
    const { server, store } = this;
    switch (taken[0]) {
      case 'receive':
      case 'carbon':
        return server[taken[0]](chatAt(taken[1]));
      case 'receipt':
        server.receipt(chatAt(taken[1]));
        return;
      case 'write':
        await store.enqueueMessage(chatAt(taken[1]), server.newBody());
        return;
      case 'read':
        return this.readNewest(chatAt(taken[1]));
      case 'older':
        return server.askOlder(chatAt(taken[1]), taken[2]);
      case 'news':
      case 'newest':
        return server.askNews(taken[1], taken[0] === 'newest');
      case 'history':
        return server.askHistory(taken[1]);
      case 'answer':
        await server.answer();
        return;
      case 'cut':
        server.cut(taken[1]);
        return;
      case 'bind':
        return server.bind(taken[1]);
      case 'handle':
        server.handle();
        return;
      default:
        return server[taken[0]]();
    }
  }

  async readNewest(chat: BareJid): Promise<void> {
    const row = (await rowsOf(this.store, chat)).findLast((message) => !message.own);
    if (row === undefined) return;
    await this.store.markRead(chat, row.order);
    const index = this.server.archive.findIndex(({ id }) => id === row.archiveId);
    this.read.set(chat, Math.max(index, this.read.get(chat) ?? -1));
  }

  /** What must hold at every moment. */
  async check(): Promise<void> {
    const { archive } = this.server;
    const indexOf = new Map(archive.map(({ id }, index) => [id, index]));
    for (const chat of chats) {
      const rows = await rowsOf(this.store, chat);
      const orders = rows.map(({ order }) => order);
      expect(new Set(orders).size, 'places are unique').toBe(orders.length);
      expect(new Set(rows.map(({ stanzaId }) => stanzaId)).size, 'each message once').toBe(rows.length);
      const placed = rows.filter(({ placement }) => placement === 'archive');
      const indexes = placed.map(({ archiveId }) => indexOf.get(archiveId ?? '') ?? -1);
      expect(indexes, 'placed rows are in the order of the archive').toEqual(
        indexes.toSorted((a, b) => a - b),
      );
      await this.#checkCoverage(chat, rows);
    }
  }

  async #checkCoverage(chat: BareJid, rows: readonly Message[]): Promise<void> {
    const { archive } = this.server;
    const { runs } = await this.#database.read(['archives', 'coverage'], (tx) =>
      readKnown(tx, account, chat),
    );
    const stored = new Set(rows.map(({ archiveId }) => archiveId));
    for (const run of runs) {
      const inside = rows.filter(({ order }) => run.firstOrder <= order && order <= run.lastOrder);
      const numbered = inside.filter(({ placement }) => placement === 'archive');
      const first = archive.findIndex(({ id }) => id === numbered[0]?.archiveId);
      const last = archive.findIndex(({ id }) => id === numbered.at(-1)?.archiveId);
      if (numbered.length === 0) continue;
      const from = run.done ? 0 : first;
      const missing = archive
        .slice(from, last + 1)
        .filter((entry) => entry.chat === chat && entry.body !== undefined && !stored.has(entry.id));
      expect(missing, 'nothing is missing in what is known').toEqual([]);
    }
  }

  /** Lets everything come to rest: all is sent, settled and fetched. */
  async finish(): Promise<void> {
    const { server, store } = this;
    while (server.hasQuery) await server.answer();
    await server.bind(false);
    for (let i = 0; i < 500; i++) {
      await server.drain();
      server.handle();
      await server.ack();
      await server.askNews(3, false);
      if (!server.hasQuery) await server.askHistory(4);
      if (server.hasQuery) await server.answer();
      else if ((await store.waitingCount()) === 0) break;
      await this.check();
    }
    for (const chat of chats) {
      for (let i = 0; i < 100; i++) {
        await server.askOlder(chat, 3);
        if (!server.hasQuery) break;
        await server.answer();
      }
    }
  }

  async checkEnd(): Promise<void> {
    const { archive, bindLength = 0 } = this.server;
    for (const chat of chats) {
      const rows = await rowsOf(this.store, chat);
      const expected = archive.filter((entry) => entry.chat === chat && entry.body !== undefined);
      expect(rows.map(({ archiveId }) => archiveId)).toEqual(expected.map(({ id }) => id));
      expect(rows.every(({ delivery, own }) => !own || delivery === 'sent')).toBe(true);
      expect(
        rows.every(({ unsettled, placement }) => unsettled === undefined && placement === 'archive'),
      ).toBe(true);
      expect(await this.store.coverageOf(chat)).toBe('complete');
      const from = Math.max(bindLength - 1, this.read.get(chat) ?? -1);
      const unread = archive.filter(
        (entry, i) => i > from && entry.chat === chat && !entry.own && entry.body !== undefined,
      );
      expect((await this.store.chat(chat))?.unread ?? 0, 'unread').toBe(unread.length);
    }
    expect(await this.store.waitingCount()).toBe(0);
    expect((await this.store.archiveCursor(account)).holes).toEqual([]);
  }
}

const run = async (steps: readonly Step[]): Promise<void> => {
  const clock = new FakeClock();
  const store = must(await openAccountStore(account, { memory: true, clock }));
  const database = must(
    await Database.open<AccountSchema>({
      name: accountDatabase(account),
      migrations: accountMigrations,
      factory: await memoryFactory(),
      clock,
    }),
  );
  try {
    const all = new Run(store, database);
    for (const taken of steps) {
      await all.take(taken);
      await all.check();
    }
    await all.finish();
    await all.checkEnd();
  } finally {
    database.close();
    store.close();
  }
};

/** 4,000 runs take two minutes. */
const numRuns = Number(process.env['KITH_RUNS'] ?? 60);

describe('a store that syncs with an archive', () => {
  test('claims only what is proven, and ends in the archive’s order with everything once', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), run), {
      numRuns,
    });
  }, 600_000);
});
