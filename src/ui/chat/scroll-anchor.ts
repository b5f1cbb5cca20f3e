/** Where a reader is in a conversation, and where to scroll so that they stay there whatever changes around. Pure; CSS pixels. */

/** A message's box, measured from the top of the scrolled content. */
export interface RowBox {
  readonly key: number;
  readonly top: number;
  readonly bottom: number;
}

export interface ScrollView {
  readonly scrollTop: number;
  readonly viewHeight: number;
  readonly contentHeight: number;
}

/** `end`: at the newest message, follow what comes. `row`: this message's top edge stands `offset` below the view's. */
export type Anchor =
  { readonly at: 'end' } | { readonly at: 'row'; readonly key: number; readonly offset: number };

/** This near to the end counts as being there: sub-pixel layouts and a line of padding. */
const endSlack = 24;
/** More history is asked for before the reader sees the edge. */
const loadAhead = 900;

export const distanceToEnd = ({ scrollTop, viewHeight, contentHeight }: ScrollView): number =>
  Math.max(0, contentHeight - viewHeight - scrollTop);

export const isAtEnd = (view: ScrollView): boolean => distanceToEnd(view) <= endSlack;

/**
 * What to hold on to: the end when the reader is there and it is the true end, else the first message in view.
 * Rows ascend. With no row at all there is nothing but the end.
 */
export function anchorOf(view: ScrollView, rows: readonly RowBox[], endIsNewest: boolean): Anchor {
  if (endIsNewest && isAtEnd(view)) return { at: 'end' };
  const row = rows[firstBelow(rows, view.scrollTop)] ?? rows.at(-1);
  return row ? { at: 'row', key: row.key, offset: row.top - view.scrollTop } : { at: 'end' };
}

/** The scroll position that keeps the anchor in place; undefined when its message is not there any more. */
export function scrollTopFor(anchor: Anchor, view: ScrollView, rows: readonly RowBox[]): number | undefined {
  const last = Math.max(0, view.contentHeight - view.viewHeight);
  if (anchor.at === 'end') return last;
  const row = rows.find((candidate) => candidate.key === anchor.key);
  return row ? Math.max(0, Math.min(last, row.top - anchor.offset)) : undefined;
}

/** The newest message that was seen whole, or to its end; undefined when none was. */
export function lastSeen(view: ScrollView, rows: readonly RowBox[]): number | undefined {
  const edge = view.scrollTop + view.viewHeight + endSlack / 2;
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index];
    if (row && row.bottom <= edge) return row.bottom > view.scrollTop ? row.key : undefined;
  }
  return undefined;
}

/** Which edge of the window of rows comes near. */
export function edgesNear(view: ScrollView): { start: boolean; end: boolean } {
  return { start: view.scrollTop < loadAhead, end: distanceToEnd(view) < loadAhead };
}

/** Index of the first row that reaches below `y`; rows do not overlap, so halving finds it. */
function firstBelow(rows: readonly RowBox[], y: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.bottom ?? Infinity) > y) high = middle;
    else low = middle + 1;
  }
  return low;
}
