/** Stores in memory for tests, and facts to fill them with. */
import type { BareJid } from '#lib/jid.ts';
import type { MessageFact } from '#model/fact.ts';
import { payloadHash } from '#model/payload-hash.ts';
import type { AccountStore } from '#store/account-store.ts';
import { Database } from '#store/database.ts';
import { memoryFactory } from '#store/memory.ts';
import { accountMigrations } from '#store/migrations/all.ts';
import { openAccountStore } from '#store/open.ts';
import { accountDatabase, type AccountSchema } from '#store/schema.ts';
import { bare, must } from './builders.ts';
import { FakeClock } from './fake-clock.ts';

export const me = bare('me@example.org');
export const bob = bare('bob@example.org');
export const carol = bare('carol@example.net');

export interface TestStore {
  readonly store: AccountStore;
  /** The same database, to look behind the operations. */
  readonly database: Database<AccountSchema>;
  readonly clock: FakeClock;
  readonly epoch: number;
}

/** Opens a fresh store, lets a test use it, and drops it. */
export const withStore = async (use: (opened: TestStore) => Promise<void>): Promise<void> => {
  const clock = new FakeClock();
  const store = must(await openAccountStore(me, { memory: true, clock }));
  const database = must(
    await Database.open<AccountSchema>({
      name: accountDatabase(me),
      migrations: accountMigrations,
      factory: await memoryFactory(),
      clock,
    }),
  );
  try {
    await use({ store, database, clock, epoch: await store.claimEpoch() });
  } finally {
    database.close();
    store.close();
  }
};

export interface MessageParts extends Partial<Omit<MessageFact, 'kind' | 'content'>> {
  readonly body?: string;
  readonly content?: MessageFact['content'];
}

/** A message of Bob's, unless the parts say otherwise. */
export const messageFact = ({ body = 'hello', ...parts }: MessageParts = {}): MessageFact => {
  const chat: BareJid = parts.chat ?? bob;
  const own = parts.own ?? false;
  return {
    kind: 'message',
    chat,
    sender: own ? me : chat,
    own,
    at: 1000,
    content: { kind: 'text', body },
    payloadHash: payloadHash({ body }),
    via: 'live',
    ...(parts.archiveId === undefined ? {} : { archive: me }),
    ...parts,
  };
};
