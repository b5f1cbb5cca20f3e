/** What the lists beside a conversation are worked with: filters, groups, the menu of a row, the divider that is dragged. */
import type { Locator } from 'playwright/test';
import { expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';
import { xml } from '../peers/peer.ts';
import { ns } from '../peers/namespaces.ts';

const radio = (app: App, group: string, name: string): Locator =>
  app.page.getByRole('radiogroup', { name: group }).getByRole('radio', { name, exact: true });

test('the filter shows what is unread, and says when all is read', async ({ stack, open, peer }) => {
  const alice = await stack.createAccount('alice');
  const bob = await stack.createAccount('bob');
  const carol = await stack.createAccount('carol');
  await stack.befriend(alice, bob);
  await stack.befriend(alice, carol);
  const app = await open({ account: alice });
  await app.signIn(alice);
  const b = await peer(bob);
  await b.send(alice.jid, 'one');
  await b.send(alice.jid, 'two');
  await expect(app.chats.unread('Bob', 2)).toBeVisible();
  // What is unread is not what is newest.
  await app.chats.start(carol.jid);
  await app.conversation.send('hello');
  await expect(app.chats.items.first()).toContainText('Carol');
  await expect(app.chats.items).toHaveCount(2);
  await radio(app, 'Show', 'Unread 2').check();
  await expect(app.chats.items).toHaveCount(1);
  await expect(app.chats.unread('Bob', 2)).toBeVisible();
  await app.chats.open('Bob');
  await expect(app.page.getByText('There is nothing unread.')).toBeVisible();
  await app.page.getByRole('button', { name: 'Show all' }).click();
  await expect(radio(app, 'Show', 'All')).toBeChecked();
  await expect(app.chats.items).toHaveCount(2);
});

test('contacts are shown by group, as another device changes them too', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  const carol = await stack.createAccount('carol');
  await stack.befriend(alice, carol);
  const other = await peer(alice, { resource: 'other' });
  const put = (jid: string, name: string, ...groups: string[]) =>
    other.iq(
      'set',
      xml(
        'query',
        { xmlns: ns.roster },
        xml('item', { jid, name }, ...groups.map((group) => xml('group', {}, group))),
      ),
    );
  await put(bob.jid, 'Bob', 'Work', 'Climbing');
  const app = await open({ account: alice });
  await app.signIn(alice);
  await app.show('Contacts');
  const rows = app.contacts.list.getByRole('listitem');
  await expect(rows).toHaveCount(2);
  await expect(app.page.getByRole('radiogroup', { name: 'Groups' }).getByRole('radio')).toHaveCount(3);
  await radio(app, 'Groups', 'Climbing').check();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('Bob');
  await put(carol.jid, 'Carol', 'Climbing');
  await expect(rows).toHaveCount(2);
  // A group without members is no group any more: all are shown again.
  await put(carol.jid, 'Carol');
  await expect(rows).toHaveCount(1);
  await put(bob.jid, 'Bob', 'Work');
  await expect(radio(app, 'Groups', 'Climbing')).toHaveCount(0);
  await expect(radio(app, 'Groups', 'All')).toBeChecked();
  await expect(rows).toHaveCount(2);
});

test('the list is as wide as it is dragged, also after a reload', async ({ stack, open }) => {
  const account = await stack.createAccount();
  const app = await open({ account });
  await app.signIn(account);
  const divider = app.page.getByRole('separator', { name: 'Width of the list' });
  const right = async () => Math.round((await pane.boundingBox())?.width ?? NaN);
  const pane = app.page.getByRole('region', { name: 'Chats' });
  const before = await right();
  const drag = async (by: number) => {
    const box = await divider.boundingBox();
    if (box === null) throw new Error('no divider');
    const x = box.x + box.width / 2;
    await app.page.mouse.move(x, 400);
    await app.page.mouse.down();
    await app.page.mouse.move(x + by / 2, 380, { steps: 3 });
    await app.page.mouse.move(x + by, 420, { steps: 3 });
    await app.page.mouse.up();
  };
  await drag(60);
  await expect.poll(right).toBe(before + 60);
  await expect(divider).toHaveAttribute('aria-valuenow', String(before + 60));
  await app.page.reload();
  await app.waitOnline();
  await expect.poll(right).toBe(before + 60);
  // Neither list nor conversation can be dragged away.
  await drag(-900);
  const narrowest = Number(await divider.getAttribute('aria-valuemin'));
  await expect.poll(right).toBe(narrowest);
  await divider.focus();
  await divider.press('ArrowRight');
  await expect.poll(right).toBeGreaterThan(narrowest);
});

test('a menu opens by right click, by key, and by a finger that rests, and stays when it leaves', async ({
  stack,
  open,
}) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 3);
  const app = await open({ account: alice });
  await app.signIn(alice);
  const row = app.chats.row('Bob');
  const menu = app.page.getByRole('menu', { name: 'Conversation actions' });
  await row.click({ button: 'right' });
  await expect(menu.getByRole('menuitem')).toHaveText(['Open', 'Details', 'Copy address', 'Block']);
  await app.page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(row).toBeFocused();
  await row.press('Shift+F10');
  await menu.getByRole('menuitem', { name: 'Details' }).click();
  await expect(app.contacts.button('Rename')).toBeVisible();
  await app.context.close();

  const phone = await open({ account: alice, phone: true });
  await phone.signIn(alice);
  const small = phone.chats.row('Bob');
  const sheet = phone.page.getByRole('menu', { name: 'Conversation actions' });
  await rest(phone, small, async () => {
    await expect(sheet).toBeVisible();
  });
  // The finger is gone: the menu stays, and no conversation was opened by the tap's end.
  await expect(sheet.getByRole('menuitem', { name: 'Open' })).toBeInViewport();
  await expect(phone.conversation.log).toHaveCount(0);
  await sheet.getByRole('menuitem', { name: 'Open' }).tap();
  const message = phone.conversation.message('line 3');
  await expect(message).toBeVisible();
  const actions = phone.page.getByRole('menu', { name: 'Message actions' });
  await rest(phone, message.getByText('line 3', { exact: true }), async () => {
    await expect(actions).toBeVisible();
  });
  await expect(actions.getByRole('menuitem', { name: 'Copy' })).toBeInViewport();
  // Another tap beside it closes it, as any menu.
  await phone.page.touchscreen.tap(20, 300);
  await expect(actions).toBeHidden();
});

/** A finger goes down on the middle of a part, rests until something is so, and leaves. */
async function rest(app: App, on: Locator, until: () => Promise<void>): Promise<void> {
  const box = await on.boundingBox();
  if (box === null) throw new Error('nothing to touch');
  const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const devtools = await app.context.newCDPSession(app.page);
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
  await until();
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await devtools.detach();
}
