/** How a password is checked: servers that take it bare, that forget it, and that offer less than they did. */
import type { Page } from 'playwright/test';
import { expect, test } from '../fixtures.ts';
import { PasswordBanner } from '../pages/password-banner.ts';
import { hosts } from '../stack.ts';
import { everythingStored } from '../stored.ts';

const cannotStay = 'will ask for your password each time it starts';

/** Everything the page says to servers from now on. */
const listen = (page: Page): string[] => {
  const sent: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => sent.push(String(payload)));
  });
  return sent;
};

/** What a server counts as a try: a proof, or the bare password. */
const tries = (sent: readonly string[]): string[] =>
  sent.filter((frame) => frame.startsWith('<response') || frame.includes('mechanism="PLAIN"'));

test('a server that takes PLAIN alone signs in, says that it asks each time, and does', async ({
  stack,
  open,
  peer,
}) => {
  const account = await stack.createAccount('alice', hosts.plainOnly);
  const bob = await stack.createAccount('bob');
  const app = await open({ account });
  await app.signIn(account);
  await expect(app.page.getByText(cannotStay)).toBeVisible();
  await (await peer(bob)).send(account.jid, 'to be read later');
  await app.chats.open(bob.jid);
  await expect(app.conversation.message('to be read later')).toBeVisible();
  expect(await everythingStored(app.page)).not.toContain(account.password);

  const sent = listen(app.page);
  await app.page.reload();
  const banner = new PasswordBanner(app.page, 'Type your password to go online');
  await expect(banner.region).toContainText('cannot keep you signed in');
  await expect(app.conversation.message('to be read later')).toBeVisible();
  await expect(app.connection).toHaveText('Offline: your password is needed');
  expect(sent).toEqual([]);
  await banner.signIn('not the password');
  await expect(banner.region).toContainText('not accepted');
  expect(tries(sent)).toHaveLength(1);
  await banner.signIn(account.password);
  await app.waitOnline();
  await expect(banner.region).toBeHidden();
  await expect(app.page.getByText(cannotStay)).toBeHidden();
});

test('a server that salts anew is not told a proof that cannot be right, and is known at second sight', async ({
  stack,
  open,
  peer,
}) => {
  const account = await stack.createAccount('alice', hosts.salting);
  const bob = await stack.createAccount('bob');
  const app = await open({ account, viewport: { width: 320, height: 640 } });
  await app.signIn(account);
  await (await peer(bob)).send(account.jid, 'to be read later');
  await expect(app.chats.row(bob.jid)).toBeVisible();

  const sent = listen(app.page);
  await app.page.reload();
  const first = new PasswordBanner(app.page, 'Please type your password again');
  await expect(first.region).toContainText('does not recognise this browser');
  await expect(app.page.getByText(/no longer accepted|not accepted/)).toBeHidden();
  await app.chats.open(bob.jid);
  await expect(app.conversation.message('to be read later')).toBeVisible();
  expect(sent.some((frame) => frame.includes('mechanism="SCRAM-'))).toBe(true);
  expect(tries(sent)).toEqual([]);
  expect(await app.page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  await first.signIn(account.password);
  await app.waitOnline();
  await expect(app.page.getByText(cannotStay)).toBeVisible();
  expect(tries(sent)).toHaveLength(1);

  sent.length = 0;
  await app.page.reload();
  const later = new PasswordBanner(app.page, 'Type your password to go online');
  await expect(later.region).toBeVisible();
  expect(tries(sent)).toEqual([]);
  await later.signIn(account.password);
  await app.waitOnline();
  await expect(app.page.getByText(cannotStay)).toBeHidden();
});

test('a cut does not ask again while the page is open, whatever the server keeps', async ({
  stack,
  open,
}) => {
  for (const host of Object.values(hosts)) {
    const account = await stack.createAccount('alice', host);
    const app = await open({ account });
    await app.signIn(account);
    for (let cut = 0; cut < 2; cut += 1) {
      expect(await stack.server.cut(account.user, undefined, host)).toBe(1);
      await expect(app.connection).not.toContainText('Online');
      await app.waitOnline();
    }
    await expect(app.page.getByLabel('Password', { exact: true })).toBeHidden();
  }
});

test('a link to a foreign host never gets a bare password', async ({ stack, open }) => {
  const account = await stack.createAccount('alice', hosts.plainOnly);
  const app = await open();
  const sent = listen(app.page);
  const foreign = stack.server.webSocket.replace('localhost', '127.0.0.1');
  await app.goto(account, { ws: foreign });
  await app.signInPage.submit(account.password);
  await expect(app.signInPage.alert).toContainText('a link told Kith where to send it');
  expect(sent.length).toBeGreaterThan(0);
  expect(tries(sent)).toEqual([]);
  // What the person names is another matter.
  await app.signInPage.webSocket.fill(stack.server.webSocket);
  await app.signInPage.submitButton.click();
  await app.waitOnline();
});

test('a server that offers less than before gets nothing until the person agrees', async ({
  stack,
  open,
}) => {
  const account = await stack.createAccount('alice');
  const app = await open({ account });
  await app.signIn(account);
  let isStripped = true;
  await app.page.routeWebSocket(stack.server.webSocket, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      const text = String(message);
      socket.send(isStripped ? text.replaceAll(/<mechanism>SCRAM-[^<]*<\/mechanism>/g, '') : text);
    });
  });
  const sent = listen(app.page);
  await app.page.reload();
  const banner = new PasswordBanner(app.page, 'in a weaker way');
  await expect(banner.region).toContainText('safer way (SCRAM-SHA-1) and now only offers PLAIN');
  await expect(banner.password).toBeHidden();
  await banner.retry.click();
  await expect(app.connection).toHaveText('Offline: your password is needed');
  expect(tries(sent)).toEqual([]);

  await banner.chooseWeaker.click();
  await banner.password.fill(account.password);
  await banner.submitWeaker.click();
  await app.waitOnline();
  expect(tries(sent)).toHaveLength(1);
  // The server is itself again: the safer way is used, and is the measure once more.
  await app.page.reload();
  const each = new PasswordBanner(app.page, 'Type your password to go online');
  isStripped = false;
  await each.signIn(account.password);
  await app.waitOnline();
  await app.page.reload();
  await app.waitOnline();
  isStripped = true;
  await app.page.reload();
  await expect(banner.region).toBeVisible();
});
