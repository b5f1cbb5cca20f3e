/** The menu in a browser, by the WAI-ARIA menu pattern. */
import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../theme/tokens.css';
import Harness from './testing/MenuHarness.svelte';

const focusedText = (): string => document.activeElement?.textContent.trim() ?? '';

test('opens on its first entry, moves with arrows and letters, runs and gives the focus back', async () => {
  const onrun = vi.fn();
  const screen = await render(Harness, { onrun });
  await screen.getByRole('button', { name: 'Opener' }).click();
  await expect.element(screen.getByRole('menu', { name: 'Actions' })).toBeVisible();
  await expect.poll(focusedText).toBe('Copy');
  await userEvent.keyboard('{ArrowDown}');
  expect(focusedText()).toBe('Details');
  await userEvent.keyboard('{ArrowUp}{ArrowUp}');
  expect(focusedText()).toBe('Discard');
  await userEvent.keyboard('{Home}{End}');
  expect(focusedText()).toBe('Discard');
  await userEvent.keyboard('c');
  expect(focusedText()).toBe('Copy');
  await userEvent.keyboard('d{Enter}');
  expect(onrun).toHaveBeenCalledExactlyOnceWith('Details');
  expect(focusedText()).toBe('Opener');
});

test.each(['{Escape}', '{Tab}'])('%s leaves without doing anything', async (key) => {
  const onrun = vi.fn();
  const heard = vi.fn();
  addEventListener('keydown', heard, { once: true });
  const screen = await render(Harness, { onrun });
  await screen.getByRole('button', { name: 'Opener' }).click();
  await expect.poll(focusedText).toBe('Copy');
  await userEvent.keyboard(key);
  expect(focusedText()).toBe('Opener');
  expect(onrun).not.toHaveBeenCalled();
  expect(heard, 'the screen below must not go back too').not.toHaveBeenCalled();
  removeEventListener('keydown', heard);
});
