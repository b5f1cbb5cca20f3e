/** People one does not know, addresses that do not exist, and people one blocked. */
import { expect, test } from '../fixtures.ts';
import { ns } from '../peers/namespaces.ts';
import { xml } from '../peers/peer.ts';

test('a stranger is shown with the full address and learns nothing @wire', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  const mallory = await stack.createAccount('mallory');
  const app = await open({ account: alice });
  await app.signIn(alice);
  const b = await peer(bob);
  const m = await peer(mallory);
  await m.send(alice.jid, 'you do not know me');
  await app.chats.open(mallory.jid);
  await expect(app.conversation.message('you do not know me')).toBeVisible();
  await expect(app.page.getByRole('button', { name: 'Add', exact: true })).toBeVisible();
  await expect(app.page.getByRole('button', { name: 'Block', exact: true })).toBeVisible();
  await app.conversation.composer.pressSequentially('who');
  await app.conversation.composer.fill('');
  // The stream has one order: what went to the stranger went before this does.
  await app.chats.start(bob.jid);
  await app.conversation.send('do you know them?');
  const { from } = (await b.waitForBody('do you know them?')).attrs;
  await m.settle();
  const told = m.stanzas.filter(
    (s) =>
      s.getChild('received', ns.receipts) ??
      s.getChild('displayed', ns.markers) ??
      s.getChild('composing', ns.chatStates) ??
      s.getChild('paused', ns.chatStates),
  );
  expect(told.map(String)).toEqual([]);
  expect(m.stanzas.some((s) => s.is('presence') && s.attrs['from']?.startsWith(alice.jid))).toBe(false);
  // Asked at a full address that leaked, the app answers as the server does for one that is not there.
  const disco = xml('query', { xmlns: ns.discoInfo });
  expect((await b.iq('get', disco, from)).toString()).toContain(ns.receipts);
  await expect(m.iq('get', disco, from)).rejects.toThrow(/service-unavailable/);
  await expect(m.iq('get', disco, `${alice.jid}/nowhere`)).rejects.toThrow(/service-unavailable/);
});

test('a stranger who is added is asked, gets receipts and sees typing @wire', async ({
  stack,
  open,
  peer,
}) => {
  const alice = await stack.createAccount('alice');
  const carol = await stack.createAccount('carol');
  const app = await open({ account: alice });
  await app.signIn(alice);
  const c = await peer(carol);
  const unanswered = await c.send(alice.jid, 'we met on the train');
  await app.chats.open(carol.jid);
  await expect(app.conversation.message('we met on the train')).toBeVisible();
  const banner = app.page.getByRole('region', { name: 'You do not know this person' });
  await expect(banner).toContainText(carol.jid);
  await banner.getByRole('button', { name: 'Add' }).click();
  await expect(banner).toBeHidden();
  await c.wait((s) => s.is('presence') && s.attrs['type'] === 'subscribe', { what: 'request' });
  await c.waitForReceipt(await c.send(alice.jid, 'there you are'));
  await app.conversation.composer.pressSequentially('hi');
  await c.wait((s) => s.getChild('composing', ns.chatStates) !== undefined, { what: 'composing' });
  await app.page.reload();
  await app.waitOnline();
  await expect(app.conversation.message('there you are')).toBeVisible();
  await expect(banner).toBeHidden();
  expect(c.stanzas.some((s) => s.getChild('received', ns.receipts)?.attrs['id'] === unanswered)).toBe(false);
});

test('an address that does not exist fails with the reason, is tried anew and is discarded @wire @old', async ({
  launch,
  open,
  peer,
  trouble,
}) => {
  trouble.expect(/ERR_CONNECTION_REFUSED|WebSocket connection/);
  const stack = await launch();
  const alice = await stack.createAccount('alice');
  const nobody = `nobody-at-all@${alice.domain}`;
  const app = await open({ account: alice, stack });
  await app.signIn(alice);
  await app.chats.start(nobody);
  await app.conversation.send('anyone there?');
  await expect(app.conversation.delivery('anyone there?', 'Failed')).toBeVisible();
  await expect(app.conversation.own('anyone there?')).toContainText('Not delivered');
  // With the server away the second try is seen to wait, and the failure after it is another one.
  await stack.server.halt();
  await expect(app.connection).toContainText(/Offline|Connecting/);
  await app.conversation.act('anyone there?', 'Retry');
  await expect(app.conversation.delivery('anyone there?', 'Waiting')).toBeVisible();
  await stack.server.start();
  await app.waitOnline(60_000);
  await expect(app.conversation.delivery('anyone there?', 'Failed')).toBeVisible();
  const other = await peer(alice, { stack, resource: 'other' });
  expect(await other.bodies(nobody)).toEqual(['anyone there?', 'anyone there?']);
  await app.conversation.act('anyone there?', 'Discard');
  await expect(app.conversation.own('anyone there?')).toHaveCount(0);
});

test('a blocked stranger’s messages no longer come @wire', async ({ stack, open, peer }) => {
  const alice = await stack.createAccount('alice');
  const mallory = await stack.createAccount('mallory');
  const app = await open({ account: alice });
  await app.signIn(alice);
  const m = await peer(mallory);
  await m.send(alice.jid, 'buy my things');
  await app.chats.open(mallory.jid);
  await app.page.getByRole('button', { name: 'Block', exact: true }).click();
  await app.settings.dialog.getByRole('button', { name: 'Block', exact: true }).click();
  await expect(app.page.getByRole('button', { name: /^Unblock/ })).toBeVisible();
  const other = await peer(alice, { resource: 'other' });
  const blockList = async () => (await other.iq('get', xml('blocklist', { xmlns: ns.blocking }))).toString();
  await expect.poll(blockList).toContain(mallory.jid);
  await m.send(alice.jid, 'please');
  await m.settle();
  await other.settle();
  expect(other.stanzas.some((stanza) => stanza.getChildText('body') === 'please')).toBe(false);
  await app.page.reload();
  await app.waitOnline();
  await expect(app.conversation.message('buy my things')).toBeVisible();
  await expect(app.conversation.message('please')).toHaveCount(0);
});

test('an own name cannot be faked by direction marks', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends('alice', 'bob');
  await stack.server.setRoster(alice.user, [
    { jid: bob.jid, name: 'B\u202Eob\u200B\u2066!', subscription: 'both' },
  ]);
  const app = await open({ account: alice });
  await app.signIn(alice);
  const b = await peer(bob);
  await b.send(alice.jid, 'plain \u202Ereversed\u202C plain');
  const row = app.chats.list.getByRole('link').first();
  await expect(row).toBeVisible();
  const name = (await row.getAttribute('aria-label')) ?? (await row.innerText());
  expect(name).toMatch(/^Bob!, /);
});
