/** The window against a model of the store: whatever happens there, it is a contiguous piece of it, in order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageKey } from '#model/message.ts';
import {
  emptyWindow,
  windowLimit,
  withChanges,
  withNewer,
  withOlder,
  type Placed,
  type TimelineWindow,
} from './timeline-window.ts';

type Row = Placed & { readonly version: number };

const order = (place: number): string => place.toFixed(9).padStart(16, '0');

/** Rows of the store by key, and the keys whose change was not told yet. */
class Model {
  rows: Row[] = [];
  untold: MessageKey[] = [];
  #nextKey = 1;
  #version = 0;

  insert(at: number, count: number): void {
    const index = Math.floor(at * (this.rows.length + 1));
    const low = this.rows[index - 1]?.order ?? order(0);
    const high = this.rows[index]?.order ?? order(Number(low) + 1000);
    for (let i = 1; i <= count; i++) {
      const place = Number(low) + ((Number(high) - Number(low)) * i) / (count + 1);
      this.#put({ key: this.#nextKey++ as MessageKey, order: order(place), own: i % 3 === 0, version: 0 });
    }
  }
  remove(at: number): void {
    const row = this.pick(at);
    if (row === undefined) return;
    this.rows = this.rows.filter((other) => other !== row);
    this.untold.push(row.key);
  }
  move(from: number, to: number): void {
    const row = this.pick(from);
    if (row === undefined) return;
    this.rows = this.rows.filter((other) => other !== row);
    const index = Math.floor(to * (this.rows.length + 1));
    const low = Number(this.rows[index - 1]?.order ?? 0);
    const high = Number(this.rows[index]?.order ?? low + 1000);
    this.#put({ ...row, order: order((low + high) / 2), version: ++this.#version });
  }
  touch(at: number): void {
    const row = this.pick(at);
    if (row === undefined) return;
    this.rows = this.rows.filter((other) => other !== row);
    this.#put({ ...row, version: ++this.#version });
  }
  pick(at: number): Row | undefined {
    return this.rows[Math.floor(at * this.rows.length)];
  }
  #put(row: Row): void {
    this.rows = [...this.rows, row].sort((a, b) =>
      a.order < b.order ? -1 : a.order > b.order ? 1 : a.key - b.key,
    );
    this.untold.push(row.key);
  }
}

const fraction = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const step = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), at: fraction, count: fc.integer({ min: 1, max: 90 }) }),
  fc.record({ kind: fc.constant('live' as const), count: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant('older' as const), count: fc.integer({ min: 1, max: 90 }) }),
  fc.record({ kind: fc.constant('remove' as const), at: fraction }),
  fc.record({ kind: fc.constant('move' as const), at: fraction, to: fraction }),
  fc.record({ kind: fc.constant('touch' as const), at: fraction }),
  fc.record({ kind: fc.constant('tell' as const), following: fc.boolean() }),
  fc.record({ kind: fc.constant('load-older' as const) }),
  fc.record({ kind: fc.constant('load-newer' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const tell = (model: Model, window: TimelineWindow<Row>, following: boolean): TimelineWindow<Row> => {
  const asked = [...new Set(model.untold)];
  model.untold = [];
  const found = model.rows.filter((row) => asked.includes(row.key));
  return withChanges(window, asked, found, following).window;
};

const load = (model: Model, window: TimelineWindow<Row>, way: 'older' | 'newer'): TimelineWindow<Row> => {
  const edge = way === 'older' ? window.rows[0] : window.rows.at(-1);
  if (edge === undefined) return window;
  const beyond = model.rows.filter((row) =>
    way === 'older' ? row.order < edge.order : row.order > edge.order,
  );
  const page = way === 'older' ? beyond.slice(-60) : beyond.slice(0, 60);
  return way === 'older'
    ? withOlder(window, page, beyond.length > 60)
    : withNewer(window, page, beyond.length > 60);
};

const apply = (model: Model, window: TimelineWindow<Row>, does: Step): TimelineWindow<Row> => {
  switch (does.kind) {
    case 'insert':
      model.insert(does.at, does.count);
      return window;
    case 'live':
      model.insert(0.999999, does.count);
      return window;
    case 'older':
      model.insert(0, does.count);
      return window;
    case 'remove':
      model.remove(does.at);
      return window;
    case 'move':
      model.move(does.at, does.to);
      return window;
    case 'touch':
      model.touch(does.at);
      return window;
    case 'tell':
      return tell(model, window, does.following);
    case 'load-older':
      return load(model, window, 'older');
    case 'load-newer':
      return load(model, window, 'newer');
  }
};

describe('timeline window', () => {
  it('is a contiguous piece of the store once all changes were told', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, following) => {
        const model = new Model();
        let window: TimelineWindow<Row> = emptyWindow;
        for (const does of [...steps, { kind: 'tell' as const, following }]) {
          window = apply(model, window, does);
          expect(window.rows.length).toBeLessThanOrEqual(windowLimit);
        }
        const [first] = window.rows;
        const start = first === undefined ? 0 : model.rows.findIndex((row) => row.key === first.key);
        expect(window.rows).toEqual(model.rows.slice(start, start + window.rows.length));
        if (first === undefined) return;
        if (window.atOldest) expect(start).toBe(0);
        if (window.atNewest) expect(start + window.rows.length).toBe(model.rows.length);
      }),
      { numRuns: 150 },
    );
  });

  const rows = (from: number, to: number): Row[] =>
    Array.from({ length: to - from }, (_, i) => ({
      key: (from + i) as MessageKey,
      order: order(from + i),
      own: false,
      version: 0,
    }));
  const keys = (list: readonly Row[]) => list.map((row) => row.key);

  it('keeps the identity of rows that did not change', () => {
    const window = { rows: rows(1, 100), atOldest: true, atNewest: true };
    const changed = { ...rows(50, 51)[0]!, version: 9 };
    const after = withChanges(window, [changed.key], [changed], true).window.rows;
    expect(after.filter((row, index) => row !== window.rows[index])).toEqual([changed]);
  });

  it('follows the end for a reader who is there, and tells of arrivals to one who is not', () => {
    const window = { rows: rows(1, 201), atOldest: true, atNewest: true };
    const live = rows(201, 203);
    const follower = withChanges(window, keys(live), live, true);
    expect(follower.window.rows.at(-1)).toBe(live[1]);
    expect(follower.window).toMatchObject({ atOldest: false, atNewest: true });
    const reader = withChanges(window, keys(live), live, false);
    expect(keys(reader.window.rows)).toEqual(keys(window.rows));
    expect(reader.window.atNewest).toBe(false);
    expect(reader.arrived).toEqual(live);
  });

  it('leaves history that turns up before the window to be loaded', () => {
    const window = { rows: rows(500, 510), atOldest: true, atNewest: true };
    const history = rows(300, 400);
    const { window: after, arrived } = withChanges(window, keys(history), history, true);
    expect(after).toEqual({ ...window, atOldest: false });
    expect(arrived).toEqual([]);
  });

  it('moves a queued row to its place without calling it new', () => {
    const queued: Row = { key: 999 as MessageKey, order: '~1', own: true, version: 0 };
    const window = { rows: [...rows(1, 10), queued], atOldest: true, atNewest: true };
    const settled = { ...queued, order: order(5.5) };
    const { window: after, arrived } = withChanges(window, [queued.key], [settled], true);
    expect(keys(after.rows)).toEqual([1, 2, 3, 4, 5, 999, 6, 7, 8, 9]);
    expect(arrived).toEqual([]);
  });
});
