/** What a row of the table is: which figures it has, what is promised of them, and how one attempt goes. */
import type { Contestant, Figure, Measured } from './figures.ts';
import type { Bench } from './stage.ts';

export interface Row {
  /** For `--row`. */
  readonly name: string;
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly contestants: readonly Contestant[];
  /** Accounts and archives, once for all attempts; gives how an attempt goes. */
  prepare(bench: Bench): Promise<Attempt>;
}

/** Everything it opens is closed by the bench afterwards, also when it is given up. */
export type Attempt = (contestant: Contestant, bench: Bench) => Promise<Measured>;

/** When an attempt is given up, in ms. */
export const cap = 120_000;
/** Where an attempt takes longer than this, three of them have to do. */
export const slow = 10_000;
