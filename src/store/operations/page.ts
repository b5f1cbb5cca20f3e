/** Commits one page of an archive: recognises, places and writes its messages, and extends what is known. */
import type { BareJid } from '#lib/jid.ts';
import type { MessageFact } from '#model/fact.ts';
import type { Message } from '#model/message.ts';
import { laterOrder } from '#model/order.ts';
import type { ArchiveSegment } from '#model/segment.ts';
import { canBeUnread } from '#model/unread.ts';
import type { ArchivePageStep } from '../batch.ts';
import type { ArchiveDraft } from '../tables/archives.ts';
import { placeUpTo } from '../tables/messages.ts';
import { closeArchive } from './close-archive.ts';
import { markGaps, withMarks } from './page-gaps.ts';
import { pageItems, type PageItem } from './page-items.ts';
import { boundsOutside } from './page-outside.ts';
import { joinWhole, metByRuns, weaveWhole, wholeFrame, type WholeFrame } from './page-whole.ts';
import { placeItems } from './place-items.ts';
import type { RowContext } from './row-context.ts';
import { doubtUnsettled } from './unsettled.ts';
import { addRow, changeRow } from './write-row.ts';

/** What pages of a single conversation need besides; to be fetched before their transaction, which waits for nothing else. */
export type FilteredPages = typeof import('./page-filtered.ts');

export const filteredPages = (step: ArchivePageStep | undefined): Promise<FilteredPages> | undefined =>
  step?.with === undefined ? undefined : import('./page-filtered.ts');

export interface PageResult {
  readonly added: readonly Message[];
  readonly recreated: boolean;
}

const groupByChat = (items: readonly PageItem[]): ReadonlyMap<BareJid, readonly PageItem[]> => {
  const groups = new Map<BareJid, PageItem[]>();
  for (const item of items) {
    const group = groups.get(item.fact.chat);
    if (group === undefined) groups.set(item.fact.chat, [item]);
    else group.push(item);
  }
  return groups;
};

export const applyPage = async (
  context: RowContext,
  step: ArchivePageStep,
  facts: readonly MessageFact[],
  filtered: FilteredPages | undefined,
): Promise<PageResult> => {
  const { work } = context;
  const archive = await work.archive();
  const found = await pageItems(work, facts, step.ids, archive.name);
  if (found === undefined) {
    await archive.recreate();
    return { added: [], recreated: true };
  }
  for (const { before, after } of found.repeats)
    if (after !== before) await changeRow(context, before, after);
  const byChat = groupByChat(found.items);
  await markGaps(
    context,
    archive.name,
    step,
    step.with === undefined ? found.items : (byChat.get(step.with) ?? []),
  );
  if (step.with === undefined) {
    if (step.gaps !== undefined) await doubtUnsettled(work);
    const frame = await wholeFrame(work, archive, step, found.items);
    const runs = await Promise.all(
      [...byChat].map(([chat, items]) => placeWhole(context, archive, frame, step, chat, items)),
    );
    reserve(archive, found.items);
    const added = await writeItems(context, found.items, frame.historyUntil);
    const whole = await joinWhole(archive, frame, step, metByRuns(archive, frame, runs.flat()));
    await endReached(context, archive, step, whole, greatestPlace(found.items));
    return { added, recreated: false };
  }
  // A filter for one's own address lets everything through on some servers: the rest comes with its own pages.
  const items = byChat.get(step.with) ?? [];
  if (filtered === undefined) throw new TypeError('a page of a conversation came unprepared');
  const frame = await filtered.filteredFrame(work, archive, step, step.with, items);
  const outside = await boundsOutside(work.tx, archive, step, step.with, items);
  await placeItems(work.tx, step.with, items, { ...outside, ...frame.bounds });
  reserve(archive, items);
  await filtered.weaveFiltered(work, archive, frame, step, step.with, items);
  return { added: await writeItems(context, items, undefined), recreated: false };
};

const placeWhole = async (
  { work }: RowContext,
  archive: ArchiveDraft,
  frame: WholeFrame,
  step: ArchivePageStep,
  chat: BareJid,
  items: readonly PageItem[],
): Promise<readonly number[]> => {
  const outside = await boundsOutside(work.tx, archive, step, chat, items);
  const isNewest = frame.isNew && step.direction === 'backward';
  const above = isNewest ? await placeUpTo(work.tx, chat, step.asOf) : undefined;
  const bounds = frame.boundsOf(await archive.runsOf(chat));
  await placeItems(work.tx, chat, items, { above, ...bounds, ...outside });
  return weaveWhole(archive, frame, chat, items);
};

/** Places above all others were given out: what arrives next goes above them. */
const reserve = (archive: ArchiveDraft, items: readonly PageItem[]): void => {
  const greatest = greatestPlace(items);
  if (greatest > archive.row.newest) archive.update({ newest: greatest });
};

const greatestPlace = (items: readonly PageItem[]): string =>
  items.reduce((most, { order = '' }) => laterOrder(most, order), '');

/**
 * Writes all rows of a page; from the index `unreadFrom` on, what is above the read pointer is unread. Undefined for a
 * filtered page: it neither counts nor settles, the pages of the whole archive do.
 */
const writeItems = async (
  context: RowContext,
  items: readonly PageItem[],
  unreadFrom: number | undefined,
): Promise<readonly Message[]> => {
  const written = await Promise.all(items.map((item) => writeItem(context, item, unreadFrom)));
  return written.filter((row) => row !== undefined);
};

const writeItem = async (
  context: RowContext,
  item: PageItem,
  unreadFrom: number | undefined,
): Promise<Message | undefined> => {
  const { chats, own } = context.work;
  const { before, body, order } = item;
  if (order === undefined) throw new TypeError('a row without a place');
  await chats.ensure(body.chat);
  const pointer = await chats.readPointer(body.chat);
  // Rows of a filtered page were not counted; they are once the whole archive's pages come to them.
  const wasRead = before !== undefined && before.order <= pointer;
  const counts = unreadFrom !== undefined && item.index >= unreadFrom;
  const isUnread = counts && canBeUnread(body) && order > pointer && !wasRead;
  if (before === undefined) {
    const row = { ...body, order, placement: 'archive' as const, ...(isUnread ? { unread: order } : {}) };
    return addRow(context, row);
  }
  const { unread, unsettled, ...rest } = withMarks({ ...before, ...body }, body);
  const keepsMark = unread !== undefined && !wasRead;
  const mark = isUnread || keepsMark ? { unread: order } : {};
  const waits = unreadFrom === undefined && (unsettled !== undefined || before.placement === 'queued');
  const row: Message = {
    ...rest,
    order,
    placement: 'archive',
    ...mark,
    ...(waits ? { unsettled: [own, order] as const } : {}),
  };
  const isSame =
    body === before &&
    before.order === order &&
    before.placement === 'archive' &&
    before.unread === row.unread &&
    before.unsettled?.[1] === row.unsettled?.[1];
  if (!isSame) await changeRow(context, before, row);
  return undefined;
};

/** The page ends where the archive ended when it was asked: from now on live messages continue what is known. */
const endReached = async (
  context: RowContext,
  archive: ArchiveDraft,
  step: ArchivePageStep,
  whole: ArchiveSegment | undefined,
  greatest: string,
): Promise<void> => {
  const isNewest = step.direction === 'backward' && step.from === undefined;
  const isLast = step.direction === 'forward' && step.complete;
  if (isNewest || isLast) await closeArchive(context, archive, whole, step.asOf, greatest);
};
