/** Which rows of a list with rows of one height are worth drawing. Pure; CSS pixels. */

export interface ListView {
  readonly total: number;
  readonly rowHeight: number;
  /** How far the list's own start lies above the top of the view. */
  readonly scrolled: number;
  readonly viewHeight: number;
}

/** Rows kept ready on each side, so that a flick shows no blanks. */
const overscan = 6;

/** Half-open range of rows. */
export function visibleRange({ total, rowHeight, scrolled, viewHeight }: ListView): {
  from: number;
  to: number;
} {
  if (rowHeight <= 0) return { from: 0, to: Math.min(total, overscan) };
  const from = Math.floor(scrolled / rowHeight) - overscan;
  const to = Math.ceil((scrolled + viewHeight) / rowHeight) + overscan;
  const end = Math.max(0, Math.min(total, to));
  return { from: Math.max(0, Math.min(from, end)), to: end };
}

/** The scroll position that brings a row into view with the least movement. */
export function scrollToRow(row: number, { rowHeight, scrolled, viewHeight }: ListView): number {
  const top = row * rowHeight;
  if (top < scrolled) return top;
  if (top + rowHeight > scrolled + viewHeight) return top + rowHeight - viewHeight;
  return scrolled;
}
