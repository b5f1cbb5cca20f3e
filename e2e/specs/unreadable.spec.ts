/** A message that nobody can be asked to read: all others are there, its place is marked, and nothing goes in circles. */
import { xml } from '@xmpp/client';
import { expect, test } from '../fixtures.ts';
import { ns } from '../peers/namespaces.ts';

/** Deeper than is read, and no deeper than servers take. */
const nested = (depth: number): ReturnType<typeof xml> => {
  let el = xml('deep', { xmlns: 'urn:example:deep' });
  for (let i = 1; i < depth; i++) el = xml('deep', { xmlns: 'urn:example:deep' }, el);
  return el;
};

test('a message nested too deeply is passed by, live and in the archive @wire', async ({
  stack,
  open,
  peer,
}) => {
  const [alice, bob] = await stack.friends();
  const lines = Array.from({ length: 30 }, (_, i) => `line ${i + 1}`);
  const there = await open({ account: alice });
  await there.signIn(alice);
  const b = await peer(bob);
  await b.sendMany(alice.jid, lines.slice(0, 17));
  await b.send(alice.jid, 'never shown', nested(300));
  await b.sendMany(alice.jid, lines.slice(17));
  await there.chats.open('Bob');
  await expect(there.conversation.messages).toHaveCount(30);
  await there.waitOnline();

  const fresh = await open({ account: alice });
  let queries = 0;
  fresh.page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      if (typeof payload === 'string' && payload.includes(`"${ns.mam}"`) && payload.includes('<query'))
        queries++;
    });
  });
  await fresh.signIn(alice);
  await fresh.chats.open('Bob');
  await expect(fresh.conversation.messages).toHaveCount(30);
  const marker = fresh.page.getByText('A message here could not be read.');
  await expect(marker).toHaveCount(1);
  const rows = fresh.conversation.log.locator('article, .gap');
  const shown = (): Promise<string[]> =>
    rows.evaluateAll((all) =>
      all.map((el) => /line \d+|could not be read/.exec(el.textContent)?.[0] ?? el.textContent),
    );
  const expected = [...lines.slice(0, 17), 'could not be read', ...lines.slice(17)];
  expect(await shown()).toEqual(expected);
  await fresh.waitOnline();
  expect(queries).toBeGreaterThan(1);
  expect(queries).toBeLessThan(20);

  queries = 0;
  await fresh.page.reload();
  await fresh.waitOnline();
  await b.send(alice.jid, 'line 31');
  await expect(fresh.conversation.message('line 31')).toBeVisible();
  expect(await shown()).toEqual([...expected, 'line 31']);
  expect(queries).toBeLessThan(5);
});
