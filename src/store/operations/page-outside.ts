/** Rows of a conversation that an archive page could have shown and did not: they stand outside of it. */
import type { BareJid } from '#lib/jid.ts';
import { queueStart } from '#model/order.ts';
import type { Message } from '#model/message.ts';
import type { ArchivePageStep } from '../batch.ts';
import type { Tx } from '../schema.ts';
import type { ArchiveDraft } from '../tables/archives.ts';
import { firstRows, lastRows } from '../tables/messages.ts';
import type { PageItem } from './page-items.ts';
import type { PlaceBounds } from './place-items.ts';

/** Rows without an archive id that may lie between. */
const passedOver = 20;

/**
 * What was there when a newest page was asked for, is archived and not on it, is older than all of it. What arrived since is
 * newer than every page that goes towards the end; but the newest page may show messages that arrived after `asOf`, and
 * what stands below one of these and is not on the page did not fit on it.
 */
export const boundsOutside = async (
  tx: Tx,
  archive: ArchiveDraft,
  step: ArchivePageStep,
  chat: BareJid,
  items: readonly PageItem[],
): Promise<Pick<PlaceBounds, 'older' | 'high'>> => {
  const isNewest = step.direction === 'backward' && step.from === undefined;
  if (!isNewest && step.direction === 'backward') return {};
  const onPage = new Set(items.map(({ before }) => before?.key));
  const isOutside = (row: Message): boolean => row.archive === archive.name && !onPage.has(row.key);
  const limit = onPage.size + passedOver;
  const earlier = isNewest ? await lastRows(tx, chat, { to: step.asOf }, limit) : [];
  const hasLater = archive.row.newest > step.asOf;
  const later = hasLater ? await firstRows(tx, chat, { above: step.asOf, below: queueStart }, limit) : [];
  const shown = isNewest ? later.findLastIndex((row) => onPage.has(row.key)) : -1;
  return {
    older: [...earlier, ...later.slice(0, shown + 1)].findLast(isOutside)?.order,
    high: later.slice(shown + 1).find(isOutside)?.order,
  };
};
