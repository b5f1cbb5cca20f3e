/** Gives the messages of one conversation on a page their places, around the rows that are there already. */
import type { BareJid } from '#lib/jid.ts';
import { laterOrder, ordersBetween } from '#model/order.ts';
import { holesAround, keptPlaces, type Hole } from '#model/placing.ts';
import type { Tx } from '../schema.ts';
import { placeAbove, placeBelow } from '../tables/messages.ts';
import type { PageItem } from './page-items.ts';

export interface PlaceBounds {
  /** Everything on the page is newer (older) than this. */
  readonly low?: string | undefined;
  readonly high?: string | undefined;
  /** Where to place what neither a row of the page nor a bound tells: directly above or below. */
  readonly above?: string | undefined;
  readonly below?: string | undefined;
  /** Items from this index of the page on are newer than everything at or below the place. */
  readonly newerFrom?: { readonly index: number; readonly order: string } | undefined;
  /** Items up to this index of the page are older than everything above the place. */
  readonly olderUntil?: { readonly index: number; readonly order: string } | undefined;
}

/** Sets `order` of every item. */
export const placeItems = async (
  tx: Tx,
  chat: BareJid,
  items: readonly PageItem[],
  bounds: PlaceBounds,
): Promise<void> => {
  const kept = keptPlaces(items, bounds.low, bounds.high);
  const cut = items.findIndex(({ index }) => index >= (bounds.newerFrom?.index ?? Infinity));
  for (const hole of holesAround(items.length, kept).flatMap((whole) => splitAt(whole, cut))) {
    const orders = await fitIn(tx, chat, items, hole, bounds);
    orders.forEach((order, i) => {
      const item = items[hole.start + i];
      if (item !== undefined) item.order = order;
    });
  }
};

/** What stands on both sides of a boundary is fitted in on both sides of it. */
const splitAt = (hole: Hole, cut: number): readonly Hole[] => {
  const before = cut - hole.start;
  if (before <= 0 || before >= hole.count) return [hole];
  return [
    { ...hole, count: before },
    { ...hole, start: cut, count: hole.count - before, left: cut - 1 },
  ];
};

const fitIn = async (
  tx: Tx,
  chat: BareJid,
  items: readonly PageItem[],
  hole: Hole,
  bounds: PlaceBounds,
): Promise<readonly string[]> => {
  const keptLeft = hole.left === undefined ? undefined : items[hole.left]?.order;
  const keptRight = hole.right === undefined ? undefined : items[hole.right]?.order;
  let right = keptRight ?? bounds.high;
  // A kept row beyond a bound was placed by the archive: it knows better.
  if (keptLeft !== undefined && right !== undefined && right <= keptLeft) right = undefined;
  let left = keptLeft ?? bounds.low;
  if (left !== undefined && right !== undefined && left >= right) left = undefined;
  const newer = bounds.newerFrom;
  if (
    newer !== undefined &&
    (items[hole.start]?.index ?? -1) >= newer.index &&
    (right ?? '~') > newer.order
  ) {
    left = laterOrder(left ?? '', newer.order);
  }
  const older = bounds.olderUntil;
  if (older !== undefined && left === undefined && (items[hole.start]?.index ?? 0) < older.index) {
    right = right === undefined || right > older.order ? older.order : right;
  }
  if (left === undefined && right === undefined) {
    left = bounds.above;
    right = left === undefined ? bounds.below : undefined;
  }
  if (left !== undefined) {
    const next = await placeAbove(tx, chat, left);
    const high = next !== undefined && (right === undefined || next < right) ? next : right;
    return ordersBetween(left, high, hole.count, 'low');
  }
  const previous = right === undefined ? undefined : await placeBelow(tx, chat, right);
  return ordersBetween(previous, right, hole.count, 'high');
};
