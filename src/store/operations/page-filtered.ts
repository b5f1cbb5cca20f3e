/** A page of one conversation's part of the archive: what it continues and what it meets. */
import type { BareJid } from '#lib/jid.ts';
import { ordersBetween } from '#model/order.ts';
import { weave, type ChatSegment, type PagePart } from '#model/segment.ts';
import type { ArchivePageStep } from '../batch.ts';
import type { Tx } from '../schema.ts';
import type { ArchiveDraft } from '../tables/archives.ts';
import { byArchiveId, placeAbove, placeUpTo } from '../tables/messages.ts';
import type { Work } from '../work.ts';
import type { PageItem } from './page-items.ts';
import { metRuns } from './page-whole.ts';
import type { PlaceBounds } from './place-items.ts';

export interface FilteredFrame {
  /** What the page continues; absent for the newest page. */
  readonly base?: ChatSegment;
  /** A run that follows the page directly, without an id in common: it came live since. */
  readonly next?: ChatSegment;
  readonly bounds: PlaceBounds;
  /** The archive segment that holds no newer message of the conversation than the page. */
  readonly ceil?: number;
}

export const filteredFrame = (
  work: Work,
  archive: ArchiveDraft,
  step: ArchivePageStep,
  chat: BareJid,
  items: readonly PageItem[],
): Promise<FilteredFrame> =>
  step.from === undefined
    ? newestFrame(work, archive, step, chat, items)
    : continuedFrame(work, archive, step, chat, step.from);

/**
 * The conversation's newest page. While catch-up is under way nobody could tell whether it belongs above or below what is
 * known, so it may not be asked for then.
 */
const newestFrame = async (
  { tx }: Work,
  archive: ArchiveDraft,
  step: ArchivePageStep,
  chat: BareJid,
  items: readonly PageItem[],
): Promise<FilteredFrame> => {
  const { top } = archive;
  if (step.direction === 'forward') throw new RangeError('a filtered page goes forward from an id only');
  if (top !== undefined && !archive.row.closed) {
    throw new RangeError('the newest page of a conversation comes after catch-up');
  }
  // What was there when the page was asked for, and is not on it, is older than all of it.
  const before = await placeUpTo(tx, chat, step.asOf);
  const isAbove = before !== undefined && before > (top?.firstOrder ?? '');
  const bounds = isAbove ? { above: before } : { below: top?.firstOrder ?? archive.row.base };
  // Rows that wait for the archive stand beyond what is known of it as a whole: then its end says nothing here.
  const reachesBeyond = items.some(
    (item) => item.before !== undefined && item.before.placement !== 'archive',
  );
  if (top === undefined || reachesBeyond) return { bounds };
  const upper = (await archive.runsOf(chat)).find((run) => run.ceil === top.id);
  if (upper === undefined) return { bounds, ceil: top.id };
  return upper.floor === top.id && upper.firstOrder > step.asOf
    ? { bounds: { high: upper.firstOrder }, next: upper }
    : { bounds };
};

const continuedFrame = async (
  work: Work,
  archive: ArchiveDraft,
  step: ArchivePageStep,
  chat: BareJid,
  from: string,
): Promise<FilteredFrame> => {
  const isForward = step.direction === 'forward';
  const runs = await archive.runsOf(chat);
  const edge = runs.find((run) => from === (isForward ? run.lastId : run.firstId));
  if (edge !== undefined) {
    const bounds = isForward ? { low: edge.lastOrder } : { high: edge.firstOrder };
    return { base: edge, bounds };
  }
  const row = await byArchiveId(work.tx, archive.name, from);
  if (row?.chat !== chat) throw new RangeError('the page continues nothing that is known');
  const { order } = row;
  const base = runs.find((run) => run.firstOrder <= order && order <= run.lastOrder) ?? {
    id: archive.newSegmentId(),
    firstId: from,
    lastId: from,
    firstOrder: order,
    lastOrder: order,
  };
  return { base, bounds: isForward ? { low: order } : { high: order } };
};

export const weaveFiltered = async (
  { tx }: Work,
  archive: ArchiveDraft,
  frame: FilteredFrame,
  step: ArchivePageStep,
  chat: BareJid,
  items: readonly PageItem[],
): Promise<void> => {
  const { base, next, ceil } = frame;
  // A page without messages that continues nothing and ends nowhere leaves nothing to hold on to.
  if (items.length === 0 && base === undefined && ceil === undefined) return;
  const runs = await archive.runsOf(chat);
  const byEdge = runs.filter(
    ({ firstId, lastId }) => step.ids.includes(firstId) || step.ids.includes(lastId),
  );
  const known = [base, next, ...metRuns(runs, items), ...byEdge].filter((run) => run !== undefined);
  const joined = [...new Map(known.map((run) => [run.id, run])).values()];
  const empty =
    items.length === 0 && base === undefined ? await emptyPlace(tx, archive, chat, frame.bounds) : '';
  const { segment, absorbed } = weave({
    joined,
    part: partOf(base, step, items, empty),
    whole: false,
    newId: archive.newSegmentId(),
    ...(ceil === undefined ? {} : { ceil }),
    start: step.complete && step.direction === 'backward',
  });
  await archive.putRun(chat, segment, absorbed);
};

/** Where a page without messages stands: a place of its own, lest it seem to hold the row beside it. */
const emptyPlace = async (
  tx: Tx,
  archive: ArchiveDraft,
  chat: BareJid,
  { high, below, above }: PlaceBounds,
): Promise<string> => {
  if (above === undefined) return high ?? below ?? archive.row.base;
  const [order = above] = ordersBetween(above, await placeAbove(tx, chat, above), 1, 'low');
  if (order > archive.row.newest) archive.update({ newest: order });
  return order;
};

/** A page without messages still moves the edge from where the next one is asked. */
const partOf = (
  base: ChatSegment | undefined,
  { ids, direction }: ArchivePageStep,
  items: readonly PageItem[],
  empty: string,
): PagePart => {
  const first = items[0]?.order ?? empty;
  const last = items.at(-1)?.order ?? empty;
  if (items.length > 0 || base === undefined) {
    return { firstId: ids[0] ?? '', lastId: ids.at(-1) ?? '', firstOrder: first, lastOrder: last };
  }
  const order = direction === 'backward' ? base.firstOrder : base.lastOrder;
  return {
    firstId: (direction === 'backward' ? ids[0] : undefined) ?? base.firstId,
    lastId: (direction === 'forward' ? ids.at(-1) : undefined) ?? base.lastId,
    firstOrder: order,
    lastOrder: order,
  };
};
