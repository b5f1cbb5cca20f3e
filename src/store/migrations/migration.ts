/** How a database gets from one version to the next. */

/** Numbered without holes from 1; append-only: a shipped migration never changes. */
export interface Migration {
  readonly version: number;
  /** Runs inside the upgrade's transaction, synchronously or through its requests only. */
  up(database: IDBDatabase, transaction: IDBTransaction): void;
}

/** Runs the migrations that a database of version `from` (0: new) lacks. */
export const migrate = (
  migrations: readonly Migration[],
  database: IDBDatabase,
  transaction: IDBTransaction,
  from: number,
): void => {
  for (const migration of migrations) if (migration.version > from) migration.up(database, transaction);
};
