/** The windowed list in a browser: draws little, one Tab stop, keys move, the named row takes the focus. */
import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../theme/tokens.css';
import '../theme/base.css';
import Harness from './testing/ListHarness.svelte';

const focusedText = (): string => document.activeElement?.textContent.trim() ?? '';

test('draws the rows in view and tells how many there are', async () => {
  const screen = await render(Harness, { total: 5000 });
  const list = screen.getByRole('list', { name: 'Numbers' });
  await expect.element(list.getByText('Row 0', { exact: true })).toBeVisible();
  const drawn = list.getByRole('listitem').elements();
  expect(drawn.length).toBeLessThan(40);
  expect(drawn[0]?.getAttribute('aria-setsize')).toBe('5000');
});

test('is one Tab stop; arrows, Home and End move the focus', async () => {
  const screen = await render(Harness, { total: 300 });
  await expect.element(screen.getByText('Row 0', { exact: true })).toBeVisible();
  await userEvent.tab();
  expect(focusedText()).toBe('Row 0');
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  await expect.poll(focusedText).toBe('Row 2');
  await userEvent.keyboard('{End}');
  await expect.poll(focusedText).toBe('Row 299');
  await userEvent.keyboard('{ArrowUp}');
  await expect.poll(focusedText).toBe('Row 298');
  await userEvent.keyboard('{Home}');
  await expect.poll(focusedText).toBe('Row 0');
  expect(document.querySelectorAll('[data-roving][tabindex="0"]')).toHaveLength(1);
});

test('asks for the rows it shows', async () => {
  const asked: [number, number][] = [];
  await render(Harness, { total: 100, ensure: (from: number, to: number) => asked.push([from, to]) });
  await expect.poll(() => asked.at(-1)?.[0]).toBe(0);
  expect(asked.at(-1)?.[1]).toBeLessThan(40);
});
