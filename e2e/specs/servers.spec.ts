/** Servers that lack something: old ones, small ones, strict ones. */
import { expect, test } from '../fixtures.ts';

const lacking = [
  ['no archive', { withoutModules: ['mam'] }],
  ['no carbons', { withoutModules: ['carbons'] }],
  ['no stream management', { withoutModules: ['smacks', 'sasl2_sm'] }],
  ['no SASL2', { withoutModules: ['sasl2'] }],
  ['no blocking, no CSI', { withoutModules: ['blocklist', 'csi'] }],
  ['Prosody 0.12', { version: 'prosody-0.12' }],
] as const;

for (const [name, options] of lacking) {
  test(`sign in and talk: ${name}`, async ({ launch, open, peer }) => {
    test.setTimeout(120_000);
    const stack = await launch(options);
    const [alice, bob] = await stack.friends();
    const app = await open({ account: alice, stack });
    await app.signIn(alice);
    const b = await peer(bob, { stack });
    await b.send(alice.jid, 'hello');
    await app.chats.open('Bob');
    await expect(app.conversation.message('hello')).toBeVisible();
    await app.conversation.send('hello yourself');
    await b.waitForBody('hello yourself');
    await expect(app.conversation.delivery('hello yourself', 'Delivered')).toBeVisible();
    await app.page.reload();
    await app.waitOnline();
    await app.show('Chats');
    await app.chats.open('Bob');
    await expect(app.conversation.messages).toHaveCount(2);
  });
}

test('without a block list nothing offers to block', async ({ launch, open, peer }) => {
  test.setTimeout(120_000);
  const stack = await launch({ withoutModules: ['blocklist'] });
  const [alice, bob] = await stack.friends();
  const mallory = await stack.createAccount('mallory');
  const app = await open({ account: alice, stack });
  await app.signIn(alice);
  const m = await peer(mallory, { stack });
  await m.send(alice.jid, 'let me in');
  await app.chats.open(mallory.jid);
  await expect(app.page.getByRole('region', { name: 'You do not know this person' })).toBeVisible();
  const block = app.page.getByRole('button', { name: /Block/ });
  await expect(block).toHaveCount(0);
  await app.show('Contacts');
  await app.contacts.open(bob.name);
  await expect(app.contacts.button('Remove from contacts')).toBeVisible();
  await expect(block).toHaveCount(0);
});

test('an empty account is told what to do next', async ({ stack, open }) => {
  const account = await stack.createAccount();
  const app = await open({ account });
  await app.signIn(account);
  await expect(app.page.getByText('No conversations yet')).toBeVisible();
  await app.show('Contacts');
  await expect(app.page.getByText('No contacts yet')).toBeVisible();
});

test('a message of 200 KiB and 100 kB of styling marks do no harm', async ({ stack, open, peer }) => {
  test.setTimeout(90_000);
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  const b = await peer(bob);
  await b.send(alice.jid, 'x'.repeat(200 * 1024));
  await b.send(alice.jid, '*_~`'.repeat(25 * 1024));
  await b.send(alice.jid, 'still alive');
  await app.chats.open('Bob');
  await expect(app.conversation.message('still alive')).toBeVisible();
  await expect(app.conversation.messages).toHaveCount(3);
  await app.conversation.send('and so am I');
  await b.waitForBody('and so am I');
});
