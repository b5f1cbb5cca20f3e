/** Asks once more for what could not be had beside a message, within its conversation, where a page finds its place. */
import type { BareJid } from '#lib/jid.ts';
import type { CommandFailure } from '#model/failure.ts';
import type { Message } from '#model/message.ts';
import type { PageTurner } from './page-turn.ts';
import type { Pager } from './pager.ts';
import type { PageStart } from './queries.ts';

const fillSize = 50;
const mostPages = 20;

/** Undefined: what there is to be had is there now. */
export const fillGaps = async (
  turner: PageTurner,
  pager: Pager,
  chat: BareJid,
  { archiveId, gapBefore, gapAfter }: Message,
): Promise<CommandFailure | undefined> => {
  if (archiveId === undefined) return undefined;
  const below = gapBefore === undefined ? undefined : await fill(turner, pager, chat, { before: archiveId });
  const above = gapAfter === undefined ? undefined : await fill(turner, pager, chat, { after: archiveId });
  return below ?? above;
};

const fill = async (
  turner: PageTurner,
  pager: Pager,
  chat: BareJid,
  start: { readonly before: string } | { readonly after: string },
): Promise<CommandFailure | undefined> => {
  const direction = 'before' in start ? 'backward' : 'forward';
  pager.forgive({ from: start, with: chat }, 1);
  let from: PageStart = start;
  for (let pages = 0; pages < mostPages; pages++) {
    const turn = await turner.turn(from, {
      direction,
      isNews: false,
      size: fillSize,
      with: chat,
      fills: true,
    });
    if ('kind' in turn) {
      const { kind } = turn;
      return kind === 'unreadable' || kind === 'missing' || kind === 'cleared' ? { kind: 'timeout' } : turn;
    }
    const { ids, complete, gaps } = turn.page;
    if (gaps.length > 0) return { kind: 'timeout' };
    const edge = direction === 'backward' ? ids[0] : ids.at(-1);
    if (complete || edge === undefined || turn.kept.added.length === 0) return undefined;
    from = direction === 'backward' ? { before: edge } : { after: edge };
  }
  return undefined;
};
