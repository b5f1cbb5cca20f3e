/** Messages beyond what is usual, both ways: a clear answer, the connection kept, and nothing else lost. */
import { expect, test } from '../fixtures.ts';

const tooLong = 'This message is longer than servers accept';
/** What Prosody takes of a client unless told: 256 KiB. */
const usualLimit = 262_144;

test('the limit that the server tells is the limit of the composer', async ({ launch, open, peer }) => {
  const stack = await launch({ settings: { c2s_stanza_size_limit: 20_000 } });
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice, stack });
  await app.signIn(alice);
  const b = await peer(bob, { stack });
  await app.chats.start(bob.jid);
  const { composer } = app.conversation;
  await composer.fill('a'.repeat(16_000));
  await expect(app.page.getByText(tooLong)).toBeVisible();
  await expect(app.conversation.sendButton).toBeDisabled();
  await composer.press('Enter');
  await expect(app.conversation.messages).toHaveCount(0);
  const fits = 'a'.repeat(15_900);
  await composer.fill(fits);
  await expect(app.page.getByText(tooLong)).toBeHidden();
  await composer.press('Enter');
  await b.waitForBody(fits);
  await expect(app.conversation.messages.getByRole('img', { name: 'Delivered' })).toBeVisible();
});

test('a message as long as the server lets through is shown in part, and on demand as a whole @wire', async ({
  stack,
  open,
  peer,
}) => {
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  const b = await peer(bob);
  const end = ' the very end';
  const long = 'word '.repeat(52_200) + end;
  expect(long.length).toBeGreaterThan(usualLimit - 2000);
  await b.send(alice.jid, long);
  await app.chats.open('Bob');
  const message = app.conversation.messages.first();
  await expect(message).toContainText('word word');
  await expect(app.page.getByText(end)).toHaveCount(0);
  const more = message.getByRole('button', { name: 'Show more' });
  await more.click();
  await more.click();
  await expect(message).toContainText(end);
  await expect(message.getByRole('button', { name: 'Show less' })).toBeVisible();
  await app.page.reload();
  await app.waitOnline();
  await expect(message).toContainText('word word');
  await b.send(alice.jid, 'and a short one');
  await expect(app.conversation.message('and a short one')).toBeVisible();
  await expect(app.conversation.messages).toHaveCount(2);
});

test('a message of 256 KiB, more than the server takes, costs its sender the connection and nobody else', async ({
  stack,
  open,
  peer,
}) => {
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  await app.chats.start(bob.jid);
  const b = await peer(bob);
  const ended = b.ended();
  await b.send(alice.jid, 'x'.repeat(usualLimit));
  await ended;
  const again = await peer(bob);
  await again.send(alice.jid, 'this one then');
  await expect(app.conversation.message('this one then')).toBeVisible();
  await expect(app.conversation.messages).toHaveCount(1);
  await expect(app.connection).toContainText('Online');
});

test('a message over which the server ends every stream fails, and the next one goes', async ({
  launch,
  open,
  peer,
  trouble,
}) => {
  test.setTimeout(120_000);
  trouble.expect(/WebSocket connection/);
  // It has this limit and does not tell it.
  const stack = await launch({ version: 'prosody-0.12', settings: { c2s_stanza_size_limit: 20_000 } });
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice, stack });
  await app.signIn(alice);
  const b = await peer(bob, { stack });
  await app.chats.start(bob.jid);
  const { composer } = app.conversation;
  await app.conversation.send('before');
  await composer.fill(`poison ${'x'.repeat(40_000)}`);
  await expect(app.page.getByText(tooLong)).toBeHidden();
  await composer.press('Enter');
  await app.conversation.send('after');
  await b.waitForBody('before');
  await b.wait((stanza) => stanza.getChildText('body') === 'after', { what: 'the next', timeout: 60_000 });
  const poison = app.conversation.messages.filter({ hasText: 'poison' });
  await expect(poison.getByRole('img', { name: 'Failed' })).toBeVisible();
  await expect(poison).toContainText('the server does not take this message');
  await expect(app.conversation.delivery('after', 'Delivered')).toBeVisible();
  await app.waitOnline();
  expect(b.stanzas.filter((stanza) => stanza.getChild('body') !== undefined)).toHaveLength(2);
  // It stays failed, and can be dropped.
  await app.page.reload();
  await app.waitOnline();
  await expect(poison.getByRole('img', { name: 'Failed' })).toBeVisible();
});
