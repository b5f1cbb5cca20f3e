/** Objects of a pool stay live whoever asked for them first. */
import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import { Pool } from './detached.svelte.ts';

class Counter {
  count = $state(1);
  readonly double = $derived(this.count * 2);
}

describe('Pool', () => {
  it('makes one object per key', () => {
    const pool = new Pool(() => new Counter());
    expect(pool.get('a')).toBe(pool.get('a'));
    expect(pool.get('a')).not.toBe(pool.get('b'));
    expect([...pool.all()]).toHaveLength(2);
  });

  it('makes objects that react in the very computation that made them', () => {
    const pool = new Pool(() => new Counter());
    const seen: number[] = [];
    const stop = $effect.root(() => {
      const double = $derived(pool.get('a').double);
      $effect(() => {
        seen.push(double);
      });
    });
    flushSync();
    pool.get('a').count = 5;
    flushSync();
    stop();
    expect(seen).toEqual([2, 10]);
  });

  it('makes objects that survive the effect that made them', () => {
    const pool = new Pool(() => new Counter());
    const stop = $effect.root(() => {
      $effect(() => {
        expect(pool.get('a').double).toBe(2);
      });
    });
    flushSync();
    stop();
    pool.get('a').count = 7;
    expect(pool.get('a').double).toBe(14);
  });
});
