/** When a live query reads, and what it then holds. */
import { describe, expect, it } from 'vitest';
import { LiveQuery } from './live-query.svelte.ts';

const setUp = () => {
  const reads: { resolve: (value: string) => void; reject: (error: unknown) => void }[] = [];
  const watchers = new Set<() => void>();
  const failures: unknown[] = [];
  const query = new LiveQuery<string>(
    () => new Promise((resolve, reject) => reads.push({ resolve, reject })),
    {
      watch: (rerun) => {
        watchers.add(rerun);
        return () => watchers.delete(rerun);
      },
      failed: (error) => failures.push(error),
    },
    '',
  );
  const change = () => {
    for (const rerun of watchers) rerun();
  };
  const settle = async (index: number, value: string | Error) => {
    const read = reads[index];
    if (!read) throw new Error(`read ${String(index)} was not begun`);
    if (typeof value === 'string') read.resolve(value);
    else read.reject(value);
    await turn();
  };
  return { query, reads, watchers, failures, change, settle };
};

const turn = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

describe('LiveQuery', () => {
  it('reads nothing before someone listens, nor after', async () => {
    const { query, reads, change, watchers } = setUp();
    change();
    await turn();
    expect(reads).toHaveLength(0);
    const stop = query.start();
    await turn();
    expect(reads).toHaveLength(1);
    stop();
    stop();
    expect(watchers.size).toBe(0);
  });

  it('is ready after the first answer', async () => {
    const { query, settle } = setUp();
    query.start();
    await turn();
    expect([query.ready, query.current]).toEqual([false, '']);
    await settle(0, 'a');
    expect([query.ready, query.current]).toEqual([true, 'a']);
  });

  it('makes one read of many reasons', async () => {
    const { query, reads, change, settle } = setUp();
    query.start();
    change();
    change();
    await turn();
    expect(reads).toHaveLength(1);
    change();
    change();
    await settle(0, 'old');
    expect(reads).toHaveLength(2);
    await settle(1, 'new');
    expect(reads).toHaveLength(2);
    expect(query.current).toBe('new');
  });

  it('keeps the value when a read fails, tells the error, and recovers', async () => {
    const { query, change, settle, failures } = setUp();
    query.start();
    await turn();
    await settle(0, 'a');
    change();
    await turn();
    await settle(1, new Error('closed'));
    expect(failures).toEqual([new Error('closed')]);
    expect([query.current, query.error]).toEqual(['a', new Error('closed')]);
    change();
    await turn();
    await settle(2, 'b');
    expect([query.current, query.error]).toEqual(['b', undefined]);
  });

  it('reads again for whoever comes back', async () => {
    const { query, reads, settle } = setUp();
    const stop = query.start();
    await turn();
    await settle(0, 'a');
    stop();
    query.start();
    await turn();
    expect(reads).toHaveLength(2);
    await settle(1, 'b');
    expect(query.current).toBe('b');
  });
});
