/** The whole of Kith without a mouse: every test here uses keys alone. */
import { expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';

const combobox = (app: App) => app.page.getByRole('combobox', { name: 'Find a chat' });
const keyList = (app: App) => app.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
const press = async (app: App, ...keys: string[]) => {
  for (const key of keys) await app.page.keyboard.press(key);
};

test('signing in, a first chat, a message, its details, another chat, signing out', async ({
  stack,
  open,
  peer,
}) => {
  const [alice, bob] = await stack.friends();
  const carol = await stack.createAccount('carol');
  const app = await open({ account: alice });
  const { keyboard } = app.page;
  await app.signInPage.password.focus();
  await keyboard.insertText(alice.password);
  await press(app, 'Enter');
  await app.waitOnline();

  await press(app, 'Control+k');
  await expect(combobox(app)).toBeFocused();
  await keyboard.type('new');
  await press(app, 'Enter');
  await expect(app.chats.dialog).toBeVisible();
  await keyboard.type(bob.jid);
  await press(app, 'Enter');
  await expect(app.conversation.composer).toBeFocused();
  const b = await peer(bob);
  await keyboard.type('hello');
  await press(app, 'Enter');
  await b.waitForBody('hello');
  await expect(app.conversation.delivery('hello', 'Delivered')).toBeVisible();

  await press(app, 'Shift+Tab', 'Enter');
  const menu = app.page.getByRole('menu', { name: 'Message actions' });
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  await press(app, 'd', 'Enter');
  const details = app.page.getByRole('dialog', { name: 'Details' });
  await expect(details).toBeVisible();
  await press(app, 'Escape');
  await expect(details).toBeHidden();
  await expect(app.conversation.own('hello')).toBeFocused();
  await press(app, 'Escape');
  await expect(app.conversation.composer).toBeFocused();

  const c = await peer(carol);
  await c.send(alice.jid, 'who are you');
  await expect(app.chats.items).toHaveCount(2);
  await press(app, 'Alt+ArrowUp');
  await expect(app.conversation.message('who are you')).toBeVisible();
  await expect(app.conversation.composer).toBeFocused();
  await press(app, 'Alt+ArrowDown');
  await expect(app.conversation.message('hello')).toBeVisible();

  await press(app, 'Control+k');
  await keyboard.type('sign o');
  await press(app, 'Enter');
  await expect(app.settings.dialog).toBeVisible();
  await press(app, 'Tab');
  await expect(app.settings.dialog.getByRole('button', { name: 'Sign out' })).toBeFocused();
  await press(app, 'Enter');
  await expect(app.signInPage.password).toBeVisible();
});

test('a message that failed is retried and discarded by key', async ({ stack, open }) => {
  const alice = await stack.createAccount('alice');
  const app = await open({ account: alice });
  await app.signIn(alice);
  await app.chats.start(`nobody@${stack.server.domain}`);
  await app.conversation.send('is anyone there');
  await expect(app.conversation.delivery('is anyone there', 'Failed')).toBeVisible();
  await app.conversation.composer.press('Shift+Tab');
  // In the message: what may be tried again stands in sight too.
  await expect(app.page.getByRole('button', { name: 'Retry' })).toBeFocused();
  await press(app, 'Shift+Tab', 'Shift+Tab');
  await expect(app.conversation.messages.last()).toBeFocused();
  await press(app, 'Enter', 'r', 'Enter');
  await expect(app.conversation.delivery('is anyone there', 'Failed')).toBeVisible();
  await press(app, 'Enter', 'ArrowUp', 'Enter');
  await expect(app.conversation.messages).toHaveCount(0);
  await expect(app.conversation.composer).toBeFocused();
});

test('lists, the way into them and out again', async ({ stack, open }) => {
  const alice = await stack.createAccount('alice');
  for (const name of ['bob', 'carol', 'dave']) await stack.befriend(alice, await stack.createAccount(name));
  const app = await open({ account: alice });
  await app.signIn(alice);
  await press(app, 'Control+k');
  await app.page.keyboard.type('contacts');
  await press(app, 'Enter');
  const row = (name: string) => app.contacts.row(name).getByRole('link');
  await expect(combobox(app)).toBeHidden();
  await expect(row('Dave')).toBeVisible();
  await press(app, '/');
  await expect(app.chats.search).toBeFocused();
  await press(app, 'ArrowDown');
  await expect(row('Bob')).toBeFocused();
  await press(app, 'End');
  await expect(row('Dave')).toBeFocused();
  await press(app, 'Home', 'ArrowDown');
  await expect(row('Carol')).toBeFocused();
  await press(app, 'd', 'a');
  await expect(app.chats.search).toHaveValue('da');
  await expect(app.contacts.list.getByRole('listitem')).toHaveCount(1);
  await press(app, 'ArrowDown');
  await expect(row('Dave')).toBeFocused();
  await press(app, 'Enter');
  await expect(app.page.getByRole('heading', { name: 'Dave' })).toBeVisible();
  // What was opened last is closed first.
  await press(app, 'Escape');
  await expect(app.chats.search).toHaveValue('');
  await expect(app.chats.search).toBeFocused();
  await press(app, 'Escape');
  await expect(app.page).toHaveURL(/#\/contacts$/);
});

test('keys are listed, and those that work alone can be turned off for good', async ({ stack, open }) => {
  const [alice] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  await app.chats.search.focus();
  await press(app, '?');
  await expect(app.chats.search).toHaveValue('?');
  await press(app, 'Escape', 'Shift+Tab', '?');
  await expect(keyList(app)).toBeVisible();
  const single = keyList(app).getByRole('switch', { name: 'Keys that work alone' });
  await single.focus();
  await press(app, ' ', 'Escape');
  await expect(keyList(app)).toBeHidden();
  await app.page.reload();
  await app.waitOnline();
  await press(app, '?', '/');
  await expect(keyList(app)).toBeHidden();
  await press(app, 'Control+k');
  await app.page.keyboard.type('keyboard');
  await press(app, 'Enter');
  await expect(single).not.toBeChecked();
});

test('the palette finds people, settings and actions, and does them', async ({ stack, open }) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 3);
  await stack.befriend(alice, await stack.createAccount('zoë'.normalize('NFD').replace(/\p{M}/gu, '')));
  const app = await open({ account: alice });
  await app.signIn(alice);
  await expect(app.chats.row('Bob')).toBeVisible();
  const option = (name: string | RegExp) => app.page.getByRole('option', { name });
  const choose = async (typed: string, name: string | RegExp) => {
    await press(app, 'Control+k');
    await app.page.keyboard.type(typed);
    await expect(option(name)).toHaveAttribute('aria-selected', 'true');
    await press(app, 'Enter');
    await expect(combobox(app)).toBeHidden();
  };
  await choose('ZÖË', /^Zoe,/);
  await expect(app.page.getByRole('heading', { name: 'Zoe' })).toBeVisible();
  await expect(app.conversation.composer).toBeFocused();
  await choose('bo', /^Bob,/);
  await expect(app.conversation.message('line 3')).toBeVisible();
  await expect(app.conversation.composer).toBeFocused();
  await choose('theme dark', 'Theme: Dark');
  await expect(app.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(app.conversation.composer).toBeFocused();
  await choose('away', 'Presence: Away');
  await choose('appear', 'Appearance');
  await expect(app.settings.region('Appearance')).toBeFocused();
  await expect(app.settings.region('Appearance')).toBeInViewport();
  await expect(app.page.getByRole('radio', { name: 'Away', exact: true })).toBeChecked();
  await press(app, 'Control+k', 'Escape');
  await expect(combobox(app)).toBeHidden();
  await expect(app.settings.region('Appearance')).toBeFocused();
});

test('what is typed with AltGr, or while an input method composes, is text', async ({ stack, open }) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 3);
  const app = await open({ account: alice });
  await app.signIn(alice);
  await app.chats.open('Bob');
  const { composer } = app.conversation;
  await expect(composer).toBeFocused();
  const stray = (init: Pick<KeyboardEventInit, 'key' | 'ctrlKey' | 'altKey' | 'isComposing'>) =>
    composer.evaluate(
      (field, how) =>
        field.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...how })),
      init,
    );
  // AltGr comes with Ctrl and Alt on Windows.
  for (const key of ['k', '?', 'ArrowUp', 'ArrowDown'])
    expect(await stray({ key, ctrlKey: true, altKey: true })).toBe(true);
  for (const key of ['Escape', 'k'])
    expect(await stray({ key, ctrlKey: key === 'k', isComposing: true })).toBe(true);
  await expect(composer).toBeFocused();
  await expect(app.page.getByRole('dialog')).toHaveCount(0);
  // Reserved: nothing is edited yet, and nothing moves.
  await press(app, 'ArrowUp');
  await expect(composer).toBeFocused();
  await expect(composer).toHaveValue('');
  await expect(app.conversation.messages).toHaveCount(3);
});
