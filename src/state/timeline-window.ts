/** The arithmetic of a conversation's window: a contiguous piece of the stored rows, at most 200, kept in order. */
import type { MessageKey } from '#model/message.ts';

/** What the arithmetic needs to know of a row. */
export interface Placed {
  readonly key: MessageKey;
  readonly order: string;
  readonly own: boolean;
}

export interface TimelineWindow<Row extends Placed> {
  /** Ascending by `order`. */
  readonly rows: readonly Row[];
  /** No stored row lies before the first one. */
  readonly atOldest: boolean;
  /** No stored row lies after the last one. */
  readonly atNewest: boolean;
}

export interface Merged<Row extends Placed> {
  readonly window: TimelineWindow<Row>;
  /** Rows that are new at or beyond the end, shown or not. */
  readonly arrived: readonly Row[];
}

export const windowLimit = 200;

export const emptyWindow: TimelineWindow<never> = { rows: [], atOldest: true, atNewest: true };

const before = (a: Placed, b: Placed): number =>
  a.order < b.order ? -1 : a.order > b.order ? 1 : a.key - b.key;

/** Of two rows with one key the later in the argument wins: it was read later. */
const inOrder = <Row extends Placed>(rows: readonly Row[]): Row[] =>
  [...new Map(rows.map((row) => [row.key, row])).values()].sort(before);

const cutOldest = <Row extends Placed>(window: TimelineWindow<Row>): TimelineWindow<Row> =>
  window.rows.length <= windowLimit
    ? window
    : { ...window, rows: window.rows.slice(-windowLimit), atOldest: false };

const cutNewest = <Row extends Placed>(window: TimelineWindow<Row>): TimelineWindow<Row> =>
  window.rows.length <= windowLimit
    ? window
    : { ...window, rows: window.rows.slice(0, windowLimit), atNewest: false };

/** Adds a page read from before the first row; `more` tells whether stored rows lie before the page. */
export const withOlder = <Row extends Placed>(
  window: TimelineWindow<Row>,
  page: readonly Row[],
  more: boolean,
): TimelineWindow<Row> => cutNewest({ ...window, rows: inOrder([...window.rows, ...page]), atOldest: !more });

/** Adds a page read from behind the last row; `more` tells whether stored rows lie behind the page. */
export const withNewer = <Row extends Placed>(
  window: TimelineWindow<Row>,
  page: readonly Row[],
  more: boolean,
): TimelineWindow<Row> => cutOldest({ ...window, rows: inOrder([...window.rows, ...page]), atNewest: !more });

/**
 * Folds rows that changed into the window. `asked` are the keys that were looked up: those not among `found` are gone.
 * A reader who follows the end keeps it, and old rows fall out above; for all others nothing is taken from where they read.
 * Rows before the first one are left to be loaded on demand: there may be a hole between.
 */
export const withChanges = <Row extends Placed>(
  window: TimelineWindow<Row>,
  asked: readonly MessageKey[],
  found: readonly Row[],
  following: boolean,
): Merged<Row> => {
  const touched = new Set(asked);
  const known = new Set(window.rows.map((row) => row.key));
  const first = window.rows[0];
  const last = window.rows.at(-1);
  const older = found.filter((row) => first !== undefined && before(row, first) < 0);
  const newer = found.filter((row) => last === undefined || before(row, last) > 0);
  const inside = found.filter((row) => !older.includes(row) && !newer.includes(row));
  const kept = window.rows.filter((row) => !touched.has(row.key));
  const cut = following || first === undefined ? cutOldest : cutNewest;
  const rows = inOrder([...kept, ...inside, ...(window.atNewest ? newer : [])]);
  return {
    window: cut({ ...window, rows, atOldest: window.atOldest && older.length === 0 }),
    arrived: newer.filter((row) => !known.has(row.key)),
  };
};
