/** How what is known of an archive comes to its end and goes on with what arrives live. */
import type { Message } from '#model/message.ts';
import { laterOrder } from '#model/order.ts';
import type { ArchiveSegment } from '#model/segment.ts';
import type { ArchiveDraft } from '../tables/archives.ts';
import type { Work } from '../work.ts';
import type { RowContext } from './row-context.ts';
import { changeRow } from './write-row.ts';

/** Unsettled rows looked at when an archive's end is reached; more are left to the next time. */
const unsettledRead = 1000;

const unsettledRange = (work: Work): IDBKeyRange => IDBKeyRange.bound([work.own], [work.own, []]);

/** The row without the mark of waiting for the archive. */
export const settled = ({ unsettled: _, ...row }: Message): Message => row;

/**
 * The archive's end, as it was when places up to `asOf` were given out, is known. Rows up to there that no page showed are
 * not archived: they stay where they are. `whole` is absent if the archive holds nothing; `greatest` is the greatest place
 * on the page that showed the end.
 */
export const closeArchive = async (
  context: RowContext,
  archive: ArchiveDraft,
  whole: ArchiveSegment | undefined,
  asOf: string,
  greatest = '',
): Promise<void> => {
  const { work } = context;
  archive.update({ closed: true });
  if (whole !== undefined) archive.putWhole({ ...whole, lastOrder: laterOrder(whole.lastOrder, asOf) });
  const index = work.tx.objectStore('messages').index('unsettled');
  const rows = await index.getAll(unsettledRange(work), unsettledRead);
  const missing = rows.filter((row) => row.order <= asOf);
  for (const row of missing) {
    const placement = row.placement === 'archive' ? 'archive' : 'live';
    await changeRow(context, row, { ...settled(row), placement });
  }
  const later = rows.filter((row) => row.order > asOf);
  const isPlain = later.every(
    (row) => !row.own && row.archiveId !== undefined && row.placement === 'live' && row.order > greatest,
  );
  if (later.length === 0 || !isPlain || rows.length === unsettledRead || (await hasFlight(work))) return;
  for (const row of later) {
    await changeRow(context, row, { ...settled(row), placement: 'archive' });
    await joinLive(archive, row);
  }
};

/** Own messages are on their way: the archive may hold them before what arrives now. */
const hasFlight = async (work: Work): Promise<boolean> => {
  const range = IDBKeyRange.bound(['message', 'sent'], ['message', 'unknown']);
  return (await work.tx.objectStore('outbox').index('kind').count(range)) > 0;
};

/** Whether a message that arrives now directly follows what is known of the archive. */
export const continuesLive = async (work: Work, archive: ArchiveDraft): Promise<boolean> => {
  if (!archive.row.closed) return false;
  const waiting = await work.tx.objectStore('messages').index('unsettled').count(unsettledRange(work));
  return waiting === 0 && !(await hasFlight(work));
};

/** The segment that live messages continue: the top one, unless what came since was never joined to it. */
const liveSegment = (archive: ArchiveDraft, row: Message): ArchiveSegment => {
  const { top } = archive;
  const { base, empty } = archive.row;
  if (top !== undefined && top.lastOrder >= base) return top;
  const id = row.archiveId ?? '';
  return {
    id: archive.newSegmentId(),
    firstId: id,
    lastId: id,
    firstOrder: laterOrder(base, top?.lastOrder ?? ''),
    lastOrder: row.order,
    ...(empty ? { start: true } : {}),
  };
};

/** Extends the archive's newest segment, and the conversation's run in it, by a row that arrived live. */
export const joinLive = async (archive: ArchiveDraft, row: Message): Promise<void> => {
  const { order, archiveId = '' } = row;
  const whole = liveSegment(archive, row);
  archive.putWhole({ ...whole, lastId: archiveId, lastOrder: order });
  if (archive.row.empty) archive.update({ empty: false });
  const run = (await archive.runsOf(row.chat)).find(({ ceil }) => ceil === whole.id);
  const sides = { floor: whole.id, ceil: whole.id };
  const first = run ?? { id: archive.newSegmentId(), firstId: archiveId, firstOrder: order, ...sides };
  await archive.putRun(row.chat, { ...first, lastId: archiveId, lastOrder: order });
};
