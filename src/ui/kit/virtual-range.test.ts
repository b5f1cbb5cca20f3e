/** The drawn range covers the view, stays inside the list and does not grow with it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scrollToRow, visibleRange } from './virtual-range.ts';

const view = fc.record({
  total: fc.nat(100_000),
  rowHeight: fc.integer({ min: 20, max: 200 }),
  scrolled: fc.integer({ min: -500, max: 5_000_000 }),
  viewHeight: fc.nat(3000),
});

test('covers every row in view and stays bounded', () => {
  fc.assert(
    fc.property(view, (list) => {
      const { from, to } = visibleRange(list);
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeGreaterThanOrEqual(from);
      expect(to).toBeLessThanOrEqual(list.total);
      expect(to - from).toBeLessThanOrEqual(Math.ceil(list.viewHeight / list.rowHeight) + 14);
      const row = Math.floor(list.scrolled / list.rowHeight);
      if (row >= 0 && row < list.total) expect(from <= row && row < to).toBe(true);
    }),
  );
});

test('an unmeasured list draws a few rows, so that it can be measured', () => {
  expect(visibleRange({ total: 50, rowHeight: 0, scrolled: 0, viewHeight: 0 })).toEqual({ from: 0, to: 6 });
});

test('scrolls no further than needed', () => {
  const list = { total: 100, rowHeight: 70, scrolled: 700, viewHeight: 700 };
  expect(scrollToRow(12, list)).toBe(700);
  expect(scrollToRow(5, list)).toBe(350);
  expect(scrollToRow(20, list)).toBe(770);
});
