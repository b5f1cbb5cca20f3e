/** Turns the rows of a conversation into what is drawn: views, groups, day dividers and the "new messages" divider. */
import type { BareJid } from '#lib/jid.ts';
import type { Gap, Message, MessageContent, MessageFailure, MessageKey } from '#model/message.ts';
import { actionOf } from './action-of.ts';
import type { MessageView, TimelineItem } from './views.ts';

export interface ItemContext {
  /** Cleaned name to show for a sender. */
  readonly nameOf: (sender: BareJid) => string;
  /** The divider stands before this message. */
  readonly firstUnreadKey: MessageKey | undefined;
  /** Day of a time as `yyyy-mm-dd` in the reader's time zone. */
  readonly dayOf: (at: number) => string;
}

type MessageItem = Extract<TimelineItem, { kind: 'message' }>;

const minuteMs = 60_000;

const two = (n: number): string => String(n).padStart(2, '0');

/** Day of a time in the time zone of this browser. */
export const localDay = (at: number): string => {
  const date = new Date(at);
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** Actions and headlines stand alone; all else joins what the same sender wrote in the same minute. */
const standsAlone = (row: Message): boolean =>
  row.content.kind === 'headline' || actionOf(row.content) !== undefined;

const joins = (above: Message, below: Message): boolean =>
  above.sender === below.sender &&
  Math.floor(above.at / minuteMs) === Math.floor(below.at / minuteMs) &&
  !standsAlone(above) &&
  !standsAlone(below);

/**
 * The items of `rows` (ascending). Items of `previous` are used again where they would be drawn the same, so that a
 * changed receipt replaces one object and no other.
 */
export const buildItems = (
  rows: readonly Message[],
  context: ItemContext,
  previous: readonly TimelineItem[] = [],
): readonly TimelineItem[] => {
  const before = new Map(previous.map((item) => [item.id, item]));
  const days = rows.map((row) => context.dayOf(row.at));
  const usedDays = new Map<string, number>();
  const items: TimelineItem[] = [];
  const opensBlock = (index: number): boolean =>
    days[index] !== days[index - 1] ||
    rows[index]?.key === context.firstUnreadKey ||
    rows[index]?.gapBefore !== undefined ||
    rows[index - 1]?.gapAfter !== undefined;
  const push = (gap: TimelineItem | undefined): void => {
    if (gap) items.push(keep(before, gap));
  };
  rows.forEach((row, index) => {
    const day = days[index] ?? '';
    // Two of them side by side would say the same.
    if (rows[index - 1]?.gapAfter === undefined) push(gapItem('g', row.key, row.gapBefore));
    if (day !== days[index - 1]) items.push(keep(before, dayItem(day, row.at, usedDays)));
    if (row.key === context.firstUnreadKey) items.push(keep(before, { kind: 'new', id: 'new' }));
    const above = rows[index - 1];
    const below = rows[index + 1];
    const joinsAbove = above !== undefined && !opensBlock(index) && joins(above, row);
    const joinsBelow = below !== undefined && !opensBlock(index + 1) && joins(row, below);
    items.push(keep(before, messageItem(row, context, !joinsAbove, !joinsBelow)));
    push(gapItem('h', row.key, row.gapAfter));
  });
  return items;
};

const gapItem = (side: 'g' | 'h', key: MessageKey, gap: Gap | undefined): TimelineItem | undefined =>
  gap && { kind: 'gap', id: `${side}${String(key)}`, gap, key };

/** Archive order is not time order: a day that comes back gets an id of its own. */
const dayItem = (day: string, at: number, used: Map<string, number>): TimelineItem => {
  const times = (used.get(day) ?? 0) + 1;
  used.set(day, times);
  return { kind: 'day', id: times === 1 ? `d${day}` : `d${day}~${String(times)}`, at };
};

const messageItem = (
  row: Message,
  context: ItemContext,
  firstOfGroup: boolean,
  lastOfGroup: boolean,
): MessageItem => {
  const action = actionOf(row.content);
  const view: MessageView = {
    key: row.key,
    ...(row.stanzaId === undefined ? {} : { stanzaId: row.stanzaId }),
    ...(row.archiveId === undefined ? {} : { archiveId: row.archiveId }),
    own: row.own,
    sender: row.sender,
    senderName: context.nameOf(row.sender),
    at: row.at,
    content: row.content,
    ...(action === undefined ? {} : { action }),
    ...(row.delivery === undefined ? {} : { delivery: row.delivery }),
    ...(row.failure === undefined ? {} : { failure: row.failure }),
    firstOfGroup,
    lastOfGroup,
  };
  return { kind: 'message', id: `m${String(row.key)}`, view };
};

const keep = (before: ReadonlyMap<string, TimelineItem>, item: TimelineItem): TimelineItem => {
  const old = before.get(item.id);
  return old !== undefined && isDrawnAlike(old, item) ? old : item;
};

const isDrawnAlike = (a: TimelineItem, b: TimelineItem): boolean => {
  if (a.kind === 'message' && b.kind === 'message') return isSameView(a.view, b.view);
  if (a.kind === 'gap' && b.kind === 'gap') return a.gap === b.gap;
  // A day is drawn from its date, which is its id.
  return a.kind === b.kind;
};

const isSameView = (a: MessageView, b: MessageView): boolean =>
  a.key === b.key &&
  a.stanzaId === b.stanzaId &&
  a.archiveId === b.archiveId &&
  a.own === b.own &&
  a.sender === b.sender &&
  a.senderName === b.senderName &&
  a.at === b.at &&
  a.delivery === b.delivery &&
  a.firstOfGroup === b.firstOfGroup &&
  a.lastOfGroup === b.lastOfGroup &&
  isSameFailure(a.failure, b.failure) &&
  isSameContent(a.content, b.content);

const isSameFailure = (a: MessageFailure | undefined, b: MessageFailure | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && JSON.stringify(a) === JSON.stringify(b));

const isSameContent = (a: MessageContent, b: MessageContent): boolean => {
  if (a === b) return true;
  if (a.kind === 'text' && b.kind === 'text') return a.body === b.body && a.unstyled === b.unstyled;
  if (a.kind === 'headline' && b.kind === 'headline') return a.body === b.body && a.subject === b.subject;
  return (
    a.kind === 'unsupported' && b.kind === 'unsupported' && a.what === b.what && a.fallback === b.fallback
  );
};
