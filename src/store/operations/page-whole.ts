/** A page of the whole archive: what it continues, what it meets, and what it proves for each conversation on it. */
import type { BareJid } from '#lib/jid.ts';
import { laterOrder, ordersBetween } from '#model/order.ts';
import { joinArchive, seam, weave, type ArchiveSegment, type ChatSegment } from '#model/segment.ts';
import type { ArchivePageStep } from '../batch.ts';
import type { ArchiveDraft } from '../tables/archives.ts';
import type { Work } from '../work.ts';
import type { PageItem } from './page-items.ts';
import type { PlaceBounds } from './place-items.ts';

export interface WholeFrame {
  /** The segment that the page continues, or the new one that stands for it. */
  readonly own: ArchiveSegment;
  /** Other segments whose first or last id is on the page. */
  readonly met: readonly ArchiveSegment[];
  readonly isNew: boolean;
  readonly direction: ArchivePageStep['direction'];
  /** Messages before this index of the page are from before the first sign-in. */
  readonly historyUntil: number;
  boundsOf(runs: readonly ChatSegment[]): PlaceBounds;
}

/**
 * A new segment stands above all known ones; the newest page where the last fresh bind left room, a page that follows a
 * lost cursor between both.
 */
const newSegment = (archive: ArchiveDraft, step: ArchivePageStep): ArchiveSegment => {
  const { base } = archive.row;
  const top = archive.top?.lastOrder;
  const isNewest = step.direction === 'backward';
  const [between = base] =
    top === undefined || isNewest || top >= base ? [] : ordersBetween(top, base, 1, 'high');
  const order = laterOrder(isNewest ? base : between, top ?? '');
  const id = archive.newSegmentId();
  return {
    id,
    firstId: step.ids[0] ?? '',
    lastId: step.ids.at(-1) ?? '',
    firstOrder: order,
    lastOrder: order,
  };
};

export const wholeFrame = async (
  work: Work,
  archive: ArchiveDraft,
  step: ArchivePageStep,
  items: readonly PageItem[],
): Promise<WholeFrame> => {
  const { direction, from, ids } = step;
  const isForward = direction === 'forward';
  const continued = archive.whole.find((segment) => from === (isForward ? segment.lastId : segment.firstId));
  const own = continued ?? newSegment(archive, step);
  const isNew = continued === undefined;
  const met = archive.whole.filter(
    (segment) => segment.id !== own.id && (ids.includes(segment.firstId) || ids.includes(segment.lastId)),
  );
  // The newest known segment below: what follows its last id on this page is newer than all that it stands for.
  const below = isForward && !isNew ? own : met.findLast((segment) => ids.includes(segment.lastId));
  const beyond = beyondKnown(archive, own, isNew, step);
  const history = await historyOn(work, archive, items, beyond, step.asOf);
  const newerFrom = below
    ? { index: ids.lastIndexOf(below.lastId) + 1, order: below.lastOrder }
    : history.newerFrom;
  if (beyond > 0) archive.update({ past: (archive.row.past ?? 0) + beyond });
  const olderUntil = { index: history.until, order: archive.row.baseline };
  const common = { below: own.firstOrder, newerFrom, olderUntil };
  return {
    own,
    met,
    isNew,
    direction,
    historyUntil: history.until,
    boundsOf: (runs) => {
      if (isNew) return common;
      if (!isForward) return { ...common, high: runs.find((run) => run.floor === own.id)?.firstOrder };
      const low = laterOrder(runs.find((run) => run.ceil === own.id)?.lastOrder ?? '', own.lastOrder);
      return { ...common, low };
    },
  };
};

/** How many ids at the beginning of the page are older than everything known. */
const beyondKnown = (
  archive: ArchiveDraft,
  own: ArchiveSegment,
  isNew: boolean,
  { direction, ids }: ArchivePageStep,
): number => {
  const [lowest] = archive.whole;
  if (lowest === undefined) return ids.length;
  if (!isNew && direction === 'backward' && lowest.id === own.id) return ids.length;
  return Math.max(0, ids.indexOf(lowest.firstId));
};

/**
 * How much of that is from before the first sign-in: what stands before the first message that arrived here since; all of
 * it, once that message was found or if there is none.
 */
const historyOn = async (
  { tx }: Work,
  archive: ArchiveDraft,
  items: readonly PageItem[],
  beyond: number,
  asOf: string,
): Promise<{ readonly until: number; readonly newerFrom?: PlaceBounds['newerFrom'] }> => {
  const { firstArrival } = archive.row;
  if (beyond === 0 || firstArrival === 'empty') return { until: 0 };
  const arrived = items.find(({ before, index }) => index < beyond && before?.key === firstArrival);
  if (arrived === undefined && typeof firstArrival === 'number') {
    // Not on the page: because it is older, or because it came after the page was asked for.
    const first = await tx.objectStore('messages').get(firstArrival);
    if (first !== undefined && first.order <= asOf) return { until: 0 };
  }
  if (firstArrival !== 'reached') archive.update({ firstArrival: 'reached' });
  if (arrived?.order === undefined) return { until: beyond };
  return { until: arrived.index, newerFrom: { index: arrived.index + 1, order: arrived.order } };
};

const holds = (run: ChatSegment, order: string): boolean => run.firstOrder <= order && order <= run.lastOrder;

/** Runs that a page meets: rows on it that the archive had placed before lie in them. */
export const metRuns = (runs: readonly ChatSegment[], items: readonly PageItem[]): readonly ChatSegment[] =>
  runs.filter((run) =>
    items.some((item) => item.before?.placement === 'archive' && holds(run, item.before.order)),
  );

/** Joins the conversation's part of the page to its runs; answers archive segments that are met by rows inside them. */
export const weaveWhole = async (
  archive: ArchiveDraft,
  frame: WholeFrame,
  chat: BareJid,
  items: readonly PageItem[],
): Promise<readonly number[]> => {
  const runs = await archive.runsOf(chat);
  const { own, direction } = frame;
  const facing = runs.filter((run) => (direction === 'forward' ? run.ceil : run.floor) === own.id);
  const met = metRuns(runs, items);
  const first = items[0];
  const last = items.at(-1);
  if (first === undefined || last === undefined) return [];
  const { segment, absorbed } = weave({
    joined: [...new Set([...facing, ...met])],
    part: {
      firstId: first.fact.archiveId ?? '',
      lastId: last.fact.archiveId ?? '',
      firstOrder: first.order ?? '',
      lastOrder: last.order ?? '',
    },
    whole: true,
    newId: archive.newSegmentId(),
    floor: own.id,
    ceil: own.id,
  });
  await archive.putRun(chat, segment, absorbed);
  // A run that ends with the same archive segment on both sides lies in it wholly.
  return met.flatMap(({ floor, ceil }) =>
    floor !== undefined && floor === ceil && floor !== own.id ? [floor] : [],
  );
};

export const metByRuns = (
  archive: ArchiveDraft,
  frame: WholeFrame,
  ids: readonly number[],
): readonly ArchiveSegment[] => {
  const all = new Set([...frame.met.map(({ id }) => id), ...ids]);
  return archive.whole.filter(({ id }) => all.has(id) && id !== frame.own.id);
};

/** Extends the archive's segment by the page and joins it to those it met; undefined for an empty page of nothing known. */
export const joinWhole = async (
  archive: ArchiveDraft,
  frame: WholeFrame,
  step: ArchivePageStep,
  met: readonly ArchiveSegment[],
): Promise<ArchiveSegment | undefined> => {
  if (frame.isNew && step.ids.length === 0) {
    if (step.direction === 'backward') archive.foundEmpty();
    return undefined;
  }
  const start = step.complete && step.direction === 'backward';
  const joined = joinArchive(frame.own, met, { direction: step.direction, ids: step.ids, start });
  // From the nearest to the farthest, so that each seam joins neighbours.
  const below = met.filter((other) => other.firstOrder < frame.own.firstOrder).toReversed();
  const above = met.filter((other) => other.firstOrder >= frame.own.firstOrder);
  for (const other of below) await sew(archive, other.id, frame.own.id, frame.own.id);
  for (const other of above) await sew(archive, frame.own.id, other.id, frame.own.id);
  for (const other of met) archive.dropWhole(other.id);
  archive.putWhole(joined);
  archive.update({ empty: false });
  return joined;
};

/** Joins, in every conversation, what two neighbouring archive segments held; `kept` is the id that stays. */
const sew = async (archive: ArchiveDraft, below: number, above: number, kept: number): Promise<void> => {
  for (const chat of await archive.chatsWithRuns()) {
    const sewn = seam(await archive.runsOf(chat), below, above);
    for (const run of sewn?.changed ?? []) await archive.putRun(chat, run, sewn?.absorbed);
    if (kept === above) continue;
    for (const run of await archive.runsOf(chat)) {
      const floor = run.floor === above ? kept : run.floor;
      const ceil = run.ceil === above ? kept : run.ceil;
      if (floor === run.floor && ceil === run.ceil) continue;
      await archive.putRun(chat, {
        ...run,
        ...(floor === undefined ? {} : { floor }),
        ...(ceil === undefined ? {} : { ceil }),
      });
    }
  }
};
