/** People one does not know, addresses that do not exist, and people one blocked. */
import { expect, test } from '../fixtures.ts';
import { ns } from '../peers/namespaces.ts';
import { xml } from '../peers/peer.ts';

test('a stranger is shown with the full address and learns nothing', async ({ stack, open, peer }) => {
  const alice = await stack.createAccount('alice');
  const mallory = await stack.createAccount('mallory');
  const app = await open({ account: alice });
  await app.signIn(alice);
  const m = await peer(mallory);
  const id = await m.send(alice.jid, 'you do not know me');
  await app.chats.open(mallory.jid);
  await expect(app.conversation.message('you do not know me')).toBeVisible();
  await expect(app.page.getByRole('button', { name: 'Add', exact: true })).toBeVisible();
  await expect(app.page.getByRole('button', { name: 'Block', exact: true })).toBeVisible();
  await m.settle();
  const told = m.stanzas.filter(
    (s) =>
      s.getChild('received', ns.receipts) ??
      s.getChild('displayed', ns.markers) ??
      s.getChild('composing', ns.chatStates),
  );
  expect(told.map(String)).toEqual([]);
  // What the stranger could ask of a known full address is not answered either.
  expect(m.stanzas.some((s) => s.is('presence') && s.attrs['from']?.startsWith(alice.jid))).toBe(false);
  expect(id).not.toBe('');
});

test('an address that does not exist fails with the reason, retries and is discarded', async ({
  stack,
  open,
}) => {
  const alice = await stack.createAccount('alice');
  const app = await open({ account: alice });
  await app.signIn(alice);
  await app.chats.start(`nobody-at-all@${alice.domain}`);
  await app.conversation.send('anyone there?');
  await expect(app.conversation.delivery('anyone there?', 'Failed')).toBeVisible();
  await app.conversation.act('anyone there?', 'Retry');
  await expect(app.conversation.delivery('anyone there?', 'Failed')).toBeVisible();
  await app.conversation.act('anyone there?', 'Discard');
  await expect(app.conversation.own('anyone there?')).toHaveCount(0);
});

test('a blocked stranger’s messages no longer come', async ({ stack, open, peer }) => {
  const alice = await stack.createAccount('alice');
  const mallory = await stack.createAccount('mallory');
  const app = await open({ account: alice });
  await app.signIn(alice);
  const m = await peer(mallory);
  await m.send(alice.jid, 'buy my things');
  await app.chats.open(mallory.jid);
  await app.page.getByRole('button', { name: 'Block', exact: true }).click();
  const confirm = app.page.getByRole('dialog').or(app.page.getByRole('alertdialog'));
  await expect(confirm.or(app.page.getByRole('button', { name: /^Unblock/ })).first()).toBeVisible();
  if (await confirm.isVisible()) await confirm.getByRole('button', { name: 'Block', exact: true }).click();
  await expect(app.page.getByRole('button', { name: /^Unblock/ }).first()).toBeVisible();
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
