/** The log in a browser: the reading place holds, the end is followed, only what was seen counts as read. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { parseBareJid } from '#lib/jid.ts';
import type { Gap, MessageKey } from '#model/message.ts';
import type { Opening } from '#state/views.ts';
import '../theme/tokens.css';
import '../theme/base.css';
import { FakeTimeline } from './testing/fake-timeline.svelte.ts';
import Harness from './testing/LogHarness.svelte';

async function open(opening?: Opening, attention = { visible: true, focused: true }) {
  const jid = parseBareJid('bob@localhost');
  if (!jid.ok) throw new Error('bad address in test');
  const timeline = new FakeTimeline(jid.value, opening);
  const screen = await render(Harness, { timeline, attention });
  const log = screen.getByRole('log', { name: 'Messages' });
  await expect.element(log).toBeVisible();
  // A scroll within the frame that opened the log is undone before it is seen, without an event.
  await frames();
  const element = log.element() as HTMLElement;
  const toEnd = (): number => Math.round(element.scrollHeight - element.clientHeight - element.scrollTop);
  const topOf = (key: number): number => {
    const row = element.querySelector(`[data-key="${key}"]`);
    return Math.round((row?.getBoundingClientRect().top ?? NaN) - element.getBoundingClientRect().top);
  };
  return { screen, timeline, element, toEnd, topOf };
}

const frames = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

afterEach(() => {
  vi.useRealTimers();
});

test('opens at the end and follows new messages there', async () => {
  const { timeline, toEnd } = await open();
  await expect.poll(toEnd).toBe(0);
  timeline.append();
  await frames();
  expect(toEnd()).toBe(0);
  expect(timeline.places.at(-1)).toBeUndefined();
});

test('history above and news below leave the reader in place', async () => {
  const { timeline, element, topOf } = await open();
  element.scrollTop = 900;
  await frames();
  const place = timeline.places.at(-1);
  const key = place?.key ?? 0;
  const top = topOf(key);
  expect(Math.abs((place?.offset ?? NaN) - top)).toBeLessThanOrEqual(1);
  // Browsers round scroll positions; what matters is that it does not add up.
  for (let page = 0; page < 6; page++) {
    timeline.prepend(25);
    await frames();
  }
  expect(Math.abs(topOf(key) - top)).toBeLessThanOrEqual(1);
  timeline.append();
  await frames();
  expect(Math.abs(topOf(key) - top)).toBeLessThanOrEqual(1);
});

test('a smaller window keeps the end at the end and a row at its place', async () => {
  const { screen, timeline, element, toEnd, topOf } = await open();
  const attention = { visible: true, focused: true };
  await expect.poll(toEnd).toBe(0);
  await screen.rerender({ timeline, attention, height: 240 });
  await frames();
  expect(toEnd()).toBe(0);
  element.scrollTop = 700;
  await frames();
  const key = timeline.places.at(-1)?.key ?? 0;
  const top = topOf(key);
  await screen.rerender({ timeline, attention, height: 480 });
  await frames();
  expect(Math.abs(topOf(key) - top)).toBeLessThanOrEqual(1);
});

test('opens at the place one left', async () => {
  const { topOf } = await open({ at: 'place', place: { key: 1020 as MessageKey, offset: -12 } });
  await frames();
  expect(topOf(1020)).toBe(-12);
});

test('opens at the first unread, a little down the view, right under its divider', async () => {
  const { screen, element, topOf } = await open({ at: 'new', key: 1030 as MessageKey });
  const divider = screen.getByRole('separator', { name: 'New messages' });
  await expect.element(divider).toBeInViewport();
  expect(divider.element().nextElementSibling?.getAttribute('data-key')).toBe('1030');
  expect(Math.abs(topOf(1030) - element.clientHeight * 0.28)).toBeLessThanOrEqual(1);
});

test('what the log measured while it was empty is not taken for a place', async () => {
  const jid = parseBareJid('bob@localhost');
  if (!jid.ok) throw new Error('bad address in test');
  const timeline = new FakeTimeline(jid.value, {
    at: 'place',
    place: { key: 1020 as MessageKey, offset: -12 },
  });
  timeline.ready = false;
  await render(Harness, { timeline, attention: { visible: true, focused: true } });
  // Laid out in the first frame, measured in the next, told in the one after.
  for (let frame = 0; frame < 3; frame++) await frames();
  timeline.ready = true;
  await frames();
  await frames();
  expect(timeline.places.map((place) => place?.key)).toEqual(timeline.places.map(() => 1020));
  expect(timeline.places).not.toEqual([]);
});

test('days are told apart, and told anew at midnight', async () => {
  const { screen, timeline } = await open();
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
  vi.setSystemTime(new Date(2031, 4, 14, 23, 59, 50));
  const at = (month: number, day: number): number => new Date(2031, month, day, 12).getTime();
  timeline.showDays(at(1, 3), at(4, 10), at(4, 13), at(4, 14));
  const labels = (): string[] =>
    screen
      .getByText(/day|February/)
      .elements()
      .map((element) => element.textContent);
  await expect.poll(labels).toEqual([expect.stringContaining('February'), 'Saturday', 'Yesterday', 'Today']);
  await vi.advanceTimersByTimeAsync(30_000);
  await expect
    .poll(labels)
    .toEqual([expect.stringContaining('February'), 'Saturday', 'Tuesday', 'Yesterday']);
});

test('offers a way back to the end', async () => {
  const { screen, element, toEnd } = await open();
  await expect.poll(toEnd).toBe(0);
  element.scrollTop = 0;
  await screen.getByRole('button', { name: 'Jump to latest' }).click();
  await expect.poll(toEnd).toBe(0);
  await expect.element(screen.getByRole('button', { name: 'Jump to latest' })).not.toBeInTheDocument();
});

test('tells the newest message seen', async () => {
  const { timeline } = await open();
  await expect.poll(() => timeline.read.at(-1)).toBe(1059);
});

test('nothing is read while nobody looks', async () => {
  const { timeline } = await open(undefined, { visible: true, focused: false });
  await frames();
  expect(timeline.read).toEqual([]);
});

test('nothing is read under the details; what came meanwhile is when they close', async () => {
  const { screen, timeline, element } = await open();
  const attention = { visible: true, focused: true };
  await expect.poll(() => timeline.read.at(-1)).toBe(1059);
  await screen.rerender({ timeline, attention, details: true, covered: true });
  expect(getComputedStyle(element).visibility).toBe('hidden');
  timeline.append();
  await frames();
  await frames();
  expect(timeline.read.at(-1)).toBe(1059);
  await screen.rerender({ timeline, attention, details: false, covered: false });
  await expect.poll(() => timeline.read.at(-1)).toBe(5060);
});

test('details beside the log hide nothing', async () => {
  const { screen, timeline } = await open();
  await screen.rerender({ timeline, attention: { visible: true, focused: true }, details: true });
  timeline.append();
  await expect.poll(() => timeline.read.at(-1)).toBe(5060);
});

test('rows are articles named by sender and time, with the state of own ones', async () => {
  const { screen, timeline } = await open();
  timeline.append(true);
  const own = screen.getByRole('article', { name: /^You, 0?9:00( AM)?$/ });
  await expect.element(own.getByRole('img', { name: 'Waiting' })).toBeVisible();
  expect(screen.getByRole('article', { name: /^Bob, 0?9:00( AM)?$/ }).elements()).toHaveLength(60);
});

test('what failed says so and offers, on its row, to try again', async () => {
  const { screen, timeline } = await open();
  timeline.append(true, 'failed');
  const row = screen.getByRole('article', { name: /^You, / });
  await expect.element(row.getByText('Not delivered', { exact: false })).toBeVisible();
  await row.getByRole('button', { name: 'Retry' }).click();
  expect(timeline.retried).toEqual([5060]);
  expect(screen.getByRole('button', { name: 'Retry' }).elements()).toHaveLength(1);
});

describe('what could not be had of the history', () => {
  const gapAt = (timeline: FakeTimeline, gap: Gap): void => {
    const items = [...timeline.items];
    items.splice(58, 0, { kind: 'gap', id: 'g1058', gap, key: 1058 as MessageKey });
    timeline.items = items;
  };

  test.each([
    ['message', 'A message here could not be read.'],
    ['nearby', 'A message around here could not be read.'],
  ] as const)('a single one (%s) is said, and nothing offered', async (gap, words) => {
    const { screen, timeline } = await open();
    gapAt(timeline, gap);
    await expect.element(screen.getByText(words)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Try again' }).elements()).toHaveLength(0);
    expect(screen.getByRole('article').elements()).toHaveLength(60);
  });

  test('can be tried again where it may come; it is said if it does not', async () => {
    const { screen, timeline } = await open();
    timeline.closesGaps = false;
    gapAt(timeline, 'messages');
    await expect.element(screen.getByText('Some messages here could not be loaded.')).toBeVisible();
    await screen.getByRole('button', { name: 'Try again' }).click();
    await expect.element(screen.getByText('They still could not be loaded.')).toBeVisible();
    await screen.getByRole('button', { name: 'Try again' }).click();
    expect(timeline.retriedGaps).toEqual([1058, 1058]);
  });

  test('is said to be tried while it is, and not asked for twice; its button tells what it is about', async () => {
    const { screen, timeline } = await open();
    let end: (isClosed: boolean) => void = () => undefined;
    timeline.closesGaps = new Promise((resolve) => (end = resolve));
    gapAt(timeline, 'messages');
    const button = screen.getByRole('button', { name: 'Try again' });
    await expect.element(button).toHaveAccessibleDescription('Some messages here could not be loaded.');
    await button.click();
    const words = screen.getByText('Trying to load what is missing here…');
    await expect.element(words).toBeVisible();
    expect(words.element().closest('[aria-live="polite"]')).not.toBeNull();
    await expect.element(button).toHaveAttribute('aria-disabled', 'true');
    (button.element() as HTMLElement).click();
    expect(timeline.retriedGaps).toEqual([1058]);
    end(false);
    await expect.element(button).toHaveAccessibleDescription('They still could not be loaded.');
    await expect.element(words).not.toBeInTheDocument();
    await expect.element(button).toHaveAttribute('aria-disabled', 'false');
  });
});
