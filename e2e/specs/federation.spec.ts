/** Two servers that speak to each other: to the people it is one network. */
import { freePort } from '../../src/local/ports.ts';
import type { ServerKind } from '../../src/local/server/choose.ts';
import { expect, test } from '../fixtures.ts';
import type { Stack } from '../stack.ts';

type Launch = (options: object) => Promise<Stack>;

const [here, there] = ['localhost', 'b.localhost'];

/** One on Prosody 13, the other on what is asked for. */
async function federate(launch: Launch, version: ServerKind): Promise<[Stack, Stack]> {
  const [one, two] = [await freePort(), await freePort()];
  return [
    await launch({ domain: here, federation: { port: one, others: { [there]: two } } }),
    await launch({ version, domain: there, federation: { port: two, others: { [here]: one } } }),
  ];
}

for (const version of ['prosody-0.12', 'ejabberd'] as const) {
  test(`contacts, presence, chat and receipts between servers: ${version}`, async ({ launch, open }) => {
    test.setTimeout(120_000);
    const [near, far] = await federate(launch, version);
    const alice = await near.createAccount('alice');
    const bob = await far.createAccount('bob');
    const a = await open({ account: alice, stack: near });
    await a.signIn(alice);
    const b = await open({ account: bob, stack: far });
    await b.signIn(bob);

    await a.chats.addContact(bob.jid);
    await b.show('Contacts');
    await b.contacts.answer(alice.jid, 'Accept');
    await expect(b.contacts.requests).toBeHidden();
    await a.show('Contacts');
    await expect(a.contacts.row(bob.jid)).toContainText('Available');
    const status = a.page.getByRole('textbox', { name: 'Status text' });
    await a.show('Settings');
    await status.fill('on the other side');
    await status.blur();
    await b.contacts.open(alice.jid);
    await expect(b.page.getByText('on the other side').first()).toBeVisible();

    await a.show('Chats');
    await a.chats.start(bob.jid);
    await a.conversation.send('Hello over there');
    await expect(a.conversation.delivery('Hello over there', 'Delivered')).toBeVisible();
    await b.show('Chats');
    await b.chats.open(alice.jid);
    await expect(b.conversation.message('Hello over there')).toBeVisible();
    await expect(a.conversation.delivery('Hello over there', 'Read')).toBeVisible();
    await b.conversation.composer.pressSequentially('Hel');
    await expect(a.page.getByText('typing…').first()).toBeVisible();
    await b.conversation.send('Hello back');
    await expect(a.conversation.message('Hello back')).toBeVisible();
    await expect(b.conversation.delivery('Hello back', 'Read')).toBeVisible();

    // Signing out leaves no trace but at the servers: each side’s own archive has the whole of it.
    await b.show('Settings');
    await b.settings.signOut();
    await expect(b.signInPage.password).toBeVisible();
    await a.show('Contacts');
    await expect(a.contacts.row(bob.jid)).toContainText('Offline');
    for (const [account, other, stack] of [
      [alice, bob, near],
      [bob, alice, far],
    ] as const) {
      const fresh = await open({ account, stack });
      await fresh.signIn(account);
      await fresh.chats.open(other.jid);
      await expect(fresh.conversation.messages).toHaveCount(2);
    }
  });
}

test('a server that is away is told of, and what was meant for it goes once it is back', async ({
  launch,
  open,
  peer,
}) => {
  test.setTimeout(120_000);
  const [near, far] = await federate(launch, 'prosody-0.12');
  const alice = await near.createAccount('alice');
  const bob = await far.createAccount('bob');
  const app = await open({ account: alice, stack: near });
  await app.signIn(alice);
  await far.server.halt();
  await app.chats.start(bob.jid);
  await app.conversation.send('are you there?');
  await expect(app.conversation.delivery('are you there?', 'Failed')).toBeVisible();
  await expect(app.conversation.own('are you there?')).toContainText('Not delivered');
  await far.server.start();
  const b = await peer(bob, { stack: far });
  await app.conversation.act('are you there?', 'Retry');
  await b.waitForBody('are you there?');
  await expect(app.conversation.delivery('are you there?', 'Failed')).toBeHidden();
});
