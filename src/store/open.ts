/** Opens and deletes the databases; the one place where the store's parts are put together. */
import { systemClock, type Clock } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import type { BareJid } from '#lib/jid.ts';
import { err, ok, type Result } from '#lib/result.ts';
import type { AccountCore } from './account-core.ts';
import type { AccountStore, Change, ShellChange, ShellStore } from './account-store.ts';
import { Changes, openChannel } from './changes.ts';
import { Database, deleteDatabase } from './database.ts';
import { memoryFactory } from './memory.ts';
import { accountMigrations, shellMigrations } from './migrations/all.ts';
import type { Composing } from './operations/compose.ts';
import { conversations } from './operations/conversations.ts';
import { sessions } from './operations/engine.ts';
import type { Forgetting } from './operations/history.ts';
import { intending } from './operations/intents.ts';
import { outboxing } from './operations/outbox.ts';
import { receipting } from './operations/receipts.ts';
import { people, settings } from './operations/people.ts';
import { timelines } from './operations/timeline.ts';
import { settling } from './operations/unsettled.ts';
import { accountDatabase, shellDatabase, type AccountSchema, type ShellSchema } from './schema.ts';
import { shellOperations } from './shell.ts';
import { StoreError, type StoreFailure } from './store-failure.ts';
import { diskStorage, memoryStorage } from './storage.ts';

export interface OpenOptions {
  /** Nothing is kept: for a public computer, or where the browser has no storage. */
  readonly memory?: boolean | undefined;
  readonly clock?: Clock | undefined;
  readonly newId?: (() => string) | undefined;
}

/** Undefined where the browser has no IndexedDB, or forbids it. */
const factoryFor = async (memory: boolean): Promise<IDBFactory | undefined> => {
  if (memory) return memoryFactory();
  try {
    return globalThis.indexedDB;
  } catch {
    return undefined;
  }
};

const noStorage: StoreFailure = { kind: 'unavailable', reason: 'no IndexedDB' };

/** What few ask for is fetched when they do. */
const forgettingLater = (core: AccountCore): Forgetting => {
  const load = async (): Promise<Forgetting> => (await import('./operations/history.ts')).forgetting(core);
  return {
    clearHistory: async () => (await load()).clearHistory(),
    wholeArchive: async () => (await load()).wholeArchive(),
    noteWholeArchive: async (epoch, progress) => (await load()).noteWholeArchive(epoch, progress),
  };
};

/** Writing, for which a conversation must be open: its draft is read then, so that this is here before anybody has written. */
const composingLater = (core: AccountCore): Composing => {
  const load = async (): Promise<Composing> => {
    try {
      return (await import('./operations/compose.ts')).composing(core);
    } catch {
      throw new StoreError({ kind: 'unavailable', reason: 'its code is out of reach' });
    }
  };
  return {
    enqueueMessage: async (...message) => (await load()).enqueueMessage(...message),
    retry: async (key) => (await load()).retry(key),
    discard: async (key) => (await load()).discard(key),
    saveDraft: async (chat, text) => (await load()).saveDraft(chat, text),
    readDraft: async (chat) => (await load()).readDraft(chat),
  };
};

/** The store of an account; made if absent. */
export const openAccountStore = async (
  jid: BareJid,
  { memory = false, clock = systemClock, newId: makeId = newId }: OpenOptions = {},
): Promise<Result<AccountStore, StoreFailure>> => {
  const factory = await factoryFor(memory);
  if (factory === undefined) return err(noStorage);
  const name = accountDatabase(jid);
  const opened = await Database.open<AccountSchema>({ name, migrations: accountMigrations, factory, clock });
  if (!opened.ok) return opened;
  const database = opened.value;
  const changes = new Changes<Change>(memory ? undefined : openChannel(`changes:${jid}`));
  const core: AccountCore = { jid, database, changes, clock, newId: makeId };
  return ok({
    jid,
    memory,
    changes: { on: (fn) => changes.on(fn) },
    onLost: (fn) => database.onLost(fn),
    close: () => {
      changes.close();
      database.close();
      // What is only in memory goes with the last one who had it.
      if (memory) void deleteDatabase(factory, name, clock);
    },
    ...composingLater(core),
    ...conversations(core),
    ...timelines(core),
    ...people(core),
    ...settings(core),
    ...intending(core),
    ...forgettingLater(core),
    ...sessions(core),
    ...outboxing(core),
    ...receipting(core),
    ...settling(core),
    ...(memory ? memoryStorage : diskStorage),
  });
};

/** The app's own store; rejects with a StoreError where there is none. */
export const openShellStore = async ({
  memory = false,
  clock = systemClock,
}: OpenOptions = {}): Promise<ShellStore> => {
  const factory = await factoryFor(memory);
  if (factory === undefined) throw new StoreError(noStorage);
  const options = { name: shellDatabase, migrations: shellMigrations, factory, clock };
  const opened = await Database.open<ShellSchema>(options);
  if (!opened.ok) throw new StoreError(opened.error);
  const changes = new Changes<ShellChange>(memory ? undefined : openChannel('changes:shell'));
  return shellOperations(opened.value, changes, memory);
};

/** Deletes an account's store; other tabs that have it open are told by `onLost`. */
export const deleteAccountStore = async (
  jid: BareJid,
  { memory = false, clock = systemClock }: OpenOptions = {},
): Promise<Result<void, StoreFailure>> => {
  const factory = await factoryFor(memory);
  return factory === undefined ? ok(undefined) : deleteDatabase(factory, accountDatabase(jid), clock);
};
