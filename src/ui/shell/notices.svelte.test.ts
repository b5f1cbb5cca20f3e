/** What concerns the whole app, in a browser: the password asked for again, the update, and that nothing is kept. */
import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../theme/tokens.css';
import '../theme/base.css';
import { FakeSession } from './testing/fake-session.svelte.ts';
import Harness from './testing/NoticesHarness.svelte';

test('a password that is no longer accepted is asked for until one is', async () => {
  const session = new FakeSession('new');
  const screen = await render(Harness, { session });
  const banner = screen.getByRole('region', { name: 'Your password is no longer accepted here' });
  await expect.element(banner.getByRole('alert')).toHaveTextContent('Your messages stay on this device.');
  const field = banner.getByLabelText('Password');
  expect(field.element().getAttribute('autocomplete')).toBe('current-password');
  const again = banner.getByRole('button', { name: 'Sign in again' });

  await again.click();
  await expect.element(field).toHaveFocus();
  expect(session.tried).toEqual([]);

  await field.fill('old');
  await again.click();
  await expect.element(banner.getByRole('alert')).toHaveTextContent('too many tries');

  await field.fill('new');
  await again.click();
  await expect.element(banner).not.toBeInTheDocument();
  expect(session.tried).toEqual(['old', 'new']);
});

test('a newer version can be taken', async () => {
  const apply = vi.fn();
  const session = { memory: false, needsPassword: false };
  const screen = await render(Harness, { session, update: { ready: true, apply } });
  await screen.getByRole('button', { name: 'Update' }).click();
  expect(apply).toHaveBeenCalledOnce();
});

test('a browser that stores nothing is told of, once', async () => {
  const session = { memory: true, storageRefused: true, needsPassword: false };
  const screen = await render(Harness, { session });
  await expect.element(screen.getByText('gives Kith no storage', { exact: false })).toBeVisible();
  await screen.getByRole('button', { name: 'Close' }).click();
  await expect.element(screen.getByText('gives Kith no storage', { exact: false })).not.toBeInTheDocument();
});
