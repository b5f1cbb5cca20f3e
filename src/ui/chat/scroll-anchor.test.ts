/** The reading place survives history above, growth, trimming and a smaller window. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anchorOf, edgesNear, isAtEnd, lastSeen, scrollTopFor, type RowBox } from './scroll-anchor.ts';

/** Lays rows of the given heights out under each other, numbered from `first`. */
function layOut(heights: readonly number[], first = 0): { rows: RowBox[]; contentHeight: number } {
  let top = 0;
  const rows = heights.map((height, index) => {
    const row = { key: first + index, top, bottom: top + height };
    top += height;
    return row;
  });
  return { rows, contentHeight: top };
}

const heights = fc.array(fc.integer({ min: 20, max: 900 }), { minLength: 1, maxLength: 60 });

describe('a reader in the middle', () => {
  test('stays when history is put above', () => {
    fc.assert(
      fc.property(
        heights,
        heights,
        fc.integer({ min: 100, max: 900 }),
        fc.nat(),
        (now, older, viewHeight, at) => {
          const before = layOut(now, 1000);
          const room = Math.max(0, before.contentHeight - viewHeight);
          const view = {
            scrollTop: room === 0 ? 0 : at % room,
            viewHeight,
            contentHeight: before.contentHeight,
          };
          const anchor = anchorOf(view, before.rows, false);
          const after = layOut([...older, ...now], 1000 - older.length);
          const grown = { ...view, contentHeight: after.contentHeight };
          const scrollTop = scrollTopFor(anchor, grown, after.rows);
          expect(scrollTop).toBeDefined();
          const row = after.rows.find((candidate) => anchor.at === 'row' && candidate.key === anchor.key);
          const last = Math.max(0, after.contentHeight - viewHeight);
          if (anchor.at === 'row' && row && row.top - anchor.offset <= last)
            expect(row.top - (scrollTop ?? NaN)).toBeCloseTo(anchor.offset, 5);
        },
      ),
    );
  });

  test('stays when a row above grows, as a late font or a resize does', () => {
    const view = { scrollTop: 250, viewHeight: 300, contentHeight: 1000 };
    const before = layOut(Array<number>(10).fill(100));
    const anchor = anchorOf(view, before.rows, true);
    expect(anchor).toEqual({ at: 'row', key: 2, offset: -50 });
    const after = layOut([180, 100, 100, 100, 100, 100, 100, 100, 100, 100]);
    expect(scrollTopFor(anchor, { ...view, contentHeight: after.contentHeight }, after.rows)).toBe(330);
  });

  test('is told when the anchor row left the window', () => {
    const { rows, contentHeight } = layOut([100, 100]);
    expect(
      scrollTopFor({ at: 'row', key: 77, offset: 0 }, { scrollTop: 0, viewHeight: 50, contentHeight }, rows),
    ).toBe(undefined);
  });
});

describe('a reader at the end', () => {
  const { rows, contentHeight } = layOut([100, 100, 100, 100]);
  const view = { scrollTop: 200, viewHeight: 200, contentHeight };

  test('follows new messages and stays at the end above a keyboard', () => {
    const anchor = anchorOf(view, rows, true);
    expect(anchor).toEqual({ at: 'end' });
    expect(scrollTopFor(anchor, { ...view, contentHeight: 460 }, rows)).toBe(260);
    expect(scrollTopFor(anchor, { ...view, viewHeight: 80 }, rows)).toBe(320);
  });

  test('does not run along while newer rows of the store are still to be loaded', () => {
    expect(anchorOf(view, rows, false)).toEqual({ at: 'row', key: 2, offset: 0 });
  });

  test('a little off the end still counts, more does not', () => {
    expect(isAtEnd({ ...view, scrollTop: 180 })).toBe(true);
    expect(isAtEnd({ ...view, scrollTop: 150 })).toBe(false);
  });
});

test('only what was seen to its end counts as read', () => {
  const { rows, contentHeight } = layOut([100, 100, 100, 900]);
  expect(lastSeen({ scrollTop: 0, viewHeight: 250, contentHeight }, rows)).toBe(1);
  expect(lastSeen({ scrollTop: 950, viewHeight: 250, contentHeight }, rows)).toBe(3);
  expect(lastSeen({ scrollTop: 400, viewHeight: 250, contentHeight }, rows)).toBeUndefined();
});

test('asks for more rows before the edge is seen', () => {
  expect(edgesNear({ scrollTop: 500, viewHeight: 600, contentHeight: 9000 })).toEqual({
    start: true,
    end: false,
  });
  expect(edgesNear({ scrollTop: 7900, viewHeight: 600, contentHeight: 9000 })).toEqual({
    start: false,
    end: true,
  });
});
