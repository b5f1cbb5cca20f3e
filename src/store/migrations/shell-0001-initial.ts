/** Version 1 of the app's own database. */
import type { Migration } from './migration.ts';

export const shellInitial: Migration = {
  version: 1,
  up(database) {
    database.createObjectStore('accounts', { keyPath: 'jid' });
    database.createObjectStore('secrets', { keyPath: 'jid' });
    database.createObjectStore('values');
  },
};
