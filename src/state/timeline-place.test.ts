/** The reading place: kept from visit to visit, without a write for every line that scrolls by. */
import { describe, expect, it } from 'vitest';
import type { ReadingPlace } from '#model/chat.ts';
import type { MessageKey } from '#model/message.ts';
import { FakeClock } from '#test/fake-clock.ts';
import { countable, numbers, order, range, settle, setUp } from './timeline-scene.ts';

const at = (key: number, offset = 0): ReadingPlace => ({ key: key as MessageKey, offset });

describe('the reading place', () => {
  it('is where the next visit opens', async () => {
    const { timeline, newTimeline, open, state } = setUp(range(1, 301));
    const close = await open();
    timeline.readingAt(at(50, 12));
    close();
    await settle();
    expect(state.place).toEqual({ key: 50, offset: 12 });
    const next = newTimeline();
    const leave = next.open();
    await settle();
    expect(next.opening).toEqual({ at: 'place', place: { key: 50, offset: 12 } });
    expect(next.items.flatMap((item) => (item.kind === 'message' ? [item.view.key] : []))).toEqual(
      numbers(20, 81),
    );
    await next.jumpToLatest();
    leave();
    await settle();
    expect(state.place).toBeUndefined();
    const last = newTimeline();
    last.open();
    await settle();
    expect(last.opening).toEqual({ at: 'end' });
  });

  it('gives way to what is unread, and to a message that is gone', async () => {
    const chat = { place: at(50) };
    const unread = setUp(range(1, 201).map(countable), { readOrder: order(100), chat });
    await unread.open();
    expect(unread.timeline.opening).toEqual({ at: 'new', key: 101 });
    const gone = setUp(range(60, 201), { chat });
    await gone.open();
    expect(gone.timeline.opening).toEqual({ at: 'end' });
  });

  it('within a visit is what this tab knows, not what another one stored', async () => {
    const { timeline, open, state } = setUp(range(1, 301));
    const close = await open();
    timeline.readingAt(undefined);
    close();
    await settle();
    state.place = at(50);
    await open();
    expect(timeline.opening).toEqual({ at: 'end' });
  });

  it('is stored at most 250 ms behind, once for what scrolled by meanwhile', async () => {
    const clock = new FakeClock();
    const { timeline, open, state } = setUp(range(1, 301), { clock });
    await open();
    for (const key of [250, 240, 230, 220, 210]) {
      timeline.readingAt(at(key));
      await clock.advance(100);
    }
    expect([state.place, state.placesSaved]).toEqual([at(230), 1]);
    await clock.advance(250);
    expect([state.place, state.placesSaved]).toEqual([at(210), 2]);
    timeline.readingAt(at(210));
    await clock.advance(250);
    expect(state.placesSaved).toBe(2);
    timeline.readingAt(at(200));
    await timeline.flush();
    expect([state.place, clock.waiting]).toEqual([at(200), 0]);
  });

  it('is not touched by a conversation that only follows its end', async () => {
    const { timeline, open, state } = setUp(range(1, 301));
    const close = await open();
    timeline.readingAt(undefined);
    close();
    await settle();
    expect(state.placesSaved).toBe(0);
  });
});
