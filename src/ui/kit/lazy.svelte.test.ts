/** A part that is fetched: drawn when it comes, owned up to when it does not. */
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../theme/tokens.css';
import Harness from './testing/LazyHarness.svelte';

test('waits, then draws what came', async () => {
  let come: (loaded: { default: string }) => void = () => undefined;
  const load = () => new Promise<{ default: string }>((resolve) => (come = resolve));
  const screen = await render(Harness, { load });
  await expect.element(screen.getByText('loading')).toBeVisible();
  come({ default: 'here' });
  await expect.element(screen.getByText('here')).toBeVisible();
  await expect.element(screen.getByText('loading')).not.toBeInTheDocument();
});

test('says that it could not be loaded, and offers to reload', async () => {
  const load = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
  const screen = await render(Harness, { load });
  await expect.element(screen.getByRole('alert')).toHaveTextContent('could not be loaded');
  await expect.element(screen.getByRole('button', { name: 'Reload' })).toBeVisible();
});
