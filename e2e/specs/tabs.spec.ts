/** Several tabs of one profile: one connection, all live, and any of them may go. */
import { expect, test } from '../fixtures.ts';

test('two tabs share one connection and both are live @quick', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  const b = await peer(bob);
  const first = await open({ account: alice });
  await first.signIn(alice);
  const second = await first.newTab();
  await second.waitOnline();
  await b.send(alice.jid, 'for all tabs');
  await first.chats.open('Bob');
  await second.chats.open('Bob');
  await expect(first.conversation.message('for all tabs')).toBeVisible();
  await expect(second.conversation.message('for all tabs')).toBeVisible();
  await second.conversation.send('from the second tab');
  await b.waitForBody('from the second tab');
  await expect(first.conversation.own('from the second tab')).toBeVisible();
  const online = new Set(
    b.stanzas
      .filter(
        (s) =>
          s.is('presence') && s.attrs['type'] === undefined && s.attrs['from']?.startsWith(`${alice.jid}/`),
      )
      .map((s) => s.attrs['from']),
  );
  expect(online.size).toBe(1);
});

test('when the leading tab is closed the other goes on @wire', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  const b = await peer(bob);
  const first = await open({ account: alice });
  await first.signIn(alice);
  const second = await first.newTab();
  await second.waitOnline();
  await second.chats.start(bob.jid);
  await first.page.close();
  await second.conversation.send('I go on');
  await b.waitForBody('I go on');
  await second.waitOnline();
  await b.send(alice.jid, 'I hear you');
  await expect(second.conversation.message('I hear you')).toBeVisible();
  await expect(second.conversation.messages).toHaveCount(2);
});

test('a follower that is closed disturbs nobody', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  const b = await peer(bob);
  const first = await open({ account: alice });
  await first.signIn(alice);
  const second = await first.newTab();
  await second.waitOnline();
  await second.page.close();
  await first.chats.start(bob.jid);
  await first.conversation.send('still here');
  await b.waitForBody('still here');
  await expect(first.connection).toContainText('Online');
});

test('a draft typed in one tab is in the other', async ({ stack, open }) => {
  const [alice, bob] = await stack.friends();
  const first = await open({ account: alice });
  await first.signIn(alice);
  await first.chats.start(bob.jid);
  await first.conversation.composer.fill('begun in the first');
  await first.conversation.composer.blur();
  const second = await first.newTab();
  await second.waitOnline();
  await second.chats.open('Bob');
  await expect(second.conversation.composer).toHaveValue('begun in the first');
});
