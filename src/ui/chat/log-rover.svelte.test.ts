/** The conversation by key in a browser: one Tab stop, arrows and ends, long messages, what is in a message, the way back. */
import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { parseBareJid } from '#lib/jid.ts';
import '../theme/tokens.css';
import '../theme/base.css';
import { FakeTimeline } from './testing/fake-timeline.svelte.ts';
import Harness from './testing/LogHarness.svelte';

async function open() {
  const jid = parseBareJid('bob@localhost');
  if (!jid.ok) throw new Error('bad address in test');
  const timeline = new FakeTimeline(jid.value);
  const onmenu = vi.fn();
  const screen = await render(Harness, { timeline, attention: { visible: true, focused: true }, onmenu });
  const log = screen.getByRole('log', { name: 'Messages' });
  await expect.element(log).toBeVisible();
  const field = screen.getByRole('textbox', { name: 'Message' });
  const newest = timeline.items.at(-1)?.id ?? '';
  await expect.poll(stops).toEqual([newest]);
  await field.click();
  return { screen, timeline, onmenu, field, newest, log: log.element() as HTMLElement };
}

const at = (): string => (document.activeElement as HTMLElement).dataset['key'] ?? '';
/** Messages that Tab leads to. */
const stops = (): (string | undefined)[] =>
  [...document.querySelectorAll<HTMLElement>('article[tabindex="0"]')].map((row) => row.dataset['key']);
const inView = (log: HTMLElement): boolean => {
  const box = document.activeElement?.getBoundingClientRect();
  const view = log.getBoundingClientRect();
  return box !== undefined && box.top >= view.top - 1 && box.bottom <= view.bottom + 1;
};
const before = (id: string, steps: number): string => String(Number(id) - steps);

test('one Tab stop from the field: the newest; arrows, pages and ends move in view', async () => {
  const { field, newest, log } = await open();
  await userEvent.tab({ shift: true });
  expect(at()).toBe(newest);
  await userEvent.keyboard('{ArrowUp}{ArrowUp}{ArrowDown}');
  expect(at()).toBe(before(newest, 1));
  for (let i = 0; i < 30; i += 1) await userEvent.keyboard('{ArrowUp}');
  expect(at()).toBe(before(newest, 31));
  expect(inView(log)).toBe(true);
  expect(stops()).toEqual([before(newest, 31)]);
  await userEvent.keyboard('{PageUp}');
  expect(Number(at())).toBeLessThan(Number(newest) - 33);
  expect(inView(log)).toBe(true);
  await userEvent.keyboard('{Home}');
  expect(at()).toBe('1000');
  await userEvent.keyboard('{ArrowUp}');
  expect(at()).toBe('1000');
  await userEvent.keyboard('{End}');
  await expect.poll(at).toBe(newest);
  expect(inView(log)).toBe(true);
  await userEvent.keyboard('{Escape}');
  await expect.element(field).toHaveFocus();
});

test('Tab leads into the message that has the focus, and out of all others', async () => {
  const { newest } = await open();
  await userEvent.tab({ shift: true });
  await userEvent.keyboard('{ArrowUp}');
  const message = document.activeElement;
  await userEvent.tab();
  expect(document.activeElement?.ariaLabel).toBe('Message actions');
  expect(message?.contains(document.activeElement)).toBe(true);
  await userEvent.keyboard('{ArrowDown}');
  expect(at()).toBe(newest);
  await userEvent.tab();
  await userEvent.keyboard('{Escape}');
  expect(at()).toBe(newest);
  expect(message?.querySelector('button')?.tabIndex).toBe(-1);
});

test('Enter and the menu key open the actions of the message', async () => {
  const { onmenu, newest } = await open();
  await userEvent.tab({ shift: true });
  await userEvent.keyboard('{ArrowUp}{Enter}');
  await userEvent.keyboard('{Shift>}{F10}{/Shift}');
  const openers = onmenu.mock.calls.map(([opener]) => (opener as HTMLElement).dataset['key']);
  expect(openers).toEqual([before(newest, 1), before(newest, 1)]);
});

test('a letter goes on writing; a question mark and a shortcut do not', async () => {
  const { field } = await open();
  await userEvent.tab({ shift: true });
  await userEvent.keyboard('?{Control>}x{/Control}');
  await expect.element(field).toHaveValue('');
  await userEvent.keyboard('hi');
  await expect.element(field).toHaveFocus();
  await expect.element(field).toHaveValue('hi');
});

test('the end of a long message comes into view before the next one', async () => {
  const { timeline, newest, log } = await open();
  await userEvent.tab({ shift: true });
  await userEvent.keyboard('{ArrowUp}');
  const long = document.activeElement as HTMLElement;
  long.style.blockSize = '1200px';
  log.scrollTop = log.scrollHeight - 1500;
  await expect
    .poll(() => long.getBoundingClientRect().bottom > log.getBoundingClientRect().bottom)
    .toBe(true);
  const places: string[] = [];
  while (at() !== newest && places.length < 8) {
    await userEvent.keyboard('{ArrowDown}');
    places.push(at());
  }
  expect(places[0]).toBe(before(newest, 1));
  expect(timeline.items.at(-1)?.id).toBe(at());
});

test('when the message with the focus goes, the one beside it takes it, at last the field', async () => {
  const { timeline, newest, field } = await open();
  await userEvent.tab({ shift: true });
  await userEvent.keyboard('{ArrowUp}');
  timeline.items = timeline.items.filter(({ id }) => id !== before(newest, 1));
  await expect.poll(at).toBe(newest);
  timeline.items = timeline.items.filter(({ id }) => id !== newest);
  await expect.poll(at).toBe(before(newest, 2));
  timeline.items = [];
  await expect.element(field).toHaveFocus();
});
