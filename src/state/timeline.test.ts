/** A conversation over a model of the store: opening, paging, live changes, reading. */
import { describe, expect, it } from 'vitest';
import { parseBareJid } from '#lib/jid.ts';
import { err, ok } from '#lib/result.ts';
import type { Chat } from '#model/chat.ts';
import type { Reply } from '#model/command.ts';
import type { Message, MessageKey } from '#model/message.ts';
import { Feed } from './feed.ts';
import type { MessagePage } from '#store/account-store.ts';
import type { TimelineHost } from './timeline-host.ts';
import { Timeline } from './timeline.svelte.ts';
import type { ArchiveState } from './views.ts';

const jid = (text: string) => {
  const parsed = parseBareJid(text);
  if (!parsed.ok) throw new Error('test address');
  return parsed.value;
};
const bob = jid('bob@localhost');
const alice = jid('alice@localhost');
const order = (place: number) => `a${String(place).padStart(6, '0')}`;
const noon = Date.UTC(2026, 0, 2, 12);

const row = (place: number, fields: Partial<Message> = {}): Message => ({
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
const countable = (r: Message): Message => ({ ...r, unread: r.order });
const unread = (place: number, fields: Partial<Message> = {}) => countable(row(place, fields));

const settle = async () => {
  for (let i = 0; i < 60; i++) await Promise.resolve();
};

const setUp = (
  rows: Message[],
  options: { archive?: ArchiveState; chat?: Partial<Chat>; readOrder?: string } = {},
) => {
  const feed = new Feed();
  const state = {
    rows,
    archive: options.archive ?? ('complete' as ArchiveState),
    focused: true,
    /** What is stored at and before this order is not known to adjoin what comes after. */
    hole: '',
    readOrder: options.readOrder ?? '',
    marks: [] as string[],
    lookedUp: [] as number[][],
    asked: 0,
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
        }),
      coverageOf: () => Promise.resolve(state.archive),
      markRead: (_, upTo) => {
        state.marks.push(upTo);
        return Promise.resolve();
      },
      acceptChat: () => Promise.resolve(),
      retry: () => Promise.resolve(),
      discard: () => Promise.resolve(),
    },
    feed,
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
    read: () => {},
    nudge: () => {},
    failed: (error) => state.errors.push(error),
  };
  const timeline = new Timeline(bob, host);
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
  return { timeline, state, feed, put, open, keys, focus };
};
const range = (from: number, to: number, fields?: (place: number) => Partial<Message>) =>
  Array.from({ length: to - from }, (_, i) => row(from + i, fields?.(from + i)));
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('opening', () => {
  it('opens at the end when all is read', async () => {
    const { timeline, open, keys } = setUp(range(1, 101));
    expect(timeline.ready).toBe(false);
    await open();
    expect(timeline.ready).toBe(true);
    expect(timeline.opening).toEqual({ at: 'end' });
    expect(keys()).toEqual(numbers(41, 101));
    expect([timeline.atStart, timeline.atEnd]).toEqual([false, true]);
  });

  it('opens around the first unread, with a divider that stays there', async () => {
    const { timeline, open, put, keys, state } = setUp(range(1, 201).map(countable), {
      readOrder: order(100),
    });
    await open();
    expect(timeline.opening).toEqual({ at: 'new', key: 101 });
    expect(keys()).toEqual(numbers(71, 132));
    const divider = () => timeline.items.findIndex((item) => item.kind === 'new');
    expect(timeline.items[divider() + 1]?.id).toBe('m101');
    state.readOrder = order(200);
    put(...range(101, 201));
    await settle();
    expect(timeline.items[divider() + 1]?.id).toBe('m101');
    expect([timeline.atStart, timeline.atEnd]).toEqual([false, false]);
  });

  it('opens where the reader was, and at the end once they went there', async () => {
    const { timeline, open, keys } = setUp(range(1, 301));
    const close = await open();
    timeline.readingAt({ key: 50 as MessageKey, offset: 12 });
    close();
    expect(timeline.ready).toBe(false);
    const closeAgain = await open();
    expect(timeline.opening).toEqual({ at: 'place', place: { key: 50, offset: 12 } });
    expect(keys()).toEqual(numbers(20, 81));
    await timeline.jumpToLatest();
    closeAgain();
    await open();
    expect(timeline.opening).toEqual({ at: 'end' });
  });

  it('forgets a place whose message is gone', async () => {
    const { timeline, open, state } = setUp(range(1, 101));
    const close = await open();
    timeline.readingAt({ key: 50 as MessageKey, offset: 0 });
    close();
    state.rows = state.rows.filter((r) => r.key !== 50);
    await open();
    expect(timeline.opening).toEqual({ at: 'end' });
  });
});

describe('paging', () => {
  it('loads older rows from the store without asking the archive, and keeps the window bounded', async () => {
    const { timeline, open, keys, state } = setUp(range(1, 401), { archive: 'more' });
    await open();
    timeline.readingAt({ key: 341 as MessageKey, offset: 0 });
    for (let i = 0; i < 3; i++) await timeline.loadOlder();
    expect(keys()).toEqual(numbers(161, 361));
    expect([timeline.atEnd, state.asked]).toEqual([false, 0]);
    await timeline.loadNewer();
    expect(keys()).toEqual(numbers(201, 401));
    expect(timeline.atEnd).toBe(true);
  });

  it('asks the archive when the store has no more, and says when all is there', async () => {
    const { timeline, open, keys, state, put } = setUp(range(51, 61), { archive: 'more' });
    await open();
    expect(timeline.atStart).toBe(false);
    state.answer = () => {
      put(...range(1, 51));
      state.archive = 'complete';
      return ok({ added: 50, archive: 'complete' });
    };
    await timeline.loadOlder();
    await settle();
    expect(keys()).toEqual(numbers(1, 61));
    expect([timeline.atStart, timeline.archiveState, state.asked]).toEqual([true, 'complete', 1]);
    await timeline.loadOlder();
    expect(state.asked).toBe(1);
  });

  it('goes on over archive pages without anything to show, within bounds', async () => {
    const { timeline, open, state } = setUp(range(51, 61), { archive: 'more' });
    await open();
    state.answer = () => ok({ added: 0, archive: 'more' });
    await timeline.loadOlder();
    expect(state.asked).toBe(5);
    expect(timeline.loadingOlder).toBe(false);
  });

  it('tells why older messages could not be loaded, and tries again when asked', async () => {
    const { timeline, open, state } = setUp(range(51, 61), { archive: 'more' });
    await open();
    await timeline.loadOlder();
    expect([timeline.olderFailed, timeline.loadingOlder]).toEqual([{ kind: 'offline' }, false]);
    state.answer = () => ok({ added: 1, archive: 'complete' });
    await timeline.loadOlder();
    expect([timeline.olderFailed, timeline.atStart]).toEqual([undefined, true]);
  });

  it('jumps to the latest from far above', async () => {
    const { timeline, open, keys } = setUp(range(1, 401).map(countable), { readOrder: order(100) });
    await open();
    await timeline.jumpToLatest();
    expect(keys()).toEqual(numbers(341, 401));
    expect(timeline.atEnd).toBe(true);
  });
});

describe('holes in what is known of the archive', () => {
  it('end a page; the archive is asked, and the rest joins', async () => {
    const { timeline, open, keys, state, put } = setUp([...range(1, 31), ...range(81, 86)], {
      archive: 'more',
    });
    state.hole = order(80);
    await open();
    expect(keys()).toEqual(numbers(81, 86));
    state.answer = () => {
      state.hole = '';
      state.archive = 'complete';
      put(...range(31, 81));
      return ok({ added: 50, archive: 'complete' });
    };
    await timeline.loadOlder();
    await settle();
    expect(keys().at(-1)).toBe(85);
    await timeline.loadOlder();
    expect([keys().length, timeline.atStart, state.asked]).toEqual([85, true, 1]);
  });

  it('are not jumped by changes before them', async () => {
    const { open, keys, state, put } = setUp([...range(1, 31), ...range(81, 86)], { archive: 'more' });
    state.hole = order(80);
    await open();
    put(row(20, { own: true, delivery: 'read' }));
    await settle();
    expect(keys()).toEqual(numbers(81, 86));
  });

  it('do not keep a reader from going down', async () => {
    const rows = [...range(1, 31), ...range(81, 161)].map(countable);
    const { timeline, open, keys, state } = setUp(rows, { archive: 'more', readOrder: order(20) });
    state.hole = order(80);
    await open();
    await timeline.loadNewer();
    expect([keys().at(-1), timeline.atEnd]).toEqual([160, true]);
  });
});

describe('live changes', () => {
  it('looks up changed rows only, and keeps all other items', async () => {
    const { timeline, open, put, state } = setUp(range(1, 61));
    await open();
    const before = timeline.items;
    state.lookedUp = [];
    put(row(30, { archiveId: 'x' }));
    put(row(31, { archiveId: 'y' }));
    await settle();
    expect(state.lookedUp).toEqual([[30, 31]]);
    const changed = timeline.items.filter((item, index) => item !== before[index]);
    expect(changed.map((item) => item.id)).toEqual(['m30', 'm31']);
  });

  it('follows the end for who is there, and counts for who is not', async () => {
    const { timeline, open, put, keys } = setUp(range(1, 61));
    await open();
    put(unread(61));
    await settle();
    expect([keys().at(-1), timeline.newCount]).toEqual([61, 0]);
    timeline.readingAt({ key: 20 as MessageKey, offset: 0 });
    put(unread(62), row(63, { own: true, sender: alice }));
    await settle();
    expect([keys().at(-1), timeline.newCount]).toEqual([63, 1]);
    timeline.readingAt(undefined);
    expect(timeline.newCount).toBe(0);
  });

  it('counts what comes while the end is out of the window', async () => {
    const { timeline, open, put, keys } = setUp(range(1, 401).map(countable), { readOrder: order(100) });
    await open();
    put(unread(401));
    await settle();
    expect([keys().at(-1), timeline.newCount]).toEqual([131, 1]);
  });

  it('announces what arrives, the newest five, not what is paged in or one’s own', async () => {
    const { timeline, open, put } = setUp(range(1, 101));
    await open();
    await timeline.loadOlder();
    put(row(101, { own: true, sender: alice }), ...range(102, 110).map(countable));
    await settle();
    expect(timeline.announced.map((item) => item.id)).toEqual(['m105', 'm106', 'm107', 'm108', 'm109']);
  });

  it('draws an own message at once, and its settled place later', async () => {
    const { timeline, open, put, keys } = setUp(range(1, 61));
    await open();
    const own = row(99, { order: '~1', own: true, sender: alice, delivery: 'waiting', placement: 'queued' });
    timeline.sent(own);
    expect(keys().at(-1)).toBe(99);
    put(own);
    await settle();
    expect(keys().filter((key) => key === 99)).toHaveLength(1);
    put({ ...own, order: `${order(60)}5`, placement: 'guess', delivery: 'sent' }, unread(62));
    await settle();
    expect(keys().slice(-3)).toEqual([60, 99, 62]);
  });

  it('takes an own message to the end when the reader was elsewhere', async () => {
    const { timeline, open, keys, state } = setUp(range(1, 401).map(countable), { readOrder: order(100) });
    await open();
    const own = row(999, { order: '~1', own: true, sender: alice });
    state.rows = [...state.rows, own];
    timeline.sent(own);
    await settle();
    expect(keys().at(-1)).toBe(999);
    expect(timeline.atEnd).toBe(true);
  });

  it('drops a discarded row', async () => {
    const { open, keys, state, feed } = setUp(range(1, 11));
    await open();
    state.rows = state.rows.filter((r) => r.key !== 5);
    feed.tell({ store: 'messages', scope: bob, ids: [5] });
    await settle();
    expect(keys()).toEqual([1, 2, 3, 4, 6, 7, 8, 9, 10]);
  });

  it('neither counts nor announces a first history, which counts as read', async () => {
    const { timeline, open, put, keys, state } = setUp([]);
    await open();
    state.readOrder = order(80);
    put(...range(1, 81).map(countable));
    await settle();
    expect([keys(), timeline.newCount, timeline.announced]).toEqual([numbers(1, 81), 0, []]);
  });

  it('pays no attention to other conversations', async () => {
    const { open, feed, state } = setUp(range(1, 11));
    await open();
    state.lookedUp = [];
    feed.tell({ store: 'messages', scope: alice, ids: [5] });
    await settle();
    expect(state.lookedUp).toEqual([]);
  });

  it('fills a short window with the history that turns up', async () => {
    const { timeline, open, put, keys } = setUp(range(95, 101), { archive: 'more' });
    await open();
    put(...range(1, 95));
    await settle();
    expect(keys()).toEqual(numbers(35, 101));
    expect([timeline.newCount, timeline.announced]).toEqual([0, []]);
  });

  it('reads all again when changes may have been missed', async () => {
    const { timeline, open, feed, state, keys } = setUp(range(1, 61));
    await open();
    const before = timeline.items;
    state.rows = [...state.rows.filter((r) => r.key !== 60), unread(61)];
    feed.tell(undefined);
    await settle();
    expect(keys()).toEqual([...numbers(1, 60), 61]);
    expect(timeline.items.slice(0, 58)).toEqual(before.slice(0, 58));
    expect(timeline.items.slice(0, 58).every((item, i) => item === before[i])).toBe(true);
    expect(timeline.announced.map((item) => item.id)).toEqual(['m61']);
  });

  it('reads again in place for a reader in the middle', async () => {
    const { timeline, open, feed, state, keys } = setUp(range(1, 401));
    await open();
    for (let i = 0; i < 4; i++) {
      timeline.readingAt({ key: (341 - 60 * i) as MessageKey, offset: 0 });
      await timeline.loadOlder();
    }
    const [first] = keys();
    state.rows = [...state.rows, unread(401)];
    feed.tell(undefined);
    await settle();
    expect(keys()[0]).toBe(first);
    expect(timeline.atEnd).toBe(false);
  });

  it('is silent once closed', async () => {
    const { open, put, state } = setUp(range(1, 11));
    const close = await open();
    close();
    state.lookedUp = [];
    put(row(11));
    await settle();
    expect(state.lookedUp).toEqual([]);
    expect(state.errors).toEqual([]);
  });
});

describe('reading', () => {
  it('marks what was in view, forward only, and not past received messages', async () => {
    const { timeline, open, state, put } = setUp(range(1, 11));
    await open();
    put(row(99, { order: '~1', own: true }));
    await settle();
    timeline.markRead(8 as MessageKey);
    await settle();
    timeline.markRead(5 as MessageKey);
    timeline.markRead(99 as MessageKey);
    await settle();
    expect(state.marks).toEqual([order(8), order(10)]);
  });

  it('waits for the focus', async () => {
    const { timeline, open, state, focus } = setUp(range(1, 11));
    state.focused = false;
    await open();
    timeline.markRead(8 as MessageKey);
    await settle();
    expect(state.marks).toEqual([]);
    focus();
    await settle();
    expect(state.marks).toEqual([order(8)]);
  });

  it('does not mark what was left unfocused', async () => {
    const { timeline, open, state, focus } = setUp(range(1, 11));
    state.focused = false;
    const close = await open();
    timeline.markRead(8 as MessageKey);
    close();
    await open();
    focus();
    await settle();
    expect(state.marks).toEqual([]);
  });
});

describe('strangers', () => {
  it('are those neither known nor accepted', async () => {
    const { timeline, open } = setUp(range(1, 11));
    expect(timeline.stranger).toBe(false);
    await open();
    expect(timeline.stranger).toBe(true);
    await timeline.accept();
    expect(timeline.stranger).toBe(false);
  });

  it('are not those whose conversation was accepted', async () => {
    const { timeline, open } = setUp(range(1, 11), { chat: { accepted: true } });
    await open();
    expect(timeline.stranger).toBe(false);
  });
});
