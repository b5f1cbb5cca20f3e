/** What concerns the whole app, in a browser: the password asked for again, the update, and that nothing is kept. */
import { describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { ConnectFailure } from '#model/failure.ts';
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

test.each([
  [false, 'Please type your password again', 'does not recognise this browser'],
  [true, 'Type your password to go online', 'cannot keep you signed in'],
])('a server that knows nothing of this browser is no wrong password: %s', async (everyTime, name, text) => {
  const session = new FakeSession('right', { kind: 'not-recognised', everyTime });
  const screen = await render(Harness, { session });
  const banner = screen.getByRole('region', { name });
  await expect.element(banner.getByRole('alert')).toHaveTextContent(text);
  await expect.element(banner.getByRole('alert')).not.toHaveTextContent(/no longer accepted|wrong/i);
  await banner.getByLabelText('Password').fill('right');
  await banner.getByRole('button', { name: 'Sign in again' }).click();
  await expect.element(banner).not.toBeInTheDocument();
  expect(session.agreed).toEqual([undefined]);
});

describe('a weaker way of signing in', () => {
  const downgrade = { from: 'SCRAM-SHA-256', to: 'PLAIN' };
  const setUp = async () => {
    const session = new FakeSession('right', { kind: 'mechanism-too-weak', downgrade });
    const screen = await render(Harness, { session });
    const banner = screen.getByRole('region', { name: 'in a weaker way' });
    return { session, banner };
  };

  test('is explained, and is not what one gets by pressing on', async () => {
    const { session, banner } = await setUp();
    const alert = banner.getByRole('alert');
    await expect.element(alert).toHaveTextContent('safer way (SCRAM-SHA-256) and now only offers PLAIN');
    await expect.element(alert).toHaveTextContent('an attack, or a change by its operator');
    await expect.element(alert).toHaveTextContent('gets the password itself');
    await expect.element(banner.getByLabelText('Password')).not.toBeInTheDocument();
    await banner.getByRole('button', { name: 'Try again' }).click();
    expect([session.retries, session.tried]).toEqual([1, []]);
  });

  test('is used once it was chosen and the password typed', async () => {
    const { session, banner } = await setUp();
    await banner.getByRole('button', { name: 'Use the weaker way' }).click();
    const field = banner.getByLabelText('Password');
    await expect.element(field).toHaveFocus();
    await banner.getByRole('button', { name: 'Sign in the weaker way' }).click();
    expect(session.tried).toEqual([]);
    await field.fill('right');
    await banner.getByRole('button', { name: 'Sign in the weaker way' }).click();
    await expect.element(banner).not.toBeInTheDocument();
    expect([session.tried, session.agreed]).toEqual([['right'], [downgrade]]);
  });

  test('that is weaker still is another question', async () => {
    const { session, banner } = await setUp();
    session.passwordReason = {
      kind: 'mechanism-too-weak',
      downgrade: { from: 'SCRAM-SHA-256', to: 'SCRAM-SHA-1' },
    };
    await banner.getByRole('button', { name: 'Use the weaker way' }).click();
    await expect.element(banner.getByLabelText('Password')).toBeVisible();
    await expect.element(banner.getByRole('alert')).not.toHaveTextContent('gets the password itself');
    session.passwordReason = { kind: 'mechanism-too-weak', downgrade };
    await expect.element(banner.getByLabelText('Password')).not.toBeInTheDocument();
  });
});

test.each<ConnectFailure>([
  { kind: 'credentials-expired' },
  { kind: 'not-recognised', everyTime: true },
  { kind: 'mechanism-too-weak', downgrade: { from: 'SCRAM-SHA-512', to: 'PLAIN' } },
])('the question fits a phone of 320 px: $kind', async (reason) => {
  await page.viewport(320, 568);
  const session = new FakeSession('right', reason);
  const screen = await render(Harness, { session });
  const chooses = screen.getByRole('button', { name: 'Use the weaker way' });
  if (reason.kind === 'mechanism-too-weak') await chooses.click();
  await expect.element(screen.getByLabelText('Password', { exact: true })).toBeVisible();
  expect(document.documentElement.scrollWidth).toBe(320);
  expect(screen.getByRole('region').element().getBoundingClientRect().height).toBeLessThan(568 / 1.5);
});

test('a server that keeps nobody signed in is spoken of once, and not over the question itself', async () => {
  const session = new FakeSession('right', { kind: 'not-recognised', everyTime: false });
  session.cannotStay = true;
  const screen = await render(Harness, { session });
  const told = screen.getByText('will ask for your password each time it starts', { exact: false });
  await expect.element(screen.getByRole('region')).toBeVisible();
  await expect.element(told).not.toBeInTheDocument();
  session.passwordReason = undefined;
  await expect.element(told).toBeVisible();
  await screen.getByRole('button', { name: 'Close' }).click();
  await expect.element(told).not.toBeInTheDocument();
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
