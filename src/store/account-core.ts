/** What every group of an account's operations is given: the database, the account's address, the clock, the feed. */
import type { Clock } from '#lib/clock.ts';
import type { BareJid } from '#lib/jid.ts';
import type { Change } from './account-store.ts';
import type { Changes } from './changes.ts';
import type { Database } from './database.ts';
import type { AccountSchema, AccountTable, WriteTx } from './schema.ts';
import { messageTables, Work } from './work.ts';

export interface AccountCore {
  readonly jid: BareJid;
  readonly database: Database<AccountSchema>;
  readonly changes: Changes<Change>;
  readonly clock: Clock;
  newId(): string;
}

/** Runs one transaction and tells, once it is complete, what it changed. */
export const runWork = async <T>(
  { jid, database, changes, clock }: AccountCore,
  tables: readonly AccountTable[],
  body: (work: Work, tx: WriteTx) => Promise<T>,
  durability: IDBTransactionDurability = 'strict',
): Promise<T> => {
  const { value, told } = await database.write(
    tables,
    async (tx) => {
      const work = new Work(tx, jid, clock.now());
      const done = await body(work, tx);
      return { value: done, told: await work.finish() };
    },
    durability,
  );
  changes.post(told);
  return value;
};

/** Message tables and more, each once. */
export const withMessages = (...more: readonly AccountTable[]): readonly AccountTable[] => [
  ...new Set<AccountTable>([...messageTables, ...more]),
];
