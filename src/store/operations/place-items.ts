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
  /** A place of the conversation that all of the page is newer than, save for rows that stand below it already. */
  readonly above?: string | undefined;
  /** An archived row that is not on the page and older than all of it. */
  readonly older?: string | undefined;
  /** Where to place what nothing else tells: directly below. */
  readonly below?: string | undefined;
  /** Items from this index of the page on are newer than everything at or below the place. */
  readonly newerFrom?: { readonly index: number; readonly order: string } | undefined;
  /** Items up to this index of the page are older than everything above the place. */
  readonly olderUntil?: { readonly index: number; readonly order: string } | undefined;
}

const laterOf = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || b === undefined ? (a ?? b) : laterOrder(a, b);

/** Sets `order` of every item. */
export const placeItems = async (
  tx: Tx,
  chat: BareJid,
  items: readonly PageItem[],
  bounds: PlaceBounds,
): Promise<void> => {
  const kept = keptPlaces(items, laterOf(bounds.low, bounds.older), bounds.high);
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
  const { left, right } = sidesOf(items, hole, bounds);
  const { index = 0 } = items[hole.start] ?? {};
  const newer =
    bounds.newerFrom !== undefined && index >= bounds.newerFrom.index ? bounds.newerFrom.order : '';
  if (left !== undefined) {
    const low = newer > left && (right === undefined || newer < right) ? newer : left;
    const next = await placeAbove(tx, chat, low);
    const high = next !== undefined && (right === undefined || next < right) ? next : right;
    return ordersBetween(low, high, hole.count, 'low');
  }
  // Nothing on the page is older: what is stored below and not on it is, and so are the places known to be.
  const isHistory = index < (bounds.olderUntil?.index ?? 0);
  const limit = isHistory ? bounds.olderUntil?.order : undefined;
  const kept = limit === undefined || (right !== undefined && right < limit) ? right : limit;
  const floor = laterOrder(newer, isHistory ? '' : (laterOf(bounds.above, bounds.older) ?? ''));
  const high = kept ?? (bounds.below !== undefined && bounds.below > floor ? bounds.below : undefined);
  const previous = high === undefined ? floor : ((await placeBelow(tx, chat, high)) ?? '');
  const low = high === undefined || floor < high ? laterOrder(previous, floor) : previous;
  if (high !== undefined) return ordersBetween(low === '' ? undefined : low, high, hole.count, 'high');
  return ordersBetween(low === '' ? undefined : low, await placeAbove(tx, chat, low), hole.count, 'low');
};

/** The kept rows, or the page's bounds, on both sides. A kept row beyond a bound was placed by the archive: it knows better. */
const sidesOf = (
  items: readonly PageItem[],
  hole: Hole,
  { low, high }: PlaceBounds,
): { readonly left: string | undefined; readonly right: string | undefined } => {
  const keptLeft = hole.left === undefined ? undefined : items[hole.left]?.order;
  const keptRight = hole.right === undefined ? undefined : items[hole.right]?.order;
  const right =
    keptRight ?? (keptLeft !== undefined && high !== undefined && high <= keptLeft ? undefined : high);
  const left = keptLeft ?? (low !== undefined && right !== undefined && low >= right ? undefined : low);
  return { left, right };
};
