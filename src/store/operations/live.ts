/** Commits a message that arrived now, from its sender or as a copy of what another device of the account sent. */
import { isOtherMessage } from '#model/dedupe.ts';
import type { MessageFact } from '#model/fact.ts';
import { foldCopy, messageOf } from '#model/message-fold.ts';
import type { Message } from '#model/message.ts';
import { isQueued } from '#model/order.ts';
import { canBeUnread } from '#model/unread.ts';
import type { NewMessage } from '../tables/messages.ts';
import { continuesLive, joinLive } from './close-archive.ts';
import { findCandidates, pickMessage } from './find.ts';
import type { RowContext } from './row-context.ts';
import { addRow, changeRow } from './write-row.ts';

export interface LiveResult {
  /** The new row; absent if it was known. */
  readonly added: Message | undefined;
  readonly recreated: boolean;
}

export const applyLive = async (context: RowContext, fact: MessageFact): Promise<LiveResult> => {
  const { work } = context;
  const archive = await work.archive();
  const isNumbered = fact.archiveId !== undefined && fact.archive === work.own;
  const candidates = await findCandidates(work.tx, fact, isNumbered ? archive.name : undefined);
  const recreated = candidates.numbered !== undefined && isOtherMessage(candidates.numbered, fact);
  if (recreated) await archive.recreate();
  const name = isNumbered ? archive.name : undefined;
  const usable = recreated ? { numbered: undefined, named: candidates.named } : candidates;
  const row = pickMessage(usable, fact, name);
  if (row === undefined) return { added: await addLive(context, fact, name), recreated };
  const folded = foldCopy(row, fact, name, work.now);
  if (folded !== row) await changeRow(context, row, await placed(context, folded));
  return { added: undefined, recreated };
};

/** A queued message of which a copy or an answer turns up has been sent: it takes its place among the sent ones. */
export const placed = async ({ work }: RowContext, row: Message): Promise<Message> => {
  if (!isQueued(row.order)) return row;
  const archive = await work.archive();
  const order = archive.nextOrder();
  return archive.isOpen
    ? { ...row, order, placement: 'guess', unsettled: [work.own, order] }
    : { ...row, order, placement: 'live' };
};

const addLive = async (
  context: RowContext,
  fact: MessageFact,
  name: string | undefined,
): Promise<Message> => {
  const { work } = context;
  const archive = await work.archive();
  await work.chats.ensure(fact.chat);
  const body = messageOf(fact, name, work.now);
  const order = archive.nextOrder();
  // Copies of what other devices sent may be archived in another order than they arrive in.
  const canFollow = name !== undefined && !fact.own;
  const follows = canFollow && (context.followsLive ??= await continuesLive(work, archive));
  if (!follows) context.followsLive = archive.isOpen ? false : undefined;
  const isUnread = canBeUnread(body) && order > (await work.chats.readPointer(fact.chat));
  const row: NewMessage = {
    ...body,
    order,
    placement: follows ? 'archive' : fact.own && archive.isOpen ? 'guess' : 'live',
    ...(follows || !archive.isOpen ? {} : { unsettled: [work.own, order] as const }),
    ...(isUnread ? { unread: order } : {}),
  };
  const added = await addRow(context, row);
  const isFirst = archive.isOpen && archive.row.firstArrival === undefined && added.archiveId !== undefined;
  if (isFirst) archive.update({ firstArrival: added.key });
  if (follows) await joinLive(archive, added);
  return added;
};
