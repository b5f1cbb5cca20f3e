/** Databases that are lost, blocked, newer, deleted or full. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { must } from '#test/builders.ts';
import { FakeClock, settle } from '#test/fake-clock.ts';
import { blockedAfterMs, Database, deleteDatabase } from './database.ts';
import { memoryFactory } from './memory.ts';
import { shellMigrations } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';
import type { ShellSchema } from './schema.ts';
import { StoreError, type StoreFailure } from './store-failure.ts';

type ShellDatabase = Database<ShellSchema>;

let names = 0;
let open: ShellDatabase[] = [];

const newName = (): string => `test:${String(names++)}`;

const openOne = async (
  name: string,
  migrations: readonly Migration[] = shellMigrations,
  clock = new FakeClock(),
  factory?: IDBFactory,
): Promise<ShellDatabase> => {
  const database = must(
    await Database.open<ShellSchema>({
      name,
      migrations,
      clock,
      factory: factory ?? (await memoryFactory()),
    }),
  );
  open.push(database);
  return database;
};

const put = (database: ShellDatabase, value: unknown): Promise<void> =>
  database.write(['values'], async (tx) => {
    await tx.objectStore('values').put(value, 'x');
  });

const get = (database: ShellDatabase): Promise<unknown> =>
  database.read(['values'], (tx) => tx.objectStore('values').get('x'));

const second: Migration = {
  version: 2,
  up: (database) => {
    database.createObjectStore('more');
  },
};

afterEach(() => {
  for (const database of open) database.close();
  open = [];
  vi.restoreAllMocks();
});

/** A factory whose connections the test can break. */
const breakable = async (): Promise<{ factory: IDBFactory; connections: IDBDatabase[] }> => {
  const real = await memoryFactory();
  const connections: IDBDatabase[] = [];
  const factory = Object.create(real) as IDBFactory;
  factory.open = (...args) => {
    const request = real.open(...args);
    request.addEventListener('success', () => connections.push(request.result));
    return request;
  };
  return { factory, connections };
};

describe('D02: a connection that the browser lost', () => {
  test('is opened again, and the transaction tried once more', async () => {
    const { factory, connections } = await breakable();
    const database = await openOne(newName(), shellMigrations, new FakeClock(), factory);
    await put(database, 1);
    connections[0]?.close();
    await put(database, 2);
    expect(await get(database)).toBe(2);
    expect(connections).toHaveLength(2);
  });

  test('in the middle of a transaction is no loss', async () => {
    const database = await openOne(newName());
    let tries = 0;
    await database.write(['values'], async (tx) => {
      await tx.objectStore('values').put(++tries, 'x');
      if (tries === 1) throw new DOMException('lost', 'AbortError');
    });
    expect(await get(database)).toBe(2);
  });

  test('that stays lost is told after the second try', async () => {
    const database = await openOne(newName());
    let tries = 0;
    const write = database.write(['values'], () => {
      tries += 1;
      return Promise.reject(new DOMException('lost', 'UnknownError'));
    });
    await expect(write).rejects.toMatchObject({ failure: { kind: 'unavailable', reason: 'UnknownError' } });
    expect(tries).toBe(2);
  });
});

describe('a transaction', () => {
  test('that throws leaves nothing, and is not tried again', async () => {
    const database = await openOne(newName());
    let tries = 0;
    const write = database.write(['values'], async (tx) => {
      tries += 1;
      await tx.objectStore('values').put(1, 'x');
      throw new TypeError('a bug');
    });
    await expect(write).rejects.toBeInstanceOf(TypeError);
    expect(tries).toBe(1);
    expect(await get(database)).toBeUndefined();
  });

  test('D01: that finds no room says so', async () => {
    const database = await openOne(newName());
    const write = database.write(['values'], () =>
      Promise.reject(new DOMException('full', 'QuotaExceededError')),
    );
    await expect(write).rejects.toMatchObject({ failure: { kind: 'quota' } });
  });

  test('D09: is strict unless asked to be relaxed', async () => {
    const { factory, connections } = await breakable();
    const database = await openOne(newName(), shellMigrations, new FakeClock(), factory);
    await get(database);
    const spy = vi.spyOn(Object.getPrototypeOf(connections[0]) as IDBDatabase, 'transaction');
    await put(database, 1);
    await database.write(['values'], () => Promise.resolve(), 'relaxed');
    expect(spy.mock.calls.map(([, mode, options]) => [mode, options?.durability])).toEqual([
      ['readwrite', 'strict'],
      ['readwrite', 'relaxed'],
    ]);
  });
});

describe('D03: a newer version in another tab', () => {
  test('makes this one step aside, and say so', async () => {
    const name = newName();
    const old = await openOne(name);
    await put(old, 1);
    const lost: StoreFailure[] = [];
    old.onLost((failure) => lost.push(failure));
    const newer = await openOne(name, [...shellMigrations, second]);
    expect(await get(newer)).toBe(1);
    expect(lost).toEqual([{ kind: 'newer-schema' }]);
    await expect(put(old, 2)).rejects.toMatchObject({ failure: { kind: 'newer-schema' } });
  });

  test('is blocked by one that does not step aside, for three seconds at most', async () => {
    const name = newName();
    const factory = await memoryFactory();
    const rude = await new Promise<IDBDatabase>((resolve) => {
      const request = factory.open(name, 1);
      request.onsuccess = () => {
        resolve(request.result);
      };
    });
    const clock = new FakeClock();
    const options = { name, migrations: [...shellMigrations, second], factory, clock };
    let answer: unknown;
    void Database.open<ShellSchema>(options).then((opened) => {
      answer = opened;
    });
    await settle(20);
    await clock.advance(blockedAfterMs - 1);
    expect(answer).toBeUndefined();
    await clock.advance(1);
    expect(answer).toEqual({ ok: false, error: { kind: 'blocked' } });
    rude.close();
    await settle(20);
    // What was given up did not upgrade behind our back.
    const old = await openOne(name, [{ version: 1, up: () => undefined }]);
    await expect(old.read(['values'], () => Promise.resolve(1))).rejects.toThrow();
  });
});

test('D04: a database of newer code is refused, and left as it is', async () => {
  const name = newName();
  const newer = await openOne(name, [...shellMigrations, second]);
  await put(newer, 1);
  newer.close();
  const options = {
    name,
    migrations: shellMigrations,
    factory: await memoryFactory(),
    clock: new FakeClock(),
  };
  expect(await Database.open(options)).toEqual({ ok: false, error: { kind: 'newer-schema' } });
  expect(await get(await openOne(name, [...shellMigrations, second]))).toBe(1);
});

describe('a database that is deleted', () => {
  test('is gone in every tab', async () => {
    const name = newName();
    const database = await openOne(name);
    const lost: StoreFailure[] = [];
    database.onLost((failure) => lost.push(failure));
    expect(await deleteDatabase(await memoryFactory(), name, new FakeClock())).toEqual({
      ok: true,
      value: undefined,
    });
    expect(lost).toEqual([{ kind: 'gone' }]);
    await expect(get(database)).rejects.toMatchObject({ failure: { kind: 'gone' } });
    database.onLost((failure) => lost.push(failure));
    expect(lost).toHaveLength(2);
  });

  test('D06: while the browser had no connection is not made anew and empty', async () => {
    const { factory, connections } = await breakable();
    const name = newName();
    const database = await openOne(name, shellMigrations, new FakeClock(), factory);
    await put(database, 1);
    connections[0]?.close();
    await deleteDatabase(factory, name, new FakeClock());
    await expect(get(database)).rejects.toMatchObject({ failure: { kind: 'gone' } });
    expect((await factory.databases()).map((info) => info.name)).not.toContain(name);
  });
});

test('a closed one refuses all', async () => {
  const database = await openOne(newName());
  database.close();
  await expect(get(database)).rejects.toBeInstanceOf(StoreError);
});

test('D05: an open that fails or never answers is told', async () => {
  const clock = new FakeClock();
  const failing = {
    open: () => {
      throw new DOMException('forbidden', 'SecurityError');
    },
  } as unknown as IDBFactory;
  expect(await Database.open({ name: 'x', migrations: shellMigrations, clock, factory: failing })).toEqual({
    ok: false,
    error: { kind: 'unavailable', reason: 'SecurityError' },
  });
  const mute = { open: () => ({}) } as unknown as IDBFactory;
  const opening = Database.open({ name: 'x', migrations: shellMigrations, clock, factory: mute });
  await clock.advance(10_000);
  expect(await opening).toEqual({ ok: false, error: { kind: 'unavailable', reason: 'no answer' } });
});
