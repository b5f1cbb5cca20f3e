/** What of a page could not be had is marked on the messages beside it; what came after all loses the mark. */
import type { PageGap } from '#model/coverage.ts';
import type { Gap, Message } from '#model/message.ts';
import type { ArchivePageStep } from '../batch.ts';
import { byArchiveId } from '../tables/messages.ts';
import type { PageItem } from './page-items.ts';
import type { RowContext } from './row-context.ts';
import { changeRow } from './write-row.ts';

type Side = 'gapBefore' | 'gapAfter';
type Marks = Pick<Message, Side>;

/** A message beside a gap: on the page, or the one that the page continues. */
interface Beside {
  readonly chat: Message['chat'];
  readonly marks: { gapBefore?: Gap | undefined; gapAfter?: Gap | undefined };
}

/** The row with these marks and no others; the same object if it has them. */
export const withMarks = <Row extends Marks>(row: Row, { gapBefore, gapAfter }: Beside['marks']): Row => {
  if (row.gapBefore === gapBefore && row.gapAfter === gapAfter) return row;
  const { gapBefore: _before, gapAfter: _after, ...rest } = row;
  return {
    ...rest,
    ...(gapBefore === undefined ? {} : { gapBefore }),
    ...(gapAfter === undefined ? {} : { gapAfter }),
  } as Row;
};

/** Nobody can tell whose it was where different conversations stand on both sides of it. */
const inDoubt = (kind: PageGap['kind']): Gap => (kind === 'message' ? 'nearby' : kind);

/**
 * Before the page is written. Marks are those of a message's neighbours in the archive, so a page proves for all that it holds
 * on which sides of them nothing is missing.
 */
export const markGaps = async (
  context: RowContext,
  archive: string,
  step: ArchivePageStep,
  items: readonly PageItem[],
): Promise<void> => {
  const { from, ids } = step;
  const isBackward = step.direction === 'backward';
  const gaps = [...(step.gaps ?? []), ...stillOpen(step, items)];
  const isDense = ids.length > 0 || step.complete;
  const onPage = items.map(({ body, index }) => ({
    ...{ index, chat: body.chat },
    marks: {
      gapBefore: index > 0 || (!isBackward && from !== undefined) ? undefined : body.gapBefore,
      gapAfter: index < ids.length - 1 || (isBackward && from !== undefined) ? undefined : body.gapAfter,
    },
  }));
  const beside = step.fills ?? from;
  const edge = beside === undefined ? undefined : await byArchiveId(context.work.tx, archive, beside);
  const beyond = edge && { chat: edge.chat, marks: edgeMarks(edge, isDense, isBackward) };
  for (const { at, kind } of gaps) {
    const below = onPage.findLast(({ index }) => index < at) ?? (isBackward ? undefined : beyond);
    const above = onPage.find(({ index }) => index >= at) ?? (isBackward ? beyond : undefined);
    mark(below, above, kind, step.with !== undefined);
  }
  items.forEach((item, i) => {
    item.body = withMarks<PageItem['body']>(item.body, onPage[i]?.marks ?? {});
  });
  if (edge === undefined || beyond === undefined) return;
  const { gapBefore, gapAfter } = beyond.marks;
  if (gapBefore !== edge.gapBefore || gapAfter !== edge.gapAfter)
    await changeRow(context, edge, withMarks(edge, beyond.marks));
};

/** Beyond a page that was to close a gap, and has nothing on it that was known, the gap goes on. */
const stillOpen = (step: ArchivePageStep, items: readonly PageItem[]): readonly PageGap[] => {
  const isClosed = step.complete || items.some(({ before }) => before?.placement === 'archive');
  if (step.fills === undefined || isClosed) return [];
  return [{ at: step.direction === 'backward' ? 0 : step.ids.length, kind: 'messages' }];
};

const edgeMarks = (edge: Message, isDense: boolean, isBackward: boolean): Beside['marks'] => ({
  gapBefore: isDense && isBackward ? undefined : edge.gapBefore,
  gapAfter: isDense && !isBackward ? undefined : edge.gapAfter,
});

const mark = (
  below: Beside | undefined,
  above: Beside | undefined,
  kind: PageGap['kind'],
  isOfOneChat: boolean,
): void => {
  const isSure = isOfOneChat || (below !== undefined && below.chat === above?.chat);
  const gap = isSure ? kind : inDoubt(kind);
  // Several gaps between two messages are one to the eye.
  if (above !== undefined) above.marks.gapBefore = above.marks.gapBefore === undefined ? gap : 'messages';
  if (below !== undefined && below.chat !== above?.chat)
    below.marks.gapAfter = below.marks.gapAfter === undefined ? gap : 'messages';
};
