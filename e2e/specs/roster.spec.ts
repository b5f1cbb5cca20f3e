/** Contacts: presence, adding, answering, renaming, grouping, blocking and removing. */
import { expect, test } from '../fixtures.ts';
import { ns } from '../peers/namespaces.ts';
import { type XmlNode, xml } from '../peers/peer.ts';

test('a contact’s presence and status come and go @wire', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  const b = await peer(bob);
  await b.setPresence('away', 'gone fishing');
  const app = await open({ account: alice });
  await app.signIn(alice);
  await app.show('Contacts');
  await expect(app.contacts.row('Bob')).toContainText('Away');
  await app.contacts.open('Bob');
  await expect(app.page.getByText('gone fishing').first()).toBeVisible();
  await b.stop();
  await expect(app.contacts.row('Bob')).not.toContainText('Away');
  await expect(app.page.getByText('gone fishing')).toHaveCount(0);
});

test('adding by address asks; the answer makes a contact on both sides @wire', async ({
  stack,
  open,
  peer,
}) => {
  const alice = await stack.createAccount('alice');
  const bob = await stack.createAccount('bob');
  const b = await peer(bob);
  const app = await open({ account: alice });
  await app.signIn(alice);
  await app.chats.addContact(bob.jid);
  await b.wait((s) => s.is('presence') && s.attrs['type'] === 'subscribe', { what: 'request' });
  await b.subscription('subscribed', alice.jid);
  await b.subscription('subscribe', alice.jid);
  // Having asked ourselves, we let the other see us without a question.
  await expect
    .poll(async () => (await b.roster()).map((item) => `${item.attrs['jid']} ${item.attrs['subscription']}`))
    .toContain(`${alice.jid} both`);
  await app.show('Contacts');
  await expect(app.contacts.row(bob.jid)).toBeVisible();
});

test('a request is accepted, another declined, a third blocked @wire @old', async ({ stack, open, peer }) => {
  const alice = await stack.createAccount('alice');
  const bob = await stack.createAccount('bob');
  const carol = await stack.createAccount('carol');
  const mallory = await stack.createAccount('mallory');
  const app = await open({ account: alice });
  await app.signIn(alice);
  const b = await peer(bob);
  const c = await peer(carol);
  const m = await peer(mallory);
  for (const asking of [b, c, m]) await asking.subscription('subscribe', alice.jid);
  await app.show('Contacts');
  await app.contacts.answer(bob.jid, 'Accept');
  await b.wait((s) => s.is('presence') && s.attrs['type'] === 'subscribed', { what: 'subscribed' });
  await app.contacts.answer(carol.jid, 'Decline');
  await c.wait((s) => s.is('presence') && s.attrs['type'] === 'unsubscribed', { what: 'unsubscribed' });
  await expect(app.contacts.request(mallory.jid)).toBeVisible();
  await app.contacts.answer(mallory.jid, 'Block');
  await expect(app.contacts.requests).toBeHidden();
  const other = await peer(alice, { resource: 'other' });
  const blocked = async () => (await other.iq('get', xml('blocklist', { xmlns: ns.blocking }))).toString();
  await expect.poll(blocked).toContain(mallory.jid);
  expect((await other.roster()).map((item) => item.attrs['jid'])).not.toContain(mallory.jid);
  // Answered for good: it does not come back with the next start.
  await app.page.reload();
  await app.waitOnline();
  await expect(app.contacts.row(bob.jid)).toBeVisible();
  await expect(app.contacts.requests).toBeHidden();
});

test('rename, block, unblock and remove reach the server @wire @old', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  const other = await peer(alice, { resource: 'other' });
  await app.show('Contacts');
  await app.contacts.open('Bob');
  await app.contacts.button(/^Rename/).click();
  const rename = app.page.getByRole('dialog');
  await rename.getByRole('textbox', { name: 'Name' }).fill('Robert');
  await rename.getByRole('button', { name: 'Save' }).click();
  const item = async () => (await other.roster()).find((i) => i.attrs['jid'] === bob.jid);
  await expect.poll(async () => (await item())?.attrs['name']).toBe('Robert');

  await app.contacts
    .button(/^Block/)
    .first()
    .click();
  await app.page
    .getByRole('dialog')
    .or(app.page.getByRole('alertdialog'))
    .getByRole('button', { name: 'Block' })
    .click();
  const blocked = async () => (await other.iq('get', xml('blocklist', { xmlns: ns.blocking }))).toString();
  await expect.poll(blocked).toContain(bob.jid);
  await app.contacts
    .button(/^Unblock/)
    .first()
    .click();
  await expect.poll(blocked).not.toContain(bob.jid);

  await app.contacts.button(/^Remove/).click();
  await app.page
    .getByRole('dialog')
    .or(app.page.getByRole('alertdialog'))
    .getByRole('button', { name: 'Remove' })
    .click();
  await expect.poll(item).toBeUndefined();
});

test('a change made on another device shows at once @wire', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  await app.show('Contacts');
  await expect(app.contacts.row('Bob')).toBeVisible();
  const other = await peer(alice, { resource: 'other' });
  await other.iq('set', xml('query', { xmlns: ns.roster }, xml('item', { jid: bob.jid, name: 'Bobby' })));
  await expect(app.contacts.row('Bobby')).toBeVisible();
});

test('own presence and status text are seen by a friend, and are the same after a reload @wire', async ({
  stack,
  open,
  peer,
  trouble,
}) => {
  // Of a server that says more than the end of the stream after it.
  trouble.expect(/Data frame received after close/);
  const [alice, bob] = await stack.friends();
  const b = await peer(bob);
  const app = await open({ account: alice });
  await app.signIn(alice);
  await app.show('Settings');
  await app.page.getByRole('textbox', { name: 'Status text' }).fill('on the train');
  await app.page.getByRole('textbox', { name: 'Status text' }).press('Enter');
  await app.page.getByRole('textbox', { name: 'Status text' }).blur();
  await b.wait((s) => s.is('presence') && s.getChildText('status') === 'on the train', { what: 'status' });
  const busy = app.page.getByRole('radiogroup', { name: 'Presence' }).getByRole('radio', {
    name: 'Do not disturb',
  });
  await busy.check();
  const isBusy = (s: XmlNode): boolean =>
    s.is('presence') &&
    s.attrs['from']?.startsWith(`${alice.jid}/`) === true &&
    s.getChildText('show') === 'dnd' &&
    s.getChildText('status') === 'on the train';
  await b.wait(isBusy, { what: 'dnd' });
  await app.page.reload();
  await app.waitOnline();
  await expect(busy).toBeChecked();
  // Whoever comes now is told the same by the server, and so it is with a stream that begins anew.
  const late = await peer(bob, { resource: 'late' });
  await late.wait(isBusy, { what: 'dnd' });
  const before = late.stanzas.length;
  await stack.server.cut(alice.user, 'reset');
  await late.wait(isBusy, { from: before, what: 'dnd of a new stream' });
});
