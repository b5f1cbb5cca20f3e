/** Search among conversations and contacts: by name and by address, whatever the accents, and back again. */
import { type Account, expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';
import type { Stack } from '../stack.ts';

const names = { jose: 'José Peña', strasse: 'Anna Weißenfels', lukasz: 'Łukasz Żak' } as const;

/** Three contacts; with one of them there is a conversation. */
async function people(stack: Stack): Promise<[me: Account, jose: Account, anna: Account, lukasz: Account]> {
  const me = await stack.createAccount('me');
  const jose = await stack.createAccount('friend');
  const anna = await stack.createAccount('aw');
  const lukasz = await stack.createAccount('lz');
  await stack.server.setRoster(me.user, [
    { jid: jose.jid, name: names.jose, subscription: 'both' },
    { jid: anna.jid, name: names.strasse, subscription: 'both' },
    { jid: lukasz.jid, name: names.lukasz, subscription: 'both' },
  ]);
  await stack.history(me, jose, 3);
  return [me, jose, anna, lukasz];
}

const found = (app: App) => app.page.getByRole('list', { name: 'Search results' }).getByRole('link');

test('conversations and contacts are found by name, by any word of it, without its accents', async ({
  stack,
  open,
}) => {
  const [me, jose] = await people(stack);
  const app = await open({ account: me });
  await app.signIn(me);
  await expect(app.chats.row(names.jose)).toBeVisible();
  await expect(app.chats.items).toHaveCount(1);
  const cases = [
    ['jose', names.jose],
    ['PEÑA jo', names.jose],
    ['pena', names.jose],
    ['weissen', names.strasse],
    ['lukasz', names.lukasz],
    ['zak', names.lukasz],
  ] as const;
  for (const [query, name] of cases) {
    await app.chats.search.fill(query);
    await expect(found(app), query).toHaveCount(1);
    await expect(found(app), query).toContainText(name);
  }
  await app.chats.search.fill('jose');
  await found(app).click();
  await expect(app.conversation.heading(names.jose)).toBeVisible();
  await expect(app.conversation.message('line 3')).toBeVisible();
  expect(decodeURIComponent(app.page.url())).toContain(jose.jid);
});

test('what was found has the menu of its row', async ({ stack, open }) => {
  const [me, jose] = await people(stack);
  const app = await open({ account: me });
  await app.signIn(me);
  await expect(app.chats.row(names.jose)).toBeVisible();
  await app.chats.search.fill('jose');
  await found(app).click({ button: 'right' });
  const menu = app.page.getByRole('menu', { name: 'Conversation actions' });
  await menu.getByRole('menuitem', { name: 'Details' }).click();
  await expect(app.page).toHaveURL(new RegExp(`${encodeURIComponent(jose.jid)}/details$`));
});

test('an address finds who has it, and what nobody has finds nothing', async ({ stack, open }) => {
  const [me, jose, anna] = await people(stack);
  const app = await open({ account: me });
  await app.signIn(me);
  await expect(app.chats.row(names.jose)).toBeVisible();
  for (const [account, name] of [
    [jose, names.jose],
    [anna, names.strasse],
  ] as const) {
    await app.chats.search.fill(account.user.toUpperCase());
    await expect(found(app)).toHaveCount(1);
    await expect(found(app)).toContainText(name);
  }
  // All addresses share the domain: a conversation stands before mere contacts.
  await app.chats.search.fill(me.domain);
  await expect(found(app)).toHaveCount(3);
  await expect(found(app).first()).toContainText(names.jose);
  await app.chats.search.fill('nobody of that name');
  await expect(found(app)).toHaveCount(0);
  await expect(app.page.getByText('Nothing found for “nobody of that name”')).toBeVisible();
});

test('a search is cleared by its button and by Escape', async ({ stack, open }) => {
  const [me] = await people(stack);
  const app = await open({ account: me });
  await app.signIn(me);
  await expect(app.chats.row(names.jose)).toBeVisible();
  await app.chats.search.fill('zak');
  await expect(app.chats.list).toBeHidden();
  await app.page.getByRole('button', { name: 'Clear search' }).click();
  await expect(app.chats.search).toHaveValue('');
  await expect(app.chats.search).toBeFocused();
  await expect(app.chats.row(names.jose)).toBeVisible();
  await app.chats.search.fill('zak');
  await expect(app.chats.list).toBeHidden();
  await app.chats.search.press('Escape');
  await expect(app.chats.search).toHaveValue('');
  await expect(app.chats.row(names.jose)).toBeVisible();
});

test('the list of contacts is searched too', async ({ stack, open }) => {
  const [me, , anna] = await people(stack);
  const app = await open({ account: me });
  await app.signIn(me);
  await app.show('Contacts');
  const rows = app.contacts.list.getByRole('listitem');
  await expect(rows).toHaveCount(3);
  await app.chats.search.fill('zak');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(names.lukasz);
  await app.chats.search.fill(anna.user);
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(names.strasse);
  await app.chats.search.fill('xyzzy');
  await expect(app.page.getByText('Nobody found')).toBeVisible();
  await app.chats.search.fill('');
  await expect(rows).toHaveCount(3);
});
