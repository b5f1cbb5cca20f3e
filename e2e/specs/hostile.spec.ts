/** What a hostile peer or a broken server puts on the wire (X01 to X03, X06), in the built app: it goes on. */
import type { WebSocketRoute } from 'playwright/test';
import { type Account, expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';
import { type Peer, type XmlNode, xml } from '../peers/peer.ts';

/** Both ways, and the state that comes back. */
async function stillTalks(app: App, b: Peer, alice: Account, text: string): Promise<void> {
  await b.send(alice.jid, `${text} in`);
  await expect(app.conversation.message(`${text} in`)).toBeVisible({ timeout: 20_000 });
  await app.conversation.send(`${text} out`);
  // After many an end in a short time the app waits a while before it comes back.
  const isThere = (s: XmlNode): boolean => s.getChildText('body') === `${text} out`;
  await b.wait(isThere, { what: `${text} out`, timeout: 40_000 });
  await expect(app.conversation.delivery(`${text} out`, 'Delivered')).toBeVisible();
}

test('stream errors and handlers’ traps within a message end nothing, live and from the archive (X01, X02) @wire', async ({
  stack,
  open,
  peer,
}) => {
  test.setTimeout(90_000);
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  const sockets: string[] = [];
  app.page.on('websocket', (socket) => sockets.push(socket.url()));
  await app.signIn(alice);
  const b = await peer(bob);
  const error = () =>
    xml(
      'error',
      { xmlns: 'http://etherx.jabber.org/streams' },
      xml('policy-violation', { xmlns: 'urn:ietf:params:xml:ns:xmpp-streams' }),
    );
  // Copies and archive results from a stranger to both are lies, and dropped with all they say.
  const lies = [
    xml(
      'received',
      { xmlns: 'urn:xmpp:carbons:2' },
      xml('forwarded', { xmlns: 'urn:xmpp:forward:0' }, error()),
    ),
    xml('result', { xmlns: 'urn:xmpp:mam:2', id: '1', queryid: '1' }, error()),
  ];
  const traps = [
    error(),
    xml('wrapped', { xmlns: 'urn:example:any' }, error()),
    xml('received', { xmlns: 'urn:xmpp:receipts', id: '__proto__' }),
    xml('displayed', { xmlns: 'urn:xmpp:chat-markers:0', id: 'constructor' }),
    xml('open', { xmlns: 'urn:ietf:params:xml:ns:xmpp-framing', version: '1.0' }),
    xml('close', { xmlns: 'urn:ietf:params:xml:ns:xmpp-framing' }),
    xml('failure', { xmlns: 'urn:ietf:params:xml:ns:xmpp-sasl' }, xml('not-authorized')),
    xml('failed', { xmlns: 'urn:xmpp:sm:3' }),
  ];
  for (const [i, trap] of [...lies, ...traps].entries())
    await b.raw(
      xml('message', { to: alice.jid, type: 'chat', id: `trap-${i}` }, trap, xml('body', {}, `trap ${i}`)),
    );
  await app.chats.open('Bob');
  await expect(app.conversation.messages).toHaveCount(traps.length);
  await stillTalks(app, b, alice, 'after the traps');
  expect(sockets).toHaveLength(1);

  // A browser that knows nothing reads all of it from the archive.
  const fresh = await open({ account: alice });
  await fresh.signIn(alice);
  await fresh.chats.open('Bob');
  await expect(fresh.conversation.messages).toHaveCount(traps.length + 2);
});

test('frames that break the stream are not read in part; it goes on where it was (X03) @wire', async ({
  stack,
  open,
  peer,
  trouble,
}) => {
  test.setTimeout(150_000);
  trouble.expect(/Data frame received after close/);
  const [alice, bob] = await stack.friends();
  const app = await open();
  const routes: WebSocketRoute[] = [];
  await app.page.routeWebSocket(stack.server.webSocket, (route) => {
    route.connectToServer();
    routes.push(route);
  });
  await app.goto(alice);
  await app.signIn(alice);
  const b = await peer(bob);
  await b.send(alice.jid, 'first');
  await app.chats.open('Bob');
  await expect(app.conversation.message('first')).toBeVisible();

  const forged = (body: string): string =>
    `<message xmlns="jabber:client" from="${bob.jid}/x" to="${alice.jid}" type="chat" id="forged"><body>${body}</body></message>`;
  const broken = [
    forged('half').slice(0, -12),
    `${forged('one of two')}${forged('two of two')}`,
    `<!DOCTYPE message [<!ENTITY e "x">]>${forged('&e;')}`,
    forged('bad \u0000 character'),
  ];
  for (const [i, frame] of broken.entries()) {
    const before = routes.length;
    routes.at(-1)?.send(frame);
    await expect.poll(() => routes.length, `frame ${i}`).toBeGreaterThan(before);
    await app.waitOnline(20_000);
    await stillTalks(app, b, alice, `after frame ${i}`);
  }
  await expect(app.conversation.messages).toHaveCount(1 + 2 * broken.length);
  expect(await app.conversation.log.textContent()).not.toMatch(/half|one of two|two of two|character/);
});

test('a message of more than a mebibyte is passed by, and the stream stays (X06)', async ({
  launch,
  open,
  peer,
}) => {
  const stack = await launch({ settings: { c2s_stanza_size_limit: 3 * 1024 * 1024 } });
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice, stack });
  const sockets: string[] = [];
  app.page.on('websocket', (socket) => sockets.push(socket.url()));
  await app.signIn(alice);
  const b = await peer(bob, { stack });
  await b.send(alice.jid, 'first');
  await b.send(alice.jid, 'x'.repeat(1024 * 1024 + 1));
  await b.send(alice.jid, 'last');
  await app.chats.open('Bob');
  await expect(app.conversation.message('last')).toBeVisible();
  await expect(app.conversation.messages).toHaveCount(2);
  await stillTalks(app, b, alice, 'after too much');
  expect(sockets).toHaveLength(1);
});
