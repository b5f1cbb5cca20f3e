/** Each version of the databases is reached from the one before, with a dump of it as witness. */
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { bare, must } from '#test/builders.ts';
import { FakeClock } from '#test/fake-clock.ts';
import { Database } from '../database.ts';
import { memoryFactory } from '../memory.ts';
import { openAccountStore } from '../open.ts';
import { accountDatabase, type AccountSchema, type ShellSchema } from '../schema.ts';
import { accountMigrations, shellMigrations } from './all.ts';
import type { Migration } from './migration.ts';

/** Rows by table; of tables without a key in the row, pairs of key and value. */
type Dump = Readonly<Record<string, readonly unknown[]>>;

const readDump = async (name: string): Promise<Dump> =>
  JSON.parse(await readFile(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')) as Dump;

/** Makes a database of the version that the dump was taken from, and fills it. */
const restore = async (name: string, migrations: readonly Migration[], dump: Dump): Promise<void> => {
  const factory = await memoryFactory();
  const database = must(
    await Database.open<AccountSchema>({ name, migrations, factory, clock: new FakeClock() }),
  );
  await database.write(Object.keys(dump) as 'values'[], async (tx) => {
    for (const [table, rows] of Object.entries(dump)) {
      const store = tx.objectStore(table as 'values');
      for (const row of rows) {
        if (store.keyPath === null) {
          const [key, value] = row as [string, unknown];
          await store.put(value, key);
        } else await store.put(row);
      }
    }
  });
  database.close();
};

/** Every table with its keys and indexes, as text. */
const shapeOf = async (name: string, migrations: readonly Migration[]): Promise<readonly string[]> => {
  const factory = await memoryFactory();
  must(await Database.open({ name, migrations, factory, clock: new FakeClock() })).close();
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = factory.open(name);
    request.onsuccess = () => {
      resolve(request.result);
    };
  });
  const tx = database.transaction([...database.objectStoreNames]);
  const shape = [...database.objectStoreNames].map((table) => {
    const store = tx.objectStore(table);
    const indexes = [...store.indexNames].map((index) => {
      const { keyPath, unique } = store.index(index);
      return `${index}(${String(keyPath)})${unique ? ' unique' : ''}`;
    });
    const key = store.keyPath === null ? '-' : String(store.keyPath);
    return [`${table}: ${key}${store.autoIncrement ? ' auto' : ''}`, ...indexes].join(' ');
  });
  database.close();
  return shape;
};

describe('migrations', () => {
  test.each([
    ['an account', accountMigrations],
    ['the app', shellMigrations],
  ])('of %s are numbered from 1 without a gap', (_, migrations) => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((__, index) => index + 1));
  });

  test('make an account’s database from nothing', async () => {
    expect(await shapeOf('test:account', accountMigrations)).toEqual([
      'archives: archive',
      'blocked: jid',
      'chats: jid activity(activity,jid) unread(unread)',
      'contacts: jid sort(sort)',
      'coverage: archive,with,id',
      'drafts: chat',
      'messages: key auto archive(archive,archiveId) unique stanza(chat,sender,stanzaId) timeline(chat,order) unread(chat,unread) unsettled(unsettled)',
      'orphans: chat,of,told seq(seq)',
      'outbox: id auto kind(kind,state) message(messageKey) state(state)',
      'presence: jid bare(bare)',
      'requests: jid at(at)',
      'stream: -',
      'values: -',
    ]);
  });

  test('make the app’s database from nothing', async () => {
    expect(await shapeOf('test:shell', shellMigrations)).toEqual([
      'accounts: jid',
      'secrets: jid',
      'values: -',
    ]);
  });
});

describe('version 1', () => {
  const me = bare('fixture@example.org');
  const bob = bare('bob@example.org');

  test('of an account is read back from its dump', async () => {
    await restore(accountDatabase(me), accountMigrations.slice(0, 1), await readDump('account-0001'));
    const store = must(await openAccountStore(me, { memory: true, clock: new FakeClock() }));
    expect(await store.chat(bob)).toMatchObject({ unread: 1, draft: 'well', preview: { text: 'waiting' } });
    expect(await store.messagesPage(bob, { limit: 10 })).toMatchObject([
      { archiveId: 'a1', content: { body: 'hello' }, delivery: 'read' },
      { archiveId: 'a2', content: { kind: 'unsupported', what: 'omemo' } },
      { content: { body: 'waiting' }, delivery: 'waiting' },
    ]);
    expect(await store.firstUnread(bob)).toMatchObject({ archiveId: 'a2' });
    expect(await store.readDraft(bob)).toBe('well');
    expect(await store.coverageOf(bob)).toBe('complete');
    expect(await store.archiveCursor(me)).toMatchObject({
      after: 'a2',
      closed: true,
      oldest: { start: true },
    });
    expect(await store.contacts({ limit: 9 })).toMatchObject([{ jid: bob, name: 'Bob' }]);
    expect(await store.contactRequests()).toMatchObject([{ jid: 'eve@example.net' }]);
    expect(await store.bestPresences()).toEqual(new Map([[bob, 'away']]));
    expect(await store.blocked()).toEqual(['mallory@example.net']);
    expect(await store.settings()).toMatchObject({ sendTyping: false, sendReceipts: true });
    expect(await store.ownPresence()).toEqual({ show: 'dnd', status: 'busy' });
    expect(await store.rosterVersion()).toBe('v7');
    expect(await store.streamRow()).toMatchObject({ id: 'sm1', h: 12 });
    expect(await store.waitingCount()).toBe(1);
    expect(await store.claimEpoch()).toBe(5);
    expect(await store.outboxBatch(5, 9)).toMatchObject([
      { kind: 'message', message: { delivery: 'waiting' } },
    ]);
    store.close();
  });

  test('of the app is read back from its dump', async () => {
    await restore('test:shell-1', shellMigrations.slice(0, 1), await readDump('shell-0001'));
    const database = must(
      await Database.open<ShellSchema>({
        name: 'test:shell-1',
        migrations: shellMigrations,
        factory: await memoryFactory(),
        clock: new FakeClock(),
      }),
    );
    const accounts = await database.read(['accounts'], (tx) => tx.objectStore('accounts').getAll());
    expect(accounts).toEqual([
      { jid: 'fixture@example.org', userAgentId: 'ua1', strongest: 'SCRAM-SHA-256', createdAt: 1 },
    ]);
    expect(await database.read(['values'], (tx) => tx.objectStore('values').get('current-account'))).toBe(
      'fixture@example.org',
    );
    database.close();
  });
});
