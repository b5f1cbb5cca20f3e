/** The instruments themselves: server, peers and staging, before any of the app is asked. */
import { loopback } from '../../src/local/headers.ts';
import { serveStatic } from '../../src/local/static.ts';
import { expect, test } from '../fixtures.ts';
import { everythingStored } from '../stored.ts';

test('two peers talk, with receipts, markers and archives @wire @old', async ({ stack, peer }) => {
  const [alice, bob] = await stack.friends();
  const a = await peer(alice);
  const b = await peer(bob);
  const id = await a.send(bob.jid, 'hello');
  const got = await b.waitForBody('hello');
  expect(got.attrs['from']).toBe(a.jid);
  await a.waitForReceipt(id);
  await b.displayed(alice.jid, id);
  await a.waitForDisplayed(id);
  await expect.poll(() => b.bodies(alice.jid)).toContain('hello');
});

test('seeded history is in both archives, in order @wire @old', async ({ stack, peer }) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 20);
  const a = await peer(alice);
  const bodies = (await a.archive(bob.jid)).map((m) => m.body);
  expect(bodies).toEqual(Array.from({ length: 20 }, (_, i) => `line ${i + 1}`));
});

test('a server of one’s own leaves out what it is told, and comes back on its port', async ({
  launch,
  peer,
}) => {
  const stack = await launch({ withoutModules: ['mam', 'sasl2'] });
  const account = await stack.createAccount();
  const one = await peer(account, { stack });
  await expect(one.archive(account.jid)).rejects.toThrow(/service-unavailable/);
  const { webSocket } = stack.server;
  await stack.server.halt();
  expect(stack.server.running).toBe(false);
  await stack.server.start();
  expect(stack.server.webSocket).toBe(webSocket);
  await peer(account, { stack });
});

test('a server says where its WebSocket is, cuts who is told, and comes back with all it knew @wire @old', async ({
  launch,
  peer,
}) => {
  test.setTimeout(90_000);
  // Beside each other, and the other one is not touched by what befalls the first.
  const [stack, beside] = [await launch(), await launch()];
  const { httpPort, webSocket, domain } = stack.server;
  const meta = await fetch(`http://localhost:${httpPort}/.well-known/host-meta.json`);
  expect(meta.headers.get('access-control-allow-origin')).toBe('*');
  expect(await meta.text()).toContain(`"${webSocket}"`);
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 3);
  const there = await peer(await beside.createAccount(), { stack: beside });
  for (const condition of [undefined, 'policy-violation']) {
    const device = await peer(alice, { stack });
    const ended = device.ended();
    expect(await stack.server.cut(alice.user, condition)).toBeGreaterThan(0);
    await ended;
  }
  expect(await stack.server.cut(bob.user)).toBe(0);
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    await stack.server.halt(signal);
    expect(stack.server.running).toBe(false);
    await stack.server.start();
    expect([stack.server.webSocket, stack.server.domain]).toEqual([webSocket, domain]);
    const device = await peer(alice, { stack });
    expect((await device.roster()).map((item) => item.attrs['jid'])).toEqual([bob.jid]);
    expect(await device.bodies(bob.jid)).toEqual(['line 1', 'line 2', 'line 3']);
  }
  await there.settle();
});

test('Prosody 0.12 serves the same instruments', async ({ launch, peer }) => {
  const stack = await launch({ version: 'prosody-0.12' });
  const [alice, bob] = await stack.friends();
  const a = await peer(alice, { stack, carbons: true });
  const b = await peer(bob, { stack });
  await b.send(alice.jid, 'over 0.12');
  await a.waitForBody('over 0.12');
  expect(await stack.server.cut(alice.user)).toBe(1);
});

test('errors and violations of a page are noticed', async ({ browser, trouble }) => {
  const bad = `<!doctype html><title>bad</title><body><script>inline()</script><script src="./bad.js"></script>`;
  const script = `console.error('told'); setTimeout(() => { throw new Error('thrown'); });
    localStorage.setItem('a', 'kept here');
    try { document.body.innerHTML = '<b>x</b>'; } catch {}
    fetch('https://fetched.example/').catch(() => {});
    new WebSocket('wss://socket.example/');
    const policy = trustedTypes.createPolicy('app-url', { createScriptURL: (url) => url });
    navigator.serviceWorker.register(policy.createScriptURL('./sw.js'));`;
  const overrides = new Map([
    ['/index.html', bad],
    ['/bad.js', script],
    ['/sw.js', `addEventListener('install', () => console.error('told by the worker'));`],
  ]);
  const site = await serveStatic({ folder: '/nonexistent', headers: loopback, overrides });
  const context = await browser.newContext();
  await trouble.watch(context);
  const page = await context.newPage();
  await page.goto(site.origin);
  await expect
    .poll(() => trouble.found.some((text) => text.includes('page error: Error: thrown')))
    .toBe(true);
  expect(trouble.found.some((text) => text.startsWith('security policy: script-src'))).toBe(true);
  expect(trouble.found.some((text) => text.startsWith('security policy: require-trusted-types-for'))).toBe(
    true,
  );
  const noted = (start: string) =>
    expect.poll(() => trouble.found.some((text) => text.startsWith(start)), start);
  await noted('console error: told').toBe(true);
  await noted('worker error: told by the worker').toBe(true);
  await noted('foreign request: https://fetched.example').toBe(true);
  await noted('foreign request: wss://socket.example').toBe(true);
  expect(await everythingStored(page)).toContain('kept here');
  expect(trouble.unexpected().length).toBeGreaterThan(3);
  trouble.expect(/./);
  await context.close();
  await site.stop();
});
