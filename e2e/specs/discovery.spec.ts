/** Finding the WebSocket over real https (XEP-0156), with a test certificate and names that lead to this machine. */
import { expect, test } from '../fixtures.ts';
import { serveTls, type TlsFront } from '../tls.ts';

test.describe.configure({ mode: 'serial' });

let front: TlsFront | undefined;
test.afterEach(async () => {
  await front?.stop();
  front = undefined;
});

const secure = { ignoreHTTPSErrors: true };

test('host-meta leads to the server', async ({ launch, open }) => {
  const domain = 'found.test';
  const stack = await launch({ domain, settings: { kith_websocket: `wss://${domain}/xmpp-websocket` } });
  front = await serveTls({ forward: stack.server.httpPort });
  const account = await stack.createAccount();
  const app = await open({ ...secure });
  await app.signInPage.address.fill(account.jid);
  await app.signIn(account);
});

test('without host-meta the usual addresses are tried', async ({ launch, open, trouble }) => {
  trouble.expect(/404|Failed to load resource|WebSocket connection|blocked by CORS policy/);
  const domain = 'guess.test';
  const stack = await launch({ domain, withoutModules: ['kith_host_meta'] });
  front = await serveTls({ forward: stack.server.httpPort });
  const account = await stack.createAccount();
  const app = await open({ ...secure });
  await app.signInPage.address.fill(account.jid);
  await app.signIn(account);
});

test('a host-meta that names no WebSocket is told as such', async ({ open, trouble }) => {
  trouble.expect(/404|Failed to load resource|WebSocket connection/);
  front = await serveTls({ answers: new Map([['/.well-known/host-meta.json', '{"links":[]}']]) });
  const app = await open({ ...secure });
  await app.signInPage.address.fill('someone@none.test');
  await app.signInPage.submit('whatever');
  await expect(app.signInPage.alert).toContainText('does not offer a WebSocket', { timeout: 40_000 });
  await expect(app.signInPage.webSocket).toBeVisible();
});

test('a host where nothing answers could not be reached', async ({ open, trouble }) => {
  trouble.expect(/ERR_CONNECTION_REFUSED|Failed to load resource|WebSocket connection/);
  const app = await open({ ...secure });
  await app.signInPage.address.fill('someone@silent.test');
  await app.signInPage.submit('whatever');
  await expect(app.signInPage.alert).toContainText('Could not reach silent.test', { timeout: 40_000 });
});
