/** The dialog in a browser: modal, named, focus in and back out. */
import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../theme/tokens.css';
import Harness from './testing/DialogHarness.svelte';

test('takes the focus to its field and gives it back on Escape', async () => {
  const screen = await render(Harness);
  const opener = screen.getByRole('button', { name: 'Opener' });
  await opener.click();
  await expect.element(screen.getByRole('dialog', { name: 'Rename' })).toBeVisible();
  await expect.element(screen.getByRole('textbox', { name: 'Name' })).toHaveFocus();
  await userEvent.keyboard('{Escape}');
  await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
  await expect.element(opener).toHaveFocus();
});

test('closes by its button', async () => {
  const screen = await render(Harness);
  await screen.getByRole('button', { name: 'Opener' }).click();
  await screen.getByRole('button', { name: 'Close' }).click();
  await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
});
