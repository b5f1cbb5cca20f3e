/** The leading tab is killed, not closed: nothing of it runs any more, and the other tab takes over. */
import { expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';

/** Ends the process of the tab, as the system does when memory runs out. */
async function kill(app: App): Promise<void> {
  const gone = app.page.waitForEvent('crash');
  const session = await app.context.newCDPSession(app.page);
  // The answer never comes: who should give it is dead.
  session.send('Page.crash').catch(() => undefined);
  await gone;
}

test('when the leading tab is killed the other sends and receives', async ({
  stack,
  open,
  peer,
  trouble,
}) => {
  trouble.expect(/the page crashed/);
  const [alice, bob] = await stack.friends();
  const b = await peer(bob);
  const first = await open({ account: alice });
  await first.signIn(alice);
  const second = await first.newTab();
  await second.waitOnline();
  const sockets: string[] = [];
  second.page.on('websocket', (socket) => sockets.push(socket.url()));
  await second.chats.start(bob.jid);
  await second.conversation.send('both live');
  await b.waitForBody('both live');
  expect(sockets).toEqual([]);

  await kill(first);
  await second.conversation.send('I go on');
  await b.waitForBody('I go on');
  await second.waitOnline();
  await b.send(alice.jid, 'I hear you');
  await expect(second.conversation.message('I hear you')).toBeVisible();
  await expect(second.conversation.delivery('I go on', 'Delivered')).toBeVisible();
  await expect(second.conversation.messages).toHaveCount(3);
  const texts = ['both live', 'I go on', 'I hear you'];
  await expect.poll(() => b.bodies(alice.jid)).toEqual(texts);
  // It is the follower's own connection that did it, and a single one.
  expect(sockets).toEqual([stack.server.webSocket]);
});

test('what waits when the leading tab is killed goes out once', async ({ launch, open, peer, trouble }) => {
  trouble.expect(/the page crashed|ERR_CONNECTION_REFUSED|WebSocket connection/);
  const stack = await launch();
  const [alice, bob] = await stack.friends();
  const first = await open({ account: alice, stack });
  await first.signIn(alice);
  await first.chats.start(bob.jid);
  const second = await first.newTab();
  await second.waitOnline();
  await second.chats.open('Bob');
  await stack.server.halt();
  await expect(first.connection).toContainText(/Offline|Connecting/);
  await first.conversation.send('written in the first');
  await second.conversation.send('written in the second');
  await expect(second.conversation.delivery('written in the first', 'Waiting')).toBeVisible();
  await expect(second.conversation.delivery('written in the second', 'Waiting')).toBeVisible();
  await kill(first);
  await stack.server.start();
  await second.waitOnline(60_000);
  const b = await peer(bob, { stack });
  await expect.poll(() => b.bodies(alice.jid)).toEqual(['written in the first', 'written in the second']);
  await expect(second.conversation.delivery('written in the second', 'Delivered')).toBeVisible();
});
