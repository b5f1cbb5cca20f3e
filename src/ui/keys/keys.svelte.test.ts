/** Keys over the screens in a browser: the palette finds and does, the list of keys shows, typing is left alone. */
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../theme/tokens.css';
import '../theme/base.css';
import { address, fakeApp } from '../testing/fake-app.svelte.ts';
import Harness from '../testing/ScreensHarness.svelte';

const bob = address('bob@localhost');
const carol = address('carol@localhost');

async function open() {
  await page.viewport(1200, 800);
  const made = fakeApp();
  const screen = await render(Harness, { app: made.app });
  const field = screen.getByRole('combobox');
  const active = (): string =>
    document.getElementById(field.element().getAttribute('aria-activedescendant') ?? '')?.ariaLabel ?? '';
  const options = (): string[] =>
    screen
      .getByRole('option')
      .elements()
      .map((option) => option.ariaLabel ?? '');
  return { ...made, screen, field, active, options };
}
const openPalette = () => userEvent.keyboard('{Control>}k{/Control}');

test('the palette offers what was last, then what can be done; arrows go round, Escape gives the focus back', async () => {
  const { screen, field, active, options } = await open();
  const search = screen.getByRole('searchbox', { name: 'Search' });
  await search.click();
  await openPalette();
  await expect.element(field).toHaveFocus();
  expect(options().slice(0, 3)).toEqual(['Bob, bob@localhost', 'Carol, carol@localhost', 'New chat']);
  expect(active()).toBe('Bob, bob@localhost');
  await userEvent.keyboard('{ArrowDown}');
  expect(active()).toBe('Carol, carol@localhost');
  await userEvent.keyboard('{ArrowUp}{ArrowUp}');
  expect(active()).toBe(options().at(-1));
  await userEvent.keyboard('{ArrowDown}');
  expect(active()).toBe('Bob, bob@localhost');
  await userEvent.keyboard('{Escape}');
  await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
  await expect.element(search).toHaveFocus();
});

test('typing narrows it down, Enter opens; accents and case do not matter', async () => {
  const { route, field, active, options } = await open();
  await openPalette();
  await expect.element(field).toHaveFocus();
  await userEvent.keyboard('{ArrowDown}BÖ');
  await expect.poll(options).toEqual(['Bob, bob@localhost']);
  expect(active()).toBe('Bob, bob@localhost');
  await userEvent.keyboard('{Enter}');
  expect(route.current).toEqual({ name: 'chat', jid: bob, details: false });
  await expect.element(field).not.toBeInTheDocument();
});

test('an action is found by its words and done', async () => {
  const { screen, field, options } = await open();
  await openPalette();
  await expect.element(field).toHaveFocus();
  await userEvent.keyboard('keyb');
  await expect.poll(options).toEqual(['Keyboard shortcuts']);
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
});

/** As fast as it can be: nothing is fetched or drawn in between. */
function typeAtOnce(on: Element, ...keys: string[]): void {
  for (const init of [{ key: 'k', ctrlKey: true }, ...keys.map((key) => ({ key }))])
    on.dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true }));
}

test('what is typed at once after the key is what the palette begins with', async () => {
  const { route, field, options } = await open();
  route.go({ name: 'chat', jid: bob, details: false });
  const composer = page.getByRole('textbox', { name: 'Message' });
  await expect.element(composer).toHaveFocus();
  typeAtOnce(composer.element(), 'c', 'a', 'r');
  await expect.element(field).toHaveValue('car');
  expect(options()).toEqual(['Carol, carol@localhost']);
  await userEvent.keyboard('o');
  await expect.element(field).toHaveValue('caro');
});

test('what is typed and chosen at once is done', async () => {
  const { route, field } = await open();
  typeAtOnce(document.body, 'c', 'a', 'r', 'Enter');
  await expect.poll(() => route.current).toEqual({ name: 'chat', jid: carol, details: false });
  await expect.element(field).not.toBeInTheDocument();
});

test('nothing found is said', async () => {
  const { screen, field, options } = await open();
  await openPalette();
  await expect.element(field).toHaveFocus();
  await userEvent.keyboard('zzz');
  await expect.element(screen.getByText('Nothing found for “zzz”')).toBeVisible();
  expect(options()).toEqual([]);
  await userEvent.keyboard('{Enter}');
  await expect.element(field).toBeVisible();
});

test('an input method has Enter and the arrows to itself', async () => {
  const { field, active } = await open();
  await openPalette();
  await expect.element(field).toHaveFocus();
  for (const key of ['ArrowDown', 'Enter', 'Escape'])
    field.element().dispatchEvent(new KeyboardEvent('keydown', { key, isComposing: true, bubbles: true }));
  expect(active()).toBe('Bob, bob@localhost');
  await expect.element(field).toBeVisible();
});

test('a question mark lists the keys, but not while one types, and not where single keys are off', async () => {
  const { app, screen } = await open();
  const dialog = screen.getByRole('dialog', { name: 'Keyboard shortcuts' });
  const search = screen.getByRole('searchbox', { name: 'Search' });
  await search.click();
  await userEvent.keyboard('?');
  await expect.element(search).toHaveValue('?');
  await userEvent.keyboard('{Escape}');
  (document.activeElement as HTMLElement).blur();
  await userEvent.keyboard('?');
  await expect.element(dialog).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog).not.toBeInTheDocument();
  Object.assign(app.settings, { device: { ...app.settings.device, singleKeys: false } });
  await userEvent.keyboard('?/');
  await openPalette();
  await expect.element(screen.getByRole('combobox')).toHaveFocus();
  await expect.element(dialog).not.toBeInTheDocument();
});

test('a list leads into its search field and back', async () => {
  const { screen } = await open();
  const search = screen.getByRole('searchbox', { name: 'Search' });
  await search.click();
  await userEvent.keyboard('{ArrowDown}');
  await expect.element(screen.getByRole('link', { name: 'Bob' })).toHaveFocus();
  await userEvent.keyboard('{ArrowUp}');
  await expect.element(search).toHaveFocus();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  await expect.element(screen.getByRole('link', { name: 'Carol' })).toHaveFocus();
  await userEvent.keyboard('x');
  await expect.element(search).toHaveFocus();
  await expect.element(search).toHaveValue('x');
});
