/** Places keep their order, stay short, and leave room. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isQueued, leapAfter, orderAfter, ordersBetween, origin, queuedOrder } from './order.ts';

describe('places', () => {
  test('after one another grow and stay short', () => {
    let order = origin;
    for (let i = 0; i < 1000; i++) {
      const next = orderAfter(order);
      expect(next > order).toBe(true);
      order = next;
    }
    expect(order).toHaveLength(origin.length);
  });

  test('before the origin shrink and stay short', () => {
    let order = origin;
    for (let i = 0; i < 1000; i++) {
      const [before = ''] = ordersBetween(undefined, order, 1, 'high');
      expect(before < order).toBe(true);
      order = before;
    }
    expect(order.length).toBeLessThanOrEqual(origin.length);
  });

  test('leap over a million others, also over the largest number of a length', () => {
    let order = origin;
    for (let i = 0; i < 60_000; i++) {
      const next = leapAfter(order);
      if (next <= order) throw new Error(`${next} after ${order}`);
      order = next;
    }
    expect(order.startsWith('g1')).toBe(true);
    expect(ordersBetween(order, leapAfter(order), 5000, 'low').at(-1)).toHaveLength(order.length);
    expect(leapAfter('e00000') > origin).toBe(true);
    expect(leapAfter('f000000V') > 'f000000V').toBe(true);
  });

  test('of the queue come after all others and stay in order', () => {
    expect(queuedOrder(9) < queuedOrder(10)).toBe(true);
    expect(queuedOrder(1) > leapAfter(origin)).toBe(true);
    expect([queuedOrder(3), origin].map(isQueued)).toEqual([true, false]);
  });

  test('lie strictly between their bounds, in order, close to the named one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 30 }),
        fc.nat({ max: 40 }),
        fc.constantFrom('low' as const, 'high' as const),
        (gaps, count, close) => {
          let all = [origin];
          for (const gap of gaps) {
            const at = gap % (all.length + 1);
            all = all.toSpliced(at, 0, ...ordersBetween(all[at - 1], all[at], count, close));
          }
          expect(all.every((order, i) => i === 0 || order > (all[i - 1] ?? ''))).toBe(true);
        },
      ),
    );
    expect(ordersBetween('f000000', 'f00000z', 2, 'low')).toEqual(['f000001', 'f000002']);
    expect(ordersBetween('f000000', 'f00000z', 2, 'high')).toEqual(['f00000x', 'f00000y']);
    expect(() => ordersBetween('f1', 'f1', 1, 'low')).toThrow(RangeError);
  });
});
