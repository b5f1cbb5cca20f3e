/** Details of a contact: its name, its groups, each of its devices, and leaving it. */
import { type Account, expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';
import type { Peer, XmlNode } from '../peers/peer.ts';

async function detailsOf(app: App, name: string): Promise<void> {
  await app.show('Contacts');
  await app.contacts.open(name);
  await expect(app.contacts.button('Remove from contacts')).toBeVisible();
}

const itemOf = async (roster: Peer, contact: Account): Promise<XmlNode | undefined> =>
  (await roster.roster()).find((item) => item.attrs['jid'] === contact.jid);
const groupsOf = async (roster: Peer, contact: Account): Promise<string[] | undefined> =>
  (await itemOf(roster, contact))
    ?.getChildren('group')
    .map((group) => group.text())
    .sort();

test('a new name shows wherever the contact does; without one the address does', async ({
  stack,
  open,
  peer,
}) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 3);
  const app = await open({ account: alice });
  await app.signIn(alice);
  const other = await peer(alice, { resource: 'other' });
  await expect(app.chats.row('Bob')).toBeVisible();
  await detailsOf(app, 'Bob');
  const rename = async (name: string) => {
    await app.contacts.button('Rename').click();
    await app.settings.dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await app.settings.dialog.getByRole('button', { name: 'Save' }).click();
    await expect(app.settings.dialog).toBeHidden();
  };
  await rename('Robert “Bob” Ünal');
  await expect(app.conversation.heading('Robert “Bob” Ünal')).toBeVisible();
  await expect(app.contacts.row('Robert “Bob” Ünal')).toBeVisible();
  await expect.poll(async () => (await itemOf(other, bob))?.attrs['name']).toBe('Robert “Bob” Ünal');
  await app.show('Chats');
  await app.chats.open('Robert “Bob” Ünal');
  await expect(app.conversation.heading('Robert “Bob” Ünal')).toBeVisible();
  await expect(app.conversation.message('line 3')).toBeVisible();

  await detailsOf(app, 'Robert “Bob” Ünal');
  await rename('');
  await expect(app.conversation.heading(bob.jid)).toBeVisible();
  await expect.poll(async () => (await itemOf(other, bob))?.attrs['name'] ?? '').toBe('');
});

test('groups are put on and taken off, at the server too @wire', async ({ stack, open, peer }) => {
  const alice = await stack.createAccount('alice');
  const bob = await stack.createAccount('bob');
  await stack.server.setRoster(alice.user, [
    { jid: bob.jid, name: 'Bob', subscription: 'both', groups: ['Chess'] },
  ]);
  const app = await open({ account: alice });
  await app.signIn(alice);
  const other = await peer(alice, { resource: 'other' });
  await detailsOf(app, 'Bob');
  const row = app.contacts.button(/^Groups/);
  const { dialog } = app.settings;
  await expect(row).toContainText('Chess');

  await row.click();
  await expect(dialog.getByRole('checkbox', { name: 'Chess' })).toBeChecked();
  await dialog.getByRole('textbox', { name: 'New group' }).fill('Family & friends');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(dialog.getByRole('checkbox', { name: 'Family & friends' })).toBeChecked();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => groupsOf(other, bob)).toEqual(['Chess', 'Family & friends']);
  await expect(row).toContainText('Family & friends');

  await row.click();
  await dialog.getByRole('checkbox', { name: 'Chess' }).uncheck();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await row.click();
  await expect(dialog.getByRole('checkbox', { name: 'Chess' })).toBeChecked();
  await dialog.getByRole('checkbox', { name: 'Chess' }).uncheck();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => groupsOf(other, bob)).toEqual(['Family & friends']);
  expect((await itemOf(other, bob))?.attrs['name']).toBe('Bob');
  await expect(row).not.toContainText('Chess');
});

test('each device is listed with its own presence, and leaves the list with it @wire', async ({
  stack,
  open,
  peer,
}) => {
  const [alice, bob] = await stack.friends();
  const desk = await peer(bob, { resource: 'desk' });
  const pocket = await peer(bob, { resource: 'pocket' });
  await desk.setPresence('dnd', 'in a meeting');
  const app = await open({ account: alice });
  await app.signIn(alice);
  await detailsOf(app, 'Bob');
  const devices = app.page.getByRole('region', { name: 'Devices' });
  const resource = (device: Peer) => device.jid.slice(device.jid.indexOf('/') + 1);
  await expect(devices.getByText(resource(desk), { exact: true })).toBeVisible();
  await expect(devices.getByText('Do not disturb: in a meeting')).toBeVisible();
  await expect(devices.getByText(resource(pocket), { exact: true })).toBeVisible();
  await expect(devices.getByText('Available', { exact: true })).toBeVisible();
  await pocket.setPresence('away', 'on the way');
  await expect(devices.getByText('Away: on the way')).toBeVisible();
  await pocket.stop();
  await expect(devices.getByText(resource(pocket), { exact: true })).toHaveCount(0);
  await expect(devices.getByText(resource(desk), { exact: true })).toBeVisible();
  await desk.stop();
  await expect(devices.getByText('No device is online')).toBeVisible();
});

test('a contact is removed once that is confirmed; the conversation stays @wire', async ({
  stack,
  open,
  peer,
}) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 3);
  const b = await peer(bob);
  const app = await open({ account: alice });
  await app.signIn(alice);
  const other = await peer(alice, { resource: 'other' });
  await detailsOf(app, 'Bob');
  const remove = app.contacts.button('Remove from contacts');
  await remove.click();
  await expect(app.settings.dialog).toContainText('Remove Bob?');
  await app.settings.dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(app.settings.dialog).toBeHidden();
  await expect(app.contacts.row('Bob')).toBeVisible();
  expect(await itemOf(other, bob)).toBeDefined();

  await remove.click();
  await app.settings.dialog.getByRole('button', { name: 'Remove' }).click();
  await expect.poll(() => itemOf(other, bob)).toBeUndefined();
  await b.wait((s) => s.is('presence') && s.attrs['type'] === 'unsubscribed', { what: 'unsubscribed' });
  await expect(app.contacts.row('Bob')).toHaveCount(0);
  await expect(remove).toBeHidden();
  await app.show('Chats');
  await app.chats.open(bob.jid);
  await expect(app.conversation.message('line 3')).toBeVisible();
});
