/** The sign-in form beyond address and password: the typed WebSocket, what a link fills in, Cancel, and refusals. */
import { type Account, expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';

test('a WebSocket address typed under Advanced is used, and refused unless it is one', async ({
  stack,
  open,
}) => {
  const account = await stack.createAccount();
  const app = await open();
  const { address, password, advanced, webSocket, submitButton, alert } = app.signInPage;

  // What is missing is said beside its field, which is where one goes on.
  await submitButton.click();
  await expect(alert).toHaveText('Enter your address. It looks like name@example.org.');
  await expect(address).toBeFocused();
  await address.fill(account.jid);
  await submitButton.click();
  await expect(alert).toHaveText('Enter your password.');
  await expect(password).toBeFocused();
  await password.fill(account.password);

  await expect(advanced).toHaveAttribute('aria-expanded', 'false');
  await expect(webSocket).toBeHidden();
  await advanced.click();
  await expect(advanced).toHaveAttribute('aria-expanded', 'true');
  for (const [typed, said] of [
    ['https://localhost/xmpp-websocket', 'The WebSocket address must begin with wss://'],
    ['ws://chat.example.org/xmpp-websocket', 'The WebSocket address must begin with wss://'],
    ['not an address', 'The WebSocket address must begin with wss://'],
  ] as const) {
    await webSocket.fill(typed);
    await submitButton.click();
    await expect(alert).toContainText(said);
    await expect(alert).toContainText(typed);
  }
  await webSocket.fill(stack.server.webSocket);
  await submitButton.click();
  await app.waitOnline();
  // Kept with the account: there is nothing else to find this server by.
  await app.page.reload();
  await app.waitOnline();
});

test('a link that names a foreign WebSocket opens Advanced and warns until the address is changed', async ({
  stack,
  open,
}) => {
  const account = await stack.createAccount();
  const app = await open();
  await app.goto(account, { ws: 'wss://listener.example/xmpp' });
  const { advanced, webSocket } = app.signInPage;
  const warning = app.page.getByText(
    'The link you opened sends your sign-in through listener.example. Go on only if you trust it.',
  );
  await expect(advanced).toHaveAttribute('aria-expanded', 'true');
  await expect(webSocket).toBeVisible();
  await expect(webSocket).toHaveValue('wss://listener.example/xmpp');
  await expect(warning).toBeVisible();
  await webSocket.fill(stack.server.webSocket);
  await expect(warning).toBeHidden();
  await app.signIn(account);
});

test('the password can be looked at, and a sign-in under way can be cancelled', async ({ stack, open }) => {
  const account = await stack.createAccount();
  const app = await open();
  let silent = true;
  await app.page.routeWebSocket(stack.server.webSocket, (socket) => {
    if (!silent) socket.connectToServer();
  });
  await app.goto(account);
  const { address, password, submitButton, alert } = app.signInPage;
  await password.fill(account.password);
  const show = app.page.getByRole('button', { name: 'Show password' });
  await expect(password).toHaveAttribute('type', 'password');
  await expect(show).toHaveAttribute('aria-pressed', 'false');
  await show.click();
  await expect(password).toHaveAttribute('type', 'text');
  await expect(password).toHaveValue(account.password);
  await show.click();
  await expect(password).toHaveAttribute('type', 'password');

  const cancel = app.page.getByRole('button', { name: 'Cancel' });
  await expect(cancel).toBeHidden();
  await submitButton.click();
  await expect(app.page.getByRole('button', { name: 'Signing in…' })).toBeDisabled();
  await expect(address).not.toBeEditable();
  await cancel.click();
  await expect(submitButton).toBeEnabled();
  await expect(cancel).toBeHidden();
  await expect(alert).toBeHidden();
  await expect(password).toHaveValue(account.password);
  silent = false;
  await submitButton.click();
  await app.waitOnline();
});

/** Puts a word of the server in the place of its first challenge; what to say is taken from `next`. */
async function refuseWith(app: App, webSocket: string, next: () => string | undefined): Promise<void> {
  await app.page.routeWebSocket(webSocket, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      const word = String(message).includes('<challenge') ? next() : undefined;
      socket.send(word ?? message);
    });
  });
}

test('each refusal of the server is told by its own sentence', async ({ stack, open }) => {
  const account: Account = await stack.createAccount();
  const app = await open();
  const conditions = 'urn:ietf:params:xml:ns:xmpp-sasl';
  const failure = (condition: string): string =>
    `<failure xmlns='urn:xmpp:sasl:2'><${condition} xmlns='${conditions}'/></failure>`;
  const tooMany = `<stream:error xmlns:stream='http://etherx.jabber.org/streams'><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>`;
  const words: string[] = [];
  await refuseWith(app, stack.server.webSocket, () => words.pop());
  await app.goto(account);
  for (const [word, said] of [
    [tooMany, 'The server asks to wait: too many tries. Try again in a minute.'],
    [failure('account-disabled'), 'This account is disabled. Ask your server’s operator.'],
    [
      failure('credentials-expired'),
      'The password of this account has expired. Set a new one with your server, then sign in.',
    ],
    [failure('temporary-auth-failure'), 'The server cannot sign you in just now. Try again in a moment.'],
  ] as const) {
    words.push(word);
    await app.signInPage.submit(account.password);
    await expect(app.signInPage.alert).toHaveText(said);
    expect(words).toEqual([]);
  }
  await app.signIn(account);
});
