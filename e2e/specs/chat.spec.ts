/** Two people talk: both ways, with everything that tells how far a message came. */
import { expect, test } from '../fixtures.ts';
import { ns } from '../peers/namespaces.ts';

test('two browsers talk, and each sees how far its message came @quick @wire @old', async ({
  stack,
  open,
}) => {
  const [alice, bob] = await stack.friends();
  const a = await open({ account: alice });
  await a.signIn(alice);
  const b = await open({ account: bob });
  await b.signIn(bob);
  await a.chats.start(bob.jid);
  await a.conversation.send('Hello Bob');
  await expect(a.conversation.own('Hello Bob')).toBeVisible();
  await expect(b.chats.unread('Alice', 1)).toBeVisible();
  await expect(a.conversation.delivery('Hello Bob', 'Delivered')).toBeVisible();
  await b.chats.open('Alice');
  await expect(b.conversation.message('Hello Bob')).toBeVisible();
  await expect(a.conversation.delivery('Hello Bob', 'Read')).toBeVisible();
  await b.conversation.send('Hello Alice');
  await expect(a.conversation.message('Hello Alice')).toBeVisible();
  await expect(b.conversation.delivery('Hello Alice', 'Read')).toBeVisible();
  await expect(a.conversation.messages).toHaveCount(2);
  await expect(b.conversation.messages).toHaveCount(2);
});

test('another client’s receipts and markers move the state @wire', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  const b = await peer(bob, { receipts: false });
  const app = await open({ account: alice });
  await app.signIn(alice);
  await app.chats.start(bob.jid);
  await app.conversation.send('how far');
  const got = await b.waitForBody('how far');
  const id = got.attrs['id'] ?? '';
  await expect(app.conversation.own('how far')).toHaveAttribute('data-id', id);
  await expect(app.conversation.delivery('how far', 'Sent')).toBeVisible();
  await b.displayed(alice.jid, id);
  await expect(app.conversation.delivery('how far', 'Read')).toBeVisible();
});

test('a friend gets a receipt at once and a marker when the message is in view @wire', async ({
  stack,
  open,
  peer,
}) => {
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  const b = await peer(bob);
  await b.waitForReceipt(await b.send(alice.jid, 'did you get it'));
  const id = await b.send(alice.jid, 'and this');
  // The stream has one order: a marker for the first would have come before this receipt.
  await b.waitForReceipt(id);
  await expect(app.chats.unread('Bob', 2)).toBeVisible();
  expect(b.stanzas.some((s) => s.getChild('displayed', ns.markers))).toBe(false);
  await app.chats.open('Bob');
  await b.waitForDisplayed(id);
  await expect(app.chats.unread('Bob', 2)).toBeHidden();
});

test('typing shows on both sides @wire', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  const b = await peer(bob);
  await b.send(alice.jid, 'hello');
  await app.chats.open('Bob');
  await expect(app.conversation.message('hello')).toBeVisible();
  await b.typing(alice.jid, 'composing');
  await expect(app.page.getByText('typing…').first()).toBeVisible();
  await b.typing(alice.jid, 'paused');
  await expect(app.page.getByText('typing…')).toHaveCount(0);
  await app.conversation.composer.pressSequentially('He');
  await b.wait((s) => s.getChild('composing', ns.chatStates) !== undefined, {
    what: 'composing',
  });
});

test('actions, styling, code, links and directions are drawn as meant', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  const b = await peer(bob);
  const texts = [
    '/me waves',
    'this is *strong* and _slanted_',
    '```\nlet x = 1;\n```',
    'see https://example.org/path for more',
    'مرحبا بالعالم',
    '<b>not bold</b> &amp; <img src=x onerror=alert(1)>',
  ];
  await b.sendMany(alice.jid, texts);
  await app.chats.open('Bob');
  const { log, messages } = app.conversation;
  await expect(messages).toHaveCount(texts.length);
  await expect(log.getByText('Bob waves')).toBeVisible();
  await expect(log.locator('strong', { hasText: 'strong' })).toBeVisible();
  await expect(log.locator('em', { hasText: 'slanted' })).toBeVisible();
  await expect(log.locator('pre', { hasText: 'let x = 1;' })).toBeVisible();
  const link = log.getByRole('link', { name: 'https://example.org/path' });
  await expect(link).toHaveAttribute('rel', /noopener/);
  await expect(link).toHaveAttribute('rel', /noreferrer/);
  await expect(log.getByText('مرحبا بالعالم')).toHaveCSS('direction', 'rtl');
  await expect(log.getByText('<b>not bold</b> &amp; <img src=x onerror=alert(1)>')).toBeVisible();
  await expect(log.locator('img[src="x"]')).toHaveCount(0);
});

test('one’s own other device is in step, both ways @wire @old', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  const other = await peer(alice, { resource: 'phone', carbons: true, receipts: false });
  const b = await peer(bob);
  await app.chats.start(bob.jid);
  await app.conversation.send('from the browser');
  await b.waitForBody('from the browser');
  await other.wait((s) => s.toString().includes('from the browser'), { what: 'carbon' });
  await other.send(bob.jid, 'from the phone');
  await expect(app.conversation.own('from the phone')).toBeVisible();
  await b.send(alice.jid, 'for both');
  await other.wait((s) => s.toString().includes('for both'), { what: 'copy' });
  await expect(app.conversation.message('for both')).toBeVisible();
  await expect(app.conversation.messages).toHaveCount(3);
});

test('unread counts up, is in the title, and a read on the other device clears it @wire', async ({
  stack,
  open,
  peer,
}) => {
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  const b = await peer(bob);
  await b.send(alice.jid, 'one');
  const id = await b.send(alice.jid, 'two');
  await expect(app.chats.unread('Bob', 2)).toBeVisible();
  await expect(app.page).toHaveTitle('(2) Kith');
  const phone = await peer(alice, { resource: 'phone', carbons: true, receipts: false });
  await phone.displayed(bob.jid, id);
  await expect(app.chats.unread('Bob', 2)).toBeHidden();
  await expect(app.page).toHaveTitle('Kith');
});

test('a draft stays with its conversation, across a reload', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  const b = await peer(bob);
  await b.send(alice.jid, 'write to me');
  await app.chats.open('Bob');
  await app.conversation.composer.fill('half a sentence');
  await app.conversation.composer.blur();
  await app.show('Settings');
  await app.show('Chats');
  await app.chats.open('Bob');
  await expect(app.conversation.composer).toHaveValue('half a sentence');
  await app.page.reload();
  await app.waitOnline();
  await app.show('Chats');
  await app.chats.open('Bob');
  await expect(app.conversation.composer).toHaveValue('half a sentence');
});

test('what came meanwhile stands under a divider, each message by its name in the archive @wire', async ({
  stack,
  open,
  peer,
}) => {
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.signIn(alice);
  const { conversation } = app;
  const other = await peer(alice, { resource: 'other' });
  const archived = async () => (await other.archive(bob.jid)).filter(({ body }) => body !== null);
  await app.chats.start(bob.jid);
  await conversation.send('first of all');
  await expect(conversation.delivery('first of all', 'Sent')).toBeVisible();
  const [first] = await archived();
  await expect.poll(() => conversation.archiveIds()).toEqual([first?.archiveId]);
  await conversation.act('first of all', 'Copy');
  await expect.poll(() => app.page.evaluate(() => navigator.clipboard.readText())).toBe('first of all');
  await conversation.act('first of all', 'Details');
  const details = app.page.getByRole('dialog', { name: 'Details' });
  for (const fact of [alice.jid, first?.id ?? 'no id', first?.archiveId ?? 'no archive id'])
    await expect(details.getByText(fact, { exact: true })).toBeVisible();
  await app.page.keyboard.press('Escape');
  await expect(details).toBeHidden();
  await conversation.openMenu('first of all');
  await expect(app.page.getByRole('menuitem')).toHaveText(['Copy', 'Details']);
  await app.page.keyboard.press('Escape');

  await app.show('Settings');
  const b = await peer(bob);
  await b.sendMany(
    alice.jid,
    Array.from({ length: 40 }, (_, i) => `meanwhile ${i + 1}`),
  );
  await expect(app.page).toHaveTitle('(40) Kith');
  await app.show('Chats');
  await app.chats.open('Bob');
  await expect(conversation.newMessages).toBeInViewport();
  const below = conversation.newMessages.locator('xpath=following-sibling::*[1]');
  await expect(below).toHaveRole('article');
  await expect(below).toContainText('meanwhile 1');
  await expect(conversation.own('first of all')).toBeInViewport();
  await expect(conversation.message('meanwhile 40')).not.toBeInViewport();
  // It stays where it was while one reads on and answers.
  await conversation.send('caught up');
  await expect(conversation.delivery('caught up', 'Delivered')).toBeInViewport();
  await expect(below).toContainText('meanwhile 1');
  const rows = await archived();
  expect(await conversation.ids()).toEqual(rows.map(({ id }) => id));
  // The place of the last one is asked for later.
  expect((await conversation.archiveIds()).slice(0, 41)).toEqual(
    rows.slice(0, 41).map(({ archiveId }) => archiveId),
  );
});

test('marks of direction and invisible signs stay where they were written', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  await stack.server.setRoster(alice.user, [
    {
      jid: bob.jid,
      name: 'B\u202Eob\u200B\u2066!',
      subscription: 'both',
    },
  ]);
  const app = await open({ account: alice });
  await app.signIn(alice);
  const b = await peer(bob);
  await b.setPresence('away', 'gone \u202Efishing\u200B');
  await b.send(alice.jid, 'plain \u202Ereversed');
  const { conversation, page } = app;
  await app.chats.open('Bob!');
  await expect(conversation.heading('Bob!')).toBeVisible();
  const message = conversation.log.getByRole('article', { name: /^Bob!, \d\d:\d\d( [AP]M)?$/ });
  await expect(message).toContainText('plain \u202Ereversed');
  // The time beside it still reads from left to right.
  const time = await message.locator('time').evaluate((el) => {
    const at = (index: number): number => {
      const range = document.createRange();
      range.setStart(el.firstChild ?? el, index);
      range.setEnd(el.firstChild ?? el, index + 1);
      return range.getBoundingClientRect().left;
    };
    return { first: at(0), last: at(4) };
  });
  expect(time.first).toBeLessThan(time.last);
  await page.getByRole('button', { name: 'Details', exact: true }).click();
  await expect(page.getByText('gone fishing').first()).toBeVisible();
  // Nothing but the message itself carries such a mark: no name, status, preview, label or title.
  const marked = await page.evaluate(() => {
    const sign = /[\u061C\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
    const found: string[] = [];
    for (const el of document.querySelectorAll('*')) {
      if (el.closest('.body') !== null) continue;
      for (const { name, value } of el.attributes) if (sign.test(value)) found.push(`${name}=${value}`);
      for (const node of el.childNodes)
        if (node instanceof Text && sign.test(node.data)) found.push(node.data);
    }
    return found;
  });
  expect(marked).toEqual([]);
});
