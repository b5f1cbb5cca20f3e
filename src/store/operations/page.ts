/** Commits one page of an archive: recognises, places and writes its messages, and extends what is known. */
import type { BareJid } from '#lib/jid.ts';
import type { MessageFact } from '#model/fact.ts';
import type { Message } from '#model/message.ts';
import type { ArchiveSegment } from '#model/segment.ts';
import type { ArchivePageStep } from '../batch.ts';
import type { ArchiveDraft } from '../tables/archives.ts';
import { closeArchive } from './close-archive.ts';
import { pageItems, type PageItem } from './page-items.ts';
import { weaveFiltered, type FilteredFrame, filteredFrame } from './page-filtered.ts';
import { joinWhole, metByRuns, weaveWhole, wholeFrame, type WholeFrame } from './page-whole.ts';
import { placeItems, type PlaceBounds } from './place-items.ts';
import type { RowContext } from './row-context.ts';
import { addRow, canBeUnread, changeRow } from './write-row.ts';

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
  if (step.with === undefined) {
    const frame = await wholeFrame(work, archive, step, found.items);
    const runs = await Promise.all(
      [...byChat].map(([chat, items]) => placeWhole(context, archive, frame, chat, items)),
    );
    const added = await writeItems(context, found.items, frame.historyUntil);
    const whole = await joinWhole(archive, frame, step, metByRuns(archive, frame, runs.flat()));
    await endReached(context, archive, step, whole);
    return { added, recreated: false };
  }
  // A filter for one's own address lets everything through on some servers: the rest comes with its own pages.
  const items = byChat.get(step.with) ?? [];
  const frame = await filteredFrame(work, archive, step, step.with);
  await placeItems(work.tx, step.with, items, boundsOfFiltered(frame, items));
  await weaveFiltered(archive, frame, step, step.with, items);
  return { added: await writeItems(context, items, Infinity), recreated: false };
};

const placeWhole = async (
  { work }: RowContext,
  archive: ArchiveDraft,
  frame: WholeFrame,
  chat: BareJid,
  items: readonly PageItem[],
): Promise<readonly number[]> => {
  const bounds = frame.boundsOf(await archive.runsOf(chat));
  await placeItems(work.tx, chat, items, bounds);
  return weaveWhole(archive, frame, chat, items);
};

/** A newest page may hold rows that came live meanwhile: then they tell the place, not what lies below them. */
const boundsOfFiltered = (frame: FilteredFrame, items: readonly PageItem[]): PlaceBounds => {
  const { bounds } = frame;
  const hasPlaced = items.some((item) => item.order !== undefined);
  return frame.isNewest && hasPlaced ? { ...bounds, low: undefined, high: undefined } : bounds;
};

/** Writes all rows of a page; from the index `unreadFrom` on, what is above the read pointer is unread. */
const writeItems = async (
  context: RowContext,
  items: readonly PageItem[],
  unreadFrom: number,
): Promise<readonly Message[]> => {
  const written = await Promise.all(items.map((item) => writeItem(context, item, item.index >= unreadFrom)));
  return written.filter((row) => row !== undefined);
};

const writeItem = async (
  context: RowContext,
  item: PageItem,
  counts: boolean,
): Promise<Message | undefined> => {
  const { chats } = context.work;
  const { before, body, order } = item;
  if (order === undefined) throw new TypeError('a row without a place');
  await chats.ensure(body.chat);
  const pointer = await chats.readPointer(body.chat);
  // Rows of a filtered page were not counted; they are once the whole archive's pages come to them.
  const wasRead = before !== undefined && before.order <= pointer;
  const isUnread = counts && canBeUnread(body) && order > pointer && !wasRead;
  if (before === undefined) {
    const row = { ...body, order, placement: 'archive' as const, ...(isUnread ? { unread: order } : {}) };
    return addRow(context, row);
  }
  const { unread, unsettled: _, ...rest } = { ...before, ...body };
  const keepsMark = unread !== undefined && !wasRead;
  const mark = isUnread || keepsMark ? { unread: order } : {};
  const row: Message = { ...rest, order, placement: 'archive', ...mark };
  const isSame =
    body === before && before.order === order && before.placement === 'archive' && before.unread === row.unread;
  if (!isSame) await changeRow(context, before, row);
  return undefined;
};

/** The page ends where the archive ended when it was asked: from now on live messages continue what is known. */
const endReached = async (
  context: RowContext,
  archive: ArchiveDraft,
  step: ArchivePageStep,
  whole: ArchiveSegment | undefined,
): Promise<void> => {
  const isNewest = step.direction === 'backward' && step.from === undefined;
  const isLast = step.direction === 'forward' && step.complete;
  if (isNewest || isLast) await closeArchive(context, archive, whole, step.asOf);
};
