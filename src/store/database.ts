/** One IndexedDB database: opens and migrates it, runs transactions, and opens it again when the browser loses it. */
import type { Clock } from '#lib/clock.ts';
import { Emitter } from '#lib/emitter.ts';
import { err, ok, type Result } from '#lib/result.ts';
import { wrap, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import { migrate, type Migration } from './migrations/migration.ts';
import { StoreError, type StoreFailure } from './store-failure.ts';

/** How long another tab may block an upgrade before we say so (D03). Milliseconds. */
export const blockedAfterMs = 3000;
/** An `open` that answers nothing at all is a broken browser; give up. Milliseconds. */
const openWithinMs = 10_000;

export interface DatabaseOptions {
  readonly name: string;
  readonly migrations: readonly Migration[];
  readonly factory: IDBFactory;
  readonly clock: Clock;
}

type Transaction<Schema extends DBSchema, Mode extends IDBTransactionMode> = IDBPTransaction<
  Schema,
  StoreNames<Schema>[],
  Mode
>;

/** What a transaction's body does. It awaits nothing but requests of its transaction, and may run twice. */
type Body<Schema extends DBSchema, Mode extends IDBTransactionMode, T> = (
  tx: Transaction<Schema, Mode>,
) => Promise<T>;

export class Database<Schema extends DBSchema> {
  readonly #options: DatabaseOptions;
  readonly #events = new Emitter<{ lost: StoreFailure }>();
  #connection: IDBDatabase | undefined;
  #opening: Promise<Result<IDBDatabase, StoreFailure>> | undefined;
  #lost: StoreFailure | undefined;
  #closed = false;

  private constructor(options: DatabaseOptions) {
    this.#options = options;
  }

  static async open<Schema extends DBSchema>(
    options: DatabaseOptions,
  ): Promise<Result<Database<Schema>, StoreFailure>> {
    const database = new Database<Schema>(options);
    const opened = await database.#connect(true);
    return opened.ok ? ok(database) : opened;
  }

  /** The database is gone for good: every operation from now on throws. */
  onLost(fn: (failure: StoreFailure) => void): () => void {
    if (this.#lost !== undefined) fn(this.#lost);
    return this.#events.on('lost', fn);
  }

  read<T>(tables: readonly StoreNames<Schema>[], body: Body<Schema, 'readonly', T>): Promise<T> {
    return this.#run(tables, 'readonly', 'default', body);
  }

  /** Resolves after `complete`. Strict: the data is on the disk by then (D09). */
  write<T>(
    tables: readonly StoreNames<Schema>[],
    body: Body<Schema, 'readwrite', T>,
    durability: IDBTransactionDurability = 'strict',
  ): Promise<T> {
    return this.#run(tables, 'readwrite', durability, body);
  }

  close(): void {
    this.#closed = true;
    this.#connection?.close();
    this.#connection = undefined;
  }

  /** A lost connection or an aborted transaction gets one more try (D02). */
  async #run<Mode extends 'readonly' | 'readwrite', T>(
    tables: readonly StoreNames<Schema>[],
    mode: Mode,
    durability: IDBTransactionDurability,
    body: Body<Schema, Mode, T>,
  ): Promise<T> {
    try {
      return await this.#try(tables, mode, durability, body);
    } catch (error) {
      if (!isTransient(error)) throw asStoreError(error);
    }
    this.#connection?.close();
    this.#connection = undefined;
    try {
      return await this.#try(tables, mode, durability, body);
    } catch (error) {
      throw asStoreError(error);
    }
  }

  async #try<Mode extends 'readonly' | 'readwrite', T>(
    tables: readonly StoreNames<Schema>[],
    mode: Mode,
    durability: IDBTransactionDurability,
    body: Body<Schema, Mode, T>,
  ): Promise<T> {
    const connection = await this.#connect(false);
    if (!connection.ok) throw new StoreError(connection.error);
    const database = wrap(connection.value) as IDBPDatabase<Schema>;
    const tx = database.transaction([...tables], mode, { durability }) as Transaction<Schema, Mode>;
    const done = tx.done.then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    let value: T;
    try {
      value = await body(tx);
    } catch (error) {
      throw await this.#abort(tx, done, error);
    }
    const failed = await done;
    if (failed !== undefined) throw failed.error as Error;
    return value;
  }

  /** Ends a transaction whose body threw; answers the root of the trouble. */
  async #abort(
    tx: { abort(): void; readonly error: DOMException | null },
    done: Promise<unknown>,
    error: unknown,
  ): Promise<unknown> {
    try {
      tx.abort();
    } catch {
      // It had ended by itself already.
    }
    await done;
    return error instanceof DOMException ? (tx.error ?? error) : error;
  }

  async #connect(isFirst: boolean): Promise<Result<IDBDatabase, StoreFailure>> {
    if (this.#lost !== undefined) return err(this.#lost);
    if (this.#closed) return err({ kind: 'unavailable', reason: 'closed' });
    if (this.#connection !== undefined) return ok(this.#connection);
    this.#opening ??= this.#open(isFirst).finally(() => {
      this.#opening = undefined;
    });
    const opened = await this.#opening;
    if (!opened.ok && opened.error.kind === 'gone') this.#lose(opened.error);
    return opened;
  }

  async #open(mayCreate: boolean): Promise<Result<IDBDatabase, StoreFailure>> {
    const opened = await openDatabase(this.#options, mayCreate);
    if (!opened.ok) return opened;
    const connection = opened.value;
    if (this.#closed) {
      connection.close();
      return err({ kind: 'unavailable', reason: 'closed' });
    }
    connection.onversionchange = (event) => {
      // Another tab deletes the database, or has newer code: step aside at once (D03).
      connection.close();
      this.#lose(event.newVersion === null ? { kind: 'gone' } : { kind: 'newer-schema' });
    };
    connection.onclose = () => {
      // The browser ended the connection; the next operation opens another.
      if (this.#connection === connection) this.#connection = undefined;
    };
    this.#connection = connection;
    return opened;
  }

  #lose(failure: StoreFailure): void {
    if (this.#lost !== undefined) return;
    this.#lost = failure;
    this.#connection = undefined;
    this.#events.emit('lost', failure);
  }
}

/** Opens once. `mayCreate`: an absent database is made; without it, its absence means that it was deleted meanwhile. */
const openDatabase = (
  { name, migrations, factory, clock }: DatabaseOptions,
  mayCreate: boolean,
): Promise<Result<IDBDatabase, StoreFailure>> =>
  new Promise((resolve) => {
    let request: IDBOpenDBRequest;
    try {
      request = factory.open(name, migrations.at(-1)?.version ?? 1);
    } catch (error) {
      resolve(err(failureOf(error)));
      return;
    }
    let isLate = false;
    let vanished = false;
    const giveUp = (failure: StoreFailure): void => {
      isLate = true;
      resolve(err(failure));
    };
    const timer = clock.setTimeout(() => {
      giveUp({ kind: 'unavailable', reason: 'no answer' });
    }, openWithinMs);
    request.onblocked = () => {
      clock.setTimeout(() => {
        giveUp({ kind: 'blocked' });
      }, blockedAfterMs);
    };
    request.onupgradeneeded = ({ oldVersion }) => {
      const { transaction } = request;
      if (transaction === null) return;
      vanished = oldVersion === 0 && !mayCreate;
      if (vanished || isLate) transaction.abort();
      else migrate(migrations, request.result, transaction, oldVersion);
    };
    request.onsuccess = () => {
      clock.clearTimeout(timer);
      if (isLate) request.result.close();
      else resolve(ok(request.result));
    };
    request.onerror = () => {
      clock.clearTimeout(timer);
      resolve(err(vanished ? { kind: 'gone' } : failureOf(request.error)));
    };
  });

/** Deletes a database that other tabs let go of within `blockedAfterMs`. */
export const deleteDatabase = (
  factory: IDBFactory,
  name: string,
  clock: Clock,
): Promise<Result<void, StoreFailure>> =>
  new Promise((resolve) => {
    const request = factory.deleteDatabase(name);
    request.onsuccess = () => {
      resolve(ok(undefined));
    };
    request.onerror = () => {
      resolve(err(failureOf(request.error)));
    };
    request.onblocked = () => {
      clock.setTimeout(() => {
        resolve(err({ kind: 'blocked' }));
      }, blockedAfterMs);
    };
  });

const nameOf = (error: unknown): string | undefined =>
  error instanceof Error || error instanceof DOMException ? error.name : undefined;

const failureOf = (error: unknown): StoreFailure => {
  const name = nameOf(error);
  if (name === 'VersionError') return { kind: 'newer-schema' };
  if (name === 'QuotaExceededError') return { kind: 'quota' };
  return { kind: 'unavailable', reason: name ?? 'unknown' };
};

/** InvalidStateError: the connection is closing. UnknownError: Safari lost its database server. AbortError: mid-transaction. */
const transient = new Set(['InvalidStateError', 'UnknownError', 'AbortError']);

/** What comes of the disk or the browser; all other errors are ours, and stay what they are. */
const ofStorage = new Set([
  ...transient,
  'QuotaExceededError',
  'VersionError',
  'NotReadableError',
  'DataCorruptedError',
]);

const isTransient = (error: unknown): boolean => error instanceof DOMException && transient.has(error.name);

const asStoreError = (error: unknown): unknown =>
  error instanceof DOMException && ofStorage.has(error.name)
    ? new StoreError(failureOf(error), error)
    : error;
