/** Signing in, staying in, leaving; and what each failure says. */
import { freePort } from '../../src/local/ports.ts';
import { expect, test } from '../fixtures.ts';
import { everythingStored, guisesIn } from '../stored.ts';

test('a filled-in link, a password, and the chats are there @quick @wire @old', async ({ stack, open }) => {
  const account = await stack.createAccount('alice');
  const app = await open({ account });
  await expect(app.signInPage.address).toHaveValue(account.jid);
  await expect(app.signInPage.password).toHaveAttribute('autocomplete', 'current-password');
  await expect(app.signInPage.stay).toBeChecked();
  await app.signIn(account);
  await expect(app.chats.newChat.first()).toBeVisible();
  await expect(app.navigation).toBeVisible();
});

test('a wrong password says so, keeps the form, and the next try works @wire @old', async ({
  stack,
  open,
}) => {
  const account = await stack.createAccount();
  const app = await open({ account });
  await app.signInPage.submit('not the password');
  await expect(app.signInPage.alert).toContainText('password was not accepted');
  await expect(app.signInPage.password).toHaveValue('not the password');
  await expect(app.signInPage.address).toHaveValue(account.jid);
  await app.signIn(account);
});

test('an unknown host is named as such @wire @old', async ({ stack, open }) => {
  const account = await stack.createAccount();
  const app = await open({ account });
  await app.signInPage.address.fill('someone@elsewhere.localhost');
  await app.signInPage.submit('whatever');
  await expect(app.signInPage.alert).toContainText('elsewhere.localhost');
  await expect(app.signInPage.alert).toContainText('does not know');
});

test('what is not an address is refused before anything is sent', async ({ open }) => {
  const app = await open();
  await app.signInPage.address.fill('@@ not an address');
  await app.signInPage.submit('whatever');
  await expect(app.signInPage.alert).toContainText('not an XMPP address');
});

test('a server that does not answer is told honestly', async ({ stack, open, trouble }) => {
  trouble.expect(/ERR_CONNECTION_REFUSED/);
  const account = await stack.createAccount();
  const app = await open();
  await app.goto(account, { ws: `ws://localhost:${await freePort()}/xmpp-websocket` });
  await app.signInPage.submit(account.password);
  await expect(app.signInPage.alert).toContainText('Could not reach', { timeout: 40_000 });
});

test('a device without a network says so, whatever address was given', async ({ stack, open, trouble }) => {
  trouble.expect(/ERR_INTERNET_DISCONNECTED/);
  const account = await stack.createAccount();
  const app = await open({ account });
  // The code that connects is in the browser by then.
  await app.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await app.page.reload();
  await app.context.setOffline(true);
  await app.signInPage.submit(account.password);
  await expect(app.signInPage.alert).toContainText('This device is not connected to the internet');
  await app.context.setOffline(false);
  await app.signInPage.submitButton.click();
  await app.waitOnline();
});

test('a connection that breaks in the middle of signing in gives a second chance @wire', async ({
  stack,
  open,
  trouble,
}) => {
  trouble.expect(/WebSocket/);
  const account = await stack.createAccount();
  const app = await open();
  let cuts = 1;
  await app.page.routeWebSocket(stack.server.webSocket, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      if (cuts > 0 && String(message).includes('<challenge')) {
        cuts -= 1;
        void socket.close({ code: 3001, reason: 'cut' });
        void server.close();
      } else {
        socket.send(message);
      }
    });
  });
  await app.goto(account);
  await app.signInPage.submit(account.password);
  await expect(app.signInPage.alert).toContainText('connection was lost while signing in');
  expect(cuts).toBe(0);
  await expect(app.navigation).toBeHidden();
  await expect(app.signInPage.address).toHaveValue(account.jid);
  await expect(app.signInPage.password).toHaveValue(account.password);
  await app.signInPage.submitButton.click();
  await app.waitOnline();
});

test('a reload comes back without asking, and no password is stored @quick @wire @old', async ({
  stack,
  open,
}) => {
  const account = await stack.createAccount();
  const app = await open({ account });
  await app.signIn(account);
  await app.page.reload();
  await app.waitOnline();
  const stored = await everythingStored(app.page);
  expect(stored).toContain(account.user);
  expect(guisesIn(stored, account.password)).toEqual([]);
});

test('a public computer keeps nothing', async ({ stack, open }) => {
  const account = await stack.createAccount();
  const app = await open({ account });
  await app.signIn(account, { remember: false });
  expect(await everythingStored(app.page)).not.toContain(account.user);
  await app.page.reload();
  await expect(app.signInPage.password).toBeVisible();
  await expect(app.signInPage.password).toHaveValue('');
  expect(await everythingStored(app.page)).not.toContain(account.user);
});

test('signing out removes everything, in all tabs @wire', async ({ stack, open }) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 5);
  const app = await open({ account: alice });
  await app.signIn(alice);
  await expect(app.chats.row('Bob')).toBeVisible();
  const second = await app.newTab();
  await second.waitOnline();
  await app.show('Settings');
  await app.settings.signOut();
  await expect(app.signInPage.password).toBeVisible();
  await expect(second.signInPage.password).toBeVisible();
  await expect.poll(() => everythingStored(app.page)).not.toContain(alice.user);
  await app.page.reload();
  await expect(app.signInPage.password).toBeVisible();
});

test('a link that names a foreign WebSocket warns with that host', async ({ stack, open }) => {
  const account = await stack.createAccount();
  const app = await open();
  await app.goto(account, { ws: 'wss://listener.example/xmpp' });
  await expect(app.signInPage.webSocket).toHaveValue('wss://listener.example/xmpp');
  await expect(app.page.getByText('listener.example', { exact: false }).first()).toBeVisible();
});
