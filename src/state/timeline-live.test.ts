/** A conversation as its rows change: live messages, settling, holes, what was missed. */
import { describe, expect, it } from 'vitest';
import { ok } from '#lib/result.ts';
import type { MessageKey } from '#model/message.ts';
import {
  alice,
  bob,
  countable,
  numbers,
  order,
  range,
  row,
  settle,
  setUp,
  unread,
} from './timeline-scene.ts';

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

  it('draws a burst in parts, all of it and in order', async () => {
    const { timeline, open, put, keys, state } = setUp(range(1, 61));
    await open();
    state.lookedUp = [];
    put(...range(61, 106).map(countable));
    put(row(106));
    await settle();
    expect(state.lookedUp.map((asked) => asked.length)).toEqual([20, 20, 6]);
    expect(keys()).toEqual(numbers(1, 107));
    expect(timeline.announced.at(-1)?.id).toBe('m105');
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

  it('announces once: at its arrival, wherever the reader is, and not when it is scrolled to', async () => {
    const { timeline, open, put, keys } = setUp(range(1, 401));
    await open();
    timeline.readingAt({ key: 341 as MessageKey, offset: 0 });
    const told = () => timeline.announced.map((item) => item.id);
    put(unread(401));
    await settle();
    expect([keys().at(-1), told()]).toEqual([401, ['m401']]);
    const [spoken] = timeline.announced;
    for (let i = 0; i < 4; i++) await timeline.loadOlder();
    put(unread(402));
    await settle();
    expect([keys().some((key) => key === 401), told()]).toEqual([false, ['m401', 'm402']]);
    await timeline.jumpToLatest();
    expect([keys().at(-1), told()]).toEqual([402, ['m401', 'm402']]);
    expect(timeline.announced[0]).toBe(spoken);
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
