/** A conversation as its reader moves: opening, paging, reading. */
import { describe, expect, it } from 'vitest';
import { ok } from '#lib/result.ts';
import type { MessageKey } from '#model/message.ts';
import { countable, numbers, order, range, row, settle, setUp } from './timeline-scene.ts';

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

it('asks once more for what is missing beside a message', async () => {
  const { timeline, open, state } = setUp(range(1, 5));
  await open();
  expect(await timeline.retryGap(3 as MessageKey)).toBe(true);
  expect(state.retriedGaps).toEqual([3]);
});
