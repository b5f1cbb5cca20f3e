/** Live queries under effects: they listen as long as someone reads, and tell when they changed. */
import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import { LiveQuery } from './live-query.svelte.ts';

const turn = async () => {
  for (let i = 0; i < 8; i++) await Promise.resolve();
};

describe('LiveQuery in effects', () => {
  it('listens while it is read, and reruns what reads it', async () => {
    let stored = 1;
    const watchers = new Set<() => void>();
    const query = new LiveQuery(
      () => Promise.resolve(stored),
      {
        watch: (rerun) => {
          watchers.add(rerun);
          return () => watchers.delete(rerun);
        },
        failed: (error) => {
          throw error;
        },
      },
      0,
    );
    const seen: number[] = [];
    const stop = $effect.root(() => {
      const doubled = $derived(query.current * 2);
      $effect(() => {
        seen.push(doubled);
      });
    });
    flushSync();
    expect(watchers.size).toBe(1);
    await turn();
    flushSync();
    stored = 2;
    for (const rerun of watchers) rerun();
    await turn();
    flushSync();
    stop();
    await turn();
    expect(seen).toEqual([0, 2, 4]);
    expect(watchers.size).toBe(0);
  });
});
