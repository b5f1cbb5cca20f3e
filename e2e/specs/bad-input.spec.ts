/** Bad input by hand, and servers that lack something: a clear answer each time, and nothing lost. */
import { expect, test } from '../fixtures.ts';

test('a message beyond what servers take is refused with the reason, and kept', async ({
  stack,
  open,
  peer,
}) => {
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  const b = await peer(bob);
  await app.chats.start(bob.jid);
  const { composer } = app.conversation;
  const long = 'é'.repeat(100 * 1024);
  await composer.fill(long);
  await expect(app.page.getByText('This message is longer than servers accept')).toBeVisible();
  await expect(composer).toHaveAttribute('aria-invalid', 'true');
  await composer.press('Enter');
  await expect(app.conversation.sendButton).toBeDisabled();
  await expect(app.conversation.messages).toHaveCount(0);
  await expect(composer).toHaveValue(long);
  // Kept as any draft is.
  await composer.blur();
  await app.show('Settings');
  await app.page.reload();
  await app.waitOnline();
  await app.show('Chats');
  await app.chats.open('Bob');
  await expect(composer).toHaveValue(long);
  await composer.fill(long.slice(0, 1000));
  await expect(app.page.getByText('This message is longer than servers accept')).toBeHidden();
  await composer.press('Enter');
  await b.waitForBody(long.slice(0, 1000));
  await app.waitOnline();
  expect(b.stanzas.filter((s) => s.getChild('body') !== undefined)).toHaveLength(1);
});

test('the longest message that is let through arrives, full of what must be escaped @wire', async ({
  stack,
  open,
  peer,
}) => {
  test.setTimeout(90_000);
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  const b = await peer(bob);
  await app.chats.start(bob.jid);
  // 14 octets each once escaped, of 116 KiB.
  const body = '<&>x'.repeat(8_484);
  await app.conversation.composer.fill(`${body}<&>`);
  await expect(app.conversation.composer).toHaveAttribute('aria-invalid', 'true');
  await app.conversation.composer.fill(body);
  await expect(app.conversation.composer).not.toHaveAttribute('aria-invalid');
  await app.conversation.sendButton.click();
  await b.wait((stanza) => stanza.getChildText('body') === body, { what: 'the long message' });
  await expect(app.conversation.messages).toHaveCount(1);
  await expect(app.conversation.messages.getByRole('img', { name: 'Delivered' })).toBeVisible();
});

test('what is not an address starts no chat and adds nobody', async ({ stack, open, peer }) => {
  const alice = await stack.createAccount('alice');
  const app = await open({ account: alice });
  await app.signIn(alice);
  const other = await peer(alice, { resource: 'other' });
  await app.chats.newChat.first().click();
  const { dialog } = app.chats;
  const address = dialog.getByRole('textbox', { name: 'Address' });
  const bad = [
    '',
    '   ',
    '@',
    'bob@',
    '@example.org',
    'a b@example.org',
    'bob@exa mple.org',
    'bob@@example.org',
    'bob"@example.org',
    '<bob>@example.org',
    'bo\u202Eb@example.org',
    'bo\u200Bb@example.org',
    'bob@-.',
    `${'b'.repeat(1024)}@example.org`,
    `bob@${'e'.repeat(1100)}`,
  ];
  const refusal = dialog.getByText('This is not an XMPP address.');
  for (const button of ['Start chat', 'Add contact']) {
    for (const text of bad) {
      // Typing takes the last refusal back, so that each is seen to be a new one.
      await address.pressSequentially('x');
      await expect(refusal).toBeHidden();
      await address.fill(text);
      await dialog.getByRole('button', { name: button }).click();
      await expect(refusal, JSON.stringify(text.slice(0, 40))).toBeVisible();
      await expect(address).toHaveValue(text);
    }
  }
  await address.fill(alice.jid.toUpperCase());
  await dialog.getByRole('button', { name: 'Add contact' }).click();
  await expect(dialog.getByText('This is your own address.')).toBeVisible();
  // What is meant is understood, however it is written.
  await address.fill(`  xmpp:Some.One@${alice.domain}?message  `);
  await dialog.getByRole('button', { name: 'Add contact' }).click();
  await expect(app.conversation.heading(`some.one@${alice.domain}`)).toBeVisible();
  await expect
    .poll(async () => (await other.roster()).map((item) => item.attrs['jid']))
    .toEqual([`some.one@${alice.domain}`]);
});

test('without an archive the conversation says what that means', async ({ launch, open, peer }) => {
  const stack = await launch({ withoutModules: ['mam'] });
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice, stack });
  await app.signIn(alice);
  const b = await peer(bob, { stack });
  await b.send(alice.jid, 'kept here only');
  await app.chats.open('Bob');
  await expect(app.conversation.message('kept here only')).toBeVisible();
  await expect(app.page.getByText('The server keeps no history')).toBeVisible();
});

test('without carbons and stream management a cut loses nothing that is in the archive', async ({
  launch,
  open,
  peer,
  trouble,
}) => {
  trouble.expect(/WebSocket connection/);
  const stack = await launch({ withoutModules: ['carbons', 'smacks', 'sasl2_sm'] });
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice, stack });
  await app.signIn(alice);
  const b = await peer(bob, { stack });
  await app.chats.start(bob.jid);
  await app.conversation.send('before the cut');
  await b.waitForBody('before the cut');
  expect(await stack.server.cut(alice.user)).toBeGreaterThan(0);
  await b.send(alice.jid, 'during the cut');
  await app.waitOnline(60_000);
  await app.conversation.send('after the cut');
  await b.waitForBody('after the cut');
  await expect(app.conversation.message('during the cut')).toBeVisible();
  await expect(app.conversation.messages).toHaveCount(3);
  const phone = await peer(alice, { stack, resource: 'phone' });
  await phone.send(bob.jid, 'from the phone');
  await b.waitForBody('from the phone');
  await app.page.reload();
  await app.waitOnline();
  await expect(app.conversation.own('from the phone')).toBeVisible();
  await expect(app.conversation.messages).toHaveCount(4);
});
