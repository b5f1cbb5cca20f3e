/** Which rows of an archive page may stay where they are, and where the others must be fitted in. */

/** How much speaks for a row's present place: none, a guess, the order of arrival, or the archive itself. */
export type Weight = 0 | 1 | 2 | 3;

export interface PlacedItem {
  /** Present place; absent for a new row and for one that is queued. */
  readonly order?: string | undefined;
  readonly weight: Weight;
}

const worth: Readonly<Record<Weight, number>> = { 0: 0, 1: 1, 2: 1000, 3: 1_000_000 };

/**
 * The rows that keep their place: the ascending choice of greatest weight. Rows that the archive has placed count whatever
 * the bounds; others must lie strictly between them. Answers by index.
 */
export const keptPlaces = (
  items: readonly PlacedItem[],
  low: string | undefined,
  high: string | undefined,
): ReadonlySet<number> => {
  const candidates = items.flatMap((item, index) => {
    const { order, weight } = item;
    if (order === undefined || weight === 0) return [];
    const inside = (low === undefined || order > low) && (high === undefined || order < high);
    return inside || weight === 3 ? [{ index, order, worth: worth[weight] }] : [];
  });
  const best: { readonly sum: number; readonly previous: number }[] = [];
  let end = -1;
  candidates.forEach((item, i) => {
    let previous = -1;
    for (let j = 0; j < i; j++) {
      const before = candidates[j];
      if (before === undefined || before.order >= item.order) continue;
      if (previous === -1 || (best[j]?.sum ?? 0) > (best[previous]?.sum ?? 0)) previous = j;
    }
    best.push({ sum: item.worth + (best[previous]?.sum ?? 0), previous });
    if (end === -1 || (best[i]?.sum ?? 0) > (best[end]?.sum ?? 0)) end = i;
  });
  const kept = new Set<number>();
  for (let i = end; i !== -1; i = best[i]?.previous ?? -1) kept.add(candidates[i]?.index ?? -1);
  return kept;
};

/** A run of rows to be fitted in between two kept ones. */
export interface Hole {
  readonly start: number;
  readonly count: number;
  /** Index of the kept row on either side; absent at the ends of the page. */
  readonly left?: number;
  readonly right?: number;
}

export const holesAround = (length: number, kept: ReadonlySet<number>): readonly Hole[] => {
  const holes: Hole[] = [];
  let start = 0;
  for (let index = 0; index <= length; index++) {
    if (index < length && !kept.has(index)) continue;
    if (index > start) {
      holes.push({
        start,
        count: index - start,
        ...(start === 0 ? {} : { left: start - 1 }),
        ...(index === length ? {} : { right: index }),
      });
    }
    start = index + 1;
  }
  return holes;
};
