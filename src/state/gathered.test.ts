/** A table that is read page by page: what is known when, and that no change told meanwhile is lost. */
import { describe, expect, it } from 'vitest';
import { Feed } from './feed.ts';
import { Gathered } from './gathered.svelte.ts';

const size = 3;

const setUp = (names: readonly string[]) => {
  const stored = new Map(names.map((name) => [name, name.toUpperCase()]));
  const state = { pages: 0, read: [] as string[], failures: [] as unknown[], isBroken: false };
  const feed = new Feed(() => undefined);
  /** Called before a page is answered. */
  let meanwhile: (() => void) | undefined;
  const table = new Gathered<string, string>(
    {
      store: 'people',
      page: (_, after = '') => {
        state.pages += 1;
        const found = [...stored].filter(([key]) => key > after).toSorted();
        meanwhile?.();
        return state.isBroken
          ? Promise.reject(new Error('disk'))
          : Promise.resolve(new Map(found.slice(0, size)));
      },
      pageSize: size,
      some: (keys) => {
        state.read.push(...keys);
        return Promise.resolve(new Map([...stored].filter(([key]) => keys.includes(key))));
      },
      keyOf: (id) => id.split('/')[0] ?? '',
      failed: (error) => state.failures.push(error),
    },
    feed,
  );
  const during = (fn: () => void): void => {
    meanwhile = fn;
  };
  return { stored, state, feed, table, during };
};

const settle = async () => {
  for (let i = 0; i < 200; i++) await Promise.resolve();
};

describe('a gathered table', () => {
  it('is read in pages, and a short page is the last', async () => {
    const { table, state } = setUp(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    const stop = table.start();
    expect(table.ready).toBe(false);
    await settle();
    expect(table.ready).toBe(true);
    expect([...table.rows.values()].join('')).toBe('ABCDEFG');
    expect(state.pages).toBe(3);
    stop();
  });

  it('knows rows that were asked for before the rest has come, and those that are not there', async () => {
    const { table, state } = setUp(['a', 'b']);
    await table.learn(['b', 'x']);
    expect([table.knows('a'), table.knows('b'), table.knows('x'), table.ready]).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(table.rows.get('b')).toBe('B');
    await table.learn(['b']);
    expect(state.read).toEqual(['b', 'x']);
    const stop = table.start();
    await settle();
    expect(table.knows('never asked')).toBe(true);
    await table.learn(['a']);
    expect(state.read).toEqual(['b', 'x']);
    stop();
  });

  it('reads again what the feed names, once however often, and all when it names nothing', async () => {
    const { table, state, feed, stored } = setUp(['a', 'b', 'c', 'd']);
    const stop = table.start();
    await settle();
    stored.set('b', 'changed').delete('c');
    for (let i = 0; i < 5; i++) feed.tell({ store: 'people', ids: ['b/home', 'b/work', 'c/x'] });
    feed.tell({ store: 'others', ids: ['d'] });
    await settle();
    expect(state.read).toEqual(['b', 'c']);
    expect([...table.rows.values()]).toEqual(['A', 'changed', 'D']);
    const { pages } = state;
    stored.delete('a');
    feed.tell(undefined);
    feed.tell({ store: 'people' });
    await settle();
    expect([...table.rows.values()]).toEqual(['changed', 'D']);
    expect(state.pages).toBeGreaterThan(pages);
    stop();
    feed.tell({ store: 'people', ids: ['d'] });
    await settle();
    expect(state.read).toEqual(['b', 'c']);
  });

  it('loses no change that is told while it is being read', async () => {
    const { table, feed, stored, during } = setUp(['a', 'b', 'c', 'd']);
    let calls = 0;
    during(() => {
      if (++calls !== 1) return;
      stored.set('a', 'late').delete('b');
      feed.tell({ store: 'people', ids: ['a', 'b'] });
    });
    const stop = table.start();
    await settle();
    expect([...table.rows.values()].sort()).toEqual(['C', 'D', 'late']);
    stop();
  });

  it('reads thousands of changes in slices', async () => {
    const names = Array.from({ length: 1000 }, (_, i) => `n${String(i)}`);
    const { table, state, feed } = setUp([]);
    const stop = table.start();
    await settle();
    feed.tell({ store: 'people', ids: names });
    await settle();
    expect(state.read).toHaveLength(1000);
    stop();
  });

  it('keeps what it has when a read fails, and reads again with the next reason', async () => {
    const { table, state, feed } = setUp(['a']);
    const stop = table.start();
    await settle();
    state.isBroken = true;
    feed.tell(undefined);
    await settle();
    expect(state.failures).toHaveLength(1);
    expect([...table.rows.keys()]).toEqual(['a']);
    state.isBroken = false;
    const { pages } = state;
    feed.tell(undefined);
    await settle();
    expect(state.pages).toBeGreaterThan(pages);
    stop();
  });
});
