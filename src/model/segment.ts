/** Segments: runs of an archive known without a hole, of the whole archive and of single conversations, and how they join. */

/** Part of what two kinds of segments have in common. Ids are opaque and never compared, only found (XEP-0313 §3.1). */
interface Run {
  /** Unique within the archive. */
  readonly id: number;
  readonly firstId: string;
  readonly lastId: string;
  readonly firstOrder: string;
  readonly lastOrder: string;
  /** Nothing older is in the archive. */
  readonly start?: true;
}

/**
 * A run of the whole archive. Its orders bound it as a whole: what a conversation without a message in it has below
 * `firstOrder` is older, what it has above `lastOrder` is newer.
 */
export type ArchiveSegment = Run;

/**
 * A run of one conversation: every message of it from `firstOrder` to `lastOrder` is stored. `floor` (`ceil`) names the
 * archive segment that holds no older (newer) message of the conversation than this run's first (last).
 */
export interface ChatSegment extends Run {
  readonly floor?: number;
  readonly ceil?: number;
}

/** The messages of one conversation on a page, as they were placed. */
export interface PagePart {
  readonly firstId: string;
  readonly lastId: string;
  readonly firstOrder: string;
  readonly lastOrder: string;
}

export type Direction = 'forward' | 'backward';

/** Segments of a conversation before and after something was joined to them. */
export interface Woven<Segment> {
  readonly segment: Segment;
  /** Ids of segments that are now part of it. */
  readonly absorbed: readonly number[];
}

const lowest = <R extends Run>(runs: readonly R[]): R | undefined =>
  runs.reduce<R | undefined>(
    (low, run) => (low === undefined || run.firstOrder < low.firstOrder ? run : low),
    undefined,
  );

const highest = <R extends Run>(runs: readonly R[]): R | undefined =>
  runs.reduce<R | undefined>(
    (high, run) => (high === undefined || run.lastOrder > high.lastOrder ? run : high),
    undefined,
  );

export interface WeaveInput {
  /** Runs that the page continues or meets by id: all become one. */
  readonly joined: readonly ChatSegment[];
  readonly part: PagePart;
  /** The page is of the whole archive, so `floor` and `ceil` hold also where the part ends with a run it meets. */
  readonly whole: boolean;
  /** Takes this id if none of `joined` gives one. */
  readonly newId: number;
  /** What lies directly beyond the part, where the part is the outermost. */
  readonly floor?: number;
  readonly ceil?: number;
  readonly start?: boolean;
}

/** Joins a page's part to the runs of its conversation. */
export const weave = (input: WeaveInput): Woven<ChatSegment> => {
  const { joined, part, newId, whole } = input;
  const low = lowest(joined);
  const high = highest(joined);
  const first = low === undefined || part.firstOrder <= low.firstOrder ? part : low;
  const last = high === undefined || part.lastOrder >= high.lastOrder ? part : high;
  const keepsFloor = low !== undefined && (first === low || (!whole && part.firstOrder === low.firstOrder));
  const keepsCeil = high !== undefined && (last === high || (!whole && part.lastOrder === high.lastOrder));
  const floor = keepsFloor ? low.floor : input.floor;
  const ceil = keepsCeil ? high.ceil : input.ceil;
  const start = input.start === true || low?.start === true;
  const id = joined[0]?.id ?? newId;
  const segment: ChatSegment = {
    id,
    firstId: first.firstId,
    firstOrder: first.firstOrder,
    lastId: last.lastId,
    lastOrder: last.lastOrder,
    ...(start ? { start: true } : {}),
    ...(floor === undefined ? {} : { floor }),
    ...(ceil === undefined ? {} : { ceil }),
  };
  return { segment, absorbed: joined.map((run) => run.id).filter((other) => other !== id) };
};

/**
 * What becomes of a conversation's runs when the archive segment `below` is joined to `above`, whose id stays: the last
 * of one and the first of the other are neighbours. Undefined if nothing changes.
 */
export const seam = (
  runs: readonly ChatSegment[],
  below: number,
  above: number,
): { readonly changed: readonly ChatSegment[]; readonly absorbed: readonly number[] } | undefined => {
  const renamed = new Map<number, ChatSegment>();
  for (const run of runs) if (run.floor === below) renamed.set(run.id, { ...run, floor: above });
  const lower = runs.find((run) => run.ceil === below);
  const upper = runs.find((run) => run.floor === above && run.id !== lower?.id);
  if (lower !== undefined) {
    const base = renamed.get(lower.id) ?? lower;
    const { ceil: _, ...open } = base;
    const joint: ChatSegment =
      upper === undefined
        ? { ...base, ceil: above }
        : {
            ...open,
            lastId: upper.lastId,
            lastOrder: upper.lastOrder,
            ...(upper.ceil === undefined ? {} : { ceil: upper.ceil }),
          };
    renamed.set(lower.id, joint);
  }
  if (renamed.size === 0) return undefined;
  const absorbed = lower !== undefined && upper !== undefined ? [upper.id] : [];
  for (const id of absorbed) renamed.delete(id);
  return { changed: [...renamed.values()], absorbed };
};

/**
 * Joins a page of the whole archive to the segments it continues or meets by id. `ids` are those of the page; `own` is the
 * segment that the page continues, or the new one that stands for it.
 */
export const joinArchive = (
  own: ArchiveSegment,
  met: readonly ArchiveSegment[],
  page: { readonly direction: Direction; readonly ids: readonly string[]; readonly start: boolean },
): ArchiveSegment => {
  const { ids, direction } = page;
  const all = [own, ...met];
  const low = lowest(all) ?? own;
  const high = highest(all) ?? own;
  // A run whose edge is on the page ends where the page ends; one that reaches beyond it keeps its edge.
  const extendsDown = (low.id === own.id && direction === 'backward') || ids.includes(low.firstId);
  const extendsUp = (high.id === own.id && direction === 'forward') || ids.includes(high.lastId);
  const start = page.start || low.start === true;
  return {
    id: own.id,
    firstId: (extendsDown ? ids[0] : undefined) ?? low.firstId,
    lastId: (extendsUp ? ids.at(-1) : undefined) ?? high.lastId,
    firstOrder: low.firstOrder,
    lastOrder: high.lastOrder,
    ...(start ? { start: true } : {}),
  };
};
