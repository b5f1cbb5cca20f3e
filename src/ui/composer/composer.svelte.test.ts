/** The composer's keys in a browser: Enter, Shift+Enter, composition, blocking, growing. */
import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { parseBareJid } from '#lib/jid.ts';
import '../theme/tokens.css';
import '../theme/base.css';
import Harness from './testing/ComposerHarness.svelte';
import { FakeComposer } from './testing/fake-composer.svelte.ts';

async function open(composer = new FakeComposer()) {
  const jid = parseBareJid('bob@localhost');
  if (!jid.ok) throw new Error('bad address in test');
  const onsent = vi.fn();
  const unblock = vi.fn(() => Promise.resolve());
  const screen = await render(Harness, { jid: jid.value, composer, onsent, unblock });
  return { screen, composer, onsent, unblock, field: screen.getByRole('textbox', { name: 'Message' }) };
}

test('has the focus at a desk; Enter sends and clears, Shift+Enter breaks', async () => {
  const { composer, onsent, field } = await open();
  await expect.element(field).toHaveFocus();
  await userEvent.keyboard('one{Shift>}{Enter}{/Shift}two');
  await expect.element(field).toHaveValue('one\ntwo');
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => onsent.mock.calls.length).toBe(1);
  expect(composer.sent).toEqual(['one\ntwo']);
  await expect.element(field).toHaveValue('');
});

test('a second message does not wait for the first to be stored', async () => {
  let store = (): void => undefined;
  const gate = new Promise<void>((resolve) => (store = resolve));
  const { composer, onsent, field } = await open(new FakeComposer({ gate }));
  await field.fill('one');
  await userEvent.keyboard('{Enter}');
  await field.fill('two');
  await userEvent.keyboard('{Enter}');
  expect(composer.sent).toEqual(['one', 'two']);
  store();
  await expect.poll(() => onsent.mock.calls.length).toBe(2);
});

test('Enter during a composition and on blanks sends nothing', async () => {
  const { composer, field } = await open();
  await field.fill('kon');
  field
    .element()
    .dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }));
  await field.fill('   ');
  await userEvent.keyboard('{Enter}');
  expect(composer.sent).toEqual([]);
});

test('keeps what could not be sent', async () => {
  const { composer, onsent, screen, field } = await open(new FakeComposer({ fails: true }));
  await field.fill('keep me');
  await screen.getByRole('button', { name: 'Send' }).click();
  expect(composer.sent).toEqual([]);
  expect(onsent).not.toHaveBeenCalled();
  await expect.element(field).toHaveValue('keep me');
  await expect.element(screen.getByRole('alert')).toBeVisible();
});

test('grows to eight lines, then scrolls', async () => {
  const { field } = await open();
  const height = (): number => field.element().clientHeight;
  const one = height();
  await field.fill('a\nb\nc');
  await expect.poll(height).toBeGreaterThan(one + 30);
  await field.fill('x\n'.repeat(8));
  const eight = height();
  await field.fill('x\n'.repeat(40));
  expect(height()).toBeLessThanOrEqual(eight + 2);
});

test('a text that is too long says so and is not sent', async () => {
  const { composer, screen, field } = await open();
  await field.fill('x'.repeat(FakeComposer.limit + 1));
  await expect.element(screen.getByRole('alert')).toBeVisible();
  await userEvent.keyboard('{Enter}');
  expect(composer.sent).toEqual([]);
});

test('a blocked address offers Unblock in place of the field', async () => {
  const { screen, unblock, field } = await open(new FakeComposer({ blocked: true }));
  await expect.element(field).not.toBeInTheDocument();
  await screen.getByRole('button', { name: 'Unblock' }).click();
  expect(unblock).toHaveBeenCalledExactlyOnceWith('bob@localhost');
});
