/** For tests: a conversation over a model of the store, in place of an account. */
import type { Clock, Timer } from '#lib/clock.ts';
import { parseBareJid, type BareJid } from '#lib/jid.ts';
import { err, ok } from '#lib/result.ts';
import type { Chat } from '#model/chat.ts';
import type { Reply } from '#model/command.ts';
import type { Message, MessageKey } from '#model/message.ts';
import { Feed } from './feed.ts';
import type { MessagePage } from '#store/account-store.ts';
import type { TimelineHost } from './timeline-host.ts';
import { Timeline } from './timeline.svelte.ts';
import type { ArchiveState } from './views.ts';

const bare = (text: string): BareJid => {
  const jid = parseBareJid(text);
  if (!jid.ok) throw new Error(`not an address: ${text}`);
  return jid.value;
};
export const bob = bare('bob@localhost');
export const alice = bare('alice@localhost');
export const order = (place: number) => `a${String(place).padStart(6, '0')}`;
const noon = Date.UTC(2026, 0, 2, 12);

export const row = (place: number, fields: Partial<Message> = {}): Message => ({
  key: place as MessageKey,
  chat: bob,
  order: order(place),
  placement: 'live',
  sender: bob,
  own: false,
  at: noon + place * 1000,
  content: { kind: 'text', body: String(place) },
  payloadHash: '',
  ...fields,
});
/** Counts as unread while the pointer stands before it. */
export const countable = (r: Message): Message => ({ ...r, unread: r.order });
export const unread = (place: number, fields: Partial<Message> = {}) => countable(row(place, fields));

export const settle = async () => {
  for (let i = 0; i < 60; i++) await Promise.resolve();
};

/** Its time never comes. */
const stillClock: Clock = {
  now: () => noon,
  setTimeout: () => ({}) as Timer,
  clearTimeout: () => undefined,
};

export const setUp = (
  rows: Message[],
  options: { archive?: ArchiveState; chat?: Partial<Chat>; readOrder?: string; clock?: Clock } = {},
) => {
  const feed = new Feed(() => undefined);
  const state = {
    rows,
    archive: options.archive ?? 'complete',
    focused: true,
    /** What is stored at and before this order is not known to adjoin what comes after. */
    hole: '',
    readOrder: options.readOrder ?? '',
    marks: [] as string[],
    place: options.chat?.place,
    placesSaved: 0,
    lookedUp: [] as number[][],
    asked: 0,
    retriedGaps: [] as MessageKey[],
    answer: (): Reply<'load-older'> => err({ kind: 'offline' }),
    errors: [] as unknown[],
  };
  const focusListeners = new Set<() => void>();
  const sorted = () => state.rows.toSorted((a, b) => (a.order < b.order ? -1 : 1));
  const host: TimelineHost = {
    store: {
      messagesPage: (_, { before, after, limit, acrossHoles }: MessagePage) => {
        if (before !== undefined) {
          const hole = before > state.hole && acrossHoles !== true ? state.hole : '';
          return Promise.resolve(
            sorted()
              .filter((r) => r.order < before && r.order > hole)
              .slice(-limit),
          );
        }
        if (after !== undefined)
          return Promise.resolve(
            sorted()
              .filter((r) => r.order > after)
              .slice(0, limit),
          );
        return Promise.resolve(
          sorted()
            .filter((r) => r.order > state.hole)
            .slice(-limit),
        );
      },
      messagesByKeys: (keys) => {
        state.lookedUp.push([...keys]);
        return Promise.resolve(state.rows.filter((r) => keys.includes(r.key)));
      },
      firstUnread: () =>
        Promise.resolve(sorted().find((r) => r.unread !== undefined && r.order > state.readOrder)),
      chat: () =>
        Promise.resolve({
          jid: bob,
          activity: 0,
          unread: 0,
          readOrder: state.readOrder,
          accepted: false,
          ...options.chat,
          ...(state.place === undefined ? {} : { place: state.place }),
        }),
      coverageOf: () => Promise.resolve(state.archive),
      markRead: (_, upTo) => {
        state.marks.push(upTo);
        return Promise.resolve();
      },
      savePlace: (_, place) => {
        state.place = place;
        state.placesSaved += 1;
        return Promise.resolve();
      },
      acceptChat: () => Promise.resolve(),
      retry: () => Promise.resolve(),
      discard: () => Promise.resolve(),
    },
    feed,
    clock: options.clock ?? stillClock,
    nameOf: (sender) => sender,
    isKnown: () => false,
    isFocused: () => state.focused,
    onFocus: (listener) => {
      focusListeners.add(listener);
      return () => focusListeners.delete(listener);
    },
    loadOlder: () => {
      state.asked += 1;
      return Promise.resolve(state.answer());
    },
    retryGap: (_, key) => {
      state.retriedGaps.push(key);
      return Promise.resolve(ok(null));
    },
    read: () => undefined,
    nudge: () => undefined,
    failed: (error) => state.errors.push(error),
  };
  const newTimeline = () => new Timeline(bob, host);
  const timeline = newTimeline();
  const put = (...changed: Message[]) => {
    const keys = changed.map((r) => r.key);
    state.rows = [...state.rows.filter((r) => !keys.includes(r.key)), ...changed];
    feed.tell({ store: 'messages', scope: bob, ids: keys });
  };
  const open = async () => {
    const close = timeline.open();
    await settle();
    return close;
  };
  const keys = () => timeline.items.flatMap((item) => (item.kind === 'message' ? [item.view.key] : []));
  const focus = () => {
    state.focused = true;
    for (const listener of focusListeners) listener();
  };
  return { timeline, newTimeline, state, feed, put, open, keys, focus };
};
export const range = (from: number, to: number, fields?: (place: number) => Partial<Message>) =>
  Array.from({ length: to - from }, (_, i) => row(from + i, fields?.(from + i)));
export const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
