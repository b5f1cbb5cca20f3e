/** The migrations of both databases, in order; the last one is the version this code speaks. */
import { initial } from './0001-initial.ts';
import type { Migration } from './migration.ts';
import { shellInitial } from './shell-0001-initial.ts';

export const accountMigrations: readonly Migration[] = [initial];
export const shellMigrations: readonly Migration[] = [shellInitial];
