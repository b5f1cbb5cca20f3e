/** Without a network: what was seen is there, what is written goes out later, once. */
import { expect, test } from '../fixtures.ts';

const refused = /ERR_CONNECTION_REFUSED|WebSocket connection|ERR_INTERNET_DISCONNECTED|ERR_FAILED/;

test('what is written offline waits, and goes out once when the server is back @quick @wire @old', async ({
  launch,
  open,
  peer,
  trouble,
}) => {
  trouble.expect(refused);
  const stack = await launch();
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice, stack });
  await app.signIn(alice);
  await app.chats.start(bob.jid);
  await app.conversation.send('before');
  await expect(app.conversation.delivery('before', 'Sent')).toBeVisible();
  await stack.server.halt();
  await expect(app.connection).toContainText(/Offline|Connecting/);
  await app.conversation.send('in the tunnel');
  await app.conversation.send('never mind');
  await app.conversation.send('still in the tunnel');
  await expect(app.conversation.delivery('in the tunnel', 'Waiting')).toBeVisible();
  await app.conversation.act('never mind', 'Discard');
  await expect(app.conversation.own('never mind')).toHaveCount(0);
  await stack.server.start();
  await app.waitOnline(60_000);
  await expect(app.conversation.delivery('in the tunnel', 'Sent')).toBeVisible();
  await expect(app.conversation.delivery('still in the tunnel', 'Sent')).toBeVisible();
  const b = await peer(bob, { stack });
  expect(await b.bodies(alice.jid)).toEqual(['before', 'in the tunnel', 'still in the tunnel']);
  await expect(app.conversation.messages).toHaveCount(3);
});

test('a message written offline goes out also after its tab was closed @wire', async ({
  launch,
  open,
  peer,
  trouble,
}) => {
  trouble.expect(refused);
  const stack = await launch();
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice, stack });
  await app.signIn(alice);
  await app.chats.start(bob.jid);
  await stack.server.halt();
  await expect(app.connection).toContainText(/Offline|Connecting/);
  await app.conversation.send('closed the lid');
  await expect(app.conversation.delivery('closed the lid', 'Waiting')).toBeVisible();
  await app.page.close();
  await stack.server.start();
  const later = await app.newTab();
  await later.waitOnline(60_000);
  const b = await peer(bob, { stack });
  await expect.poll(() => b.bodies(alice.jid)).toEqual(['closed the lid']);
});

test('the app starts without any network and shows what was seen', async ({ launch, open, trouble }) => {
  trouble.expect(refused);
  const stack = await launch();
  const [alice, bob] = await stack.friends();
  const carol = await stack.createAccount('carol');
  await stack.befriend(alice, carol);
  await stack.history(alice, bob, 100);
  await stack.history(alice, carol, 3);
  const app = await open({ account: alice, stack });
  await app.signIn(alice);
  await app.chats.open('Bob');
  await expect(app.conversation.message('line 100')).toBeVisible();
  await app.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect.poll(() => app.page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await stack.server.halt();
  await app.context.setOffline(true);
  await app.page.reload();
  await expect(app.connection).toContainText(/Offline|Connecting/, { timeout: 15_000 });
  await app.show('Chats');
  await app.chats.open('Carol');
  await expect(app.conversation.messages).toHaveCount(3);
  await app.chats.open('Bob');
  await expect(app.conversation.message('line 100')).toBeVisible();
  await app.conversation.log.hover();
  await expect(async () => {
    await app.page.mouse.wheel(0, -3000);
    await expect(app.conversation.message('line 1')).toBeInViewport({ timeout: 500 });
  }).toPass();
  // Parts of the app that were never opened before are here as well.
  await app.show('Contacts');
  await app.contacts.open('Carol');
  await expect(app.page.getByRole('heading', { name: 'Carol', exact: true })).toBeVisible();
  await app.show('Settings');
  await expect(app.settings.region('Profile')).toBeVisible();
  await app.show('Chats');
  await app.chats.open('Bob');
  await app.conversation.send('written on the moon');
  await expect(app.conversation.delivery('written on the moon', 'Waiting')).toBeVisible();
  await app.context.setOffline(false);
  await stack.server.start();
  await app.waitOnline(60_000);
  await expect(app.conversation.delivery('written on the moon', 'Sent')).toBeVisible();
});

test('a connection cut without a word is noticed and nothing is lost or doubled @wire @old', async ({
  stack,
  open,
  peer,
  trouble,
}) => {
  trouble.expect(refused);
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  const b = await peer(bob);
  await app.chats.start(bob.jid);
  await app.conversation.send('one');
  await b.waitForBody('one');
  expect(await stack.server.cut(alice.user)).toBeGreaterThan(0);
  await b.send(alice.jid, 'two');
  await app.conversation.send('three');
  await b.waitForBody('three');
  await app.waitOnline(60_000);
  await expect(app.conversation.message('two')).toBeVisible();
  await expect(app.conversation.messages).toHaveCount(3);
  expect(b.stanzas.filter((s) => s.getChildText('body') === 'three')).toHaveLength(1);
});
