/** The shell: what makes it installable, what the operator sets, the way back on a phone, and life without storage. */
import type { Locator, Page } from 'playwright/test';
import { expect, test } from '../fixtures.ts';
import { App } from '../pages/app.ts';
import { startSite } from '../stack.ts';

interface ManifestIcon {
  readonly src: string;
  readonly sizes: string;
  readonly type: string;
  readonly purpose?: string;
}

/** Width and height from the header of a PNG. */
function pngSize(file: Buffer): string {
  expect(file.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
  return `${file.readUInt32BE(16)}x${file.readUInt32BE(20)}`;
}

test('the manifest is linked, says what it must, and its icons are what it says', async ({ open, site }) => {
  const { page } = await open();
  const href = await page.locator('link[rel="manifest"]').getAttribute('href');
  const at = new URL(href ?? '', page.url());
  const answer = await page.request.get(at.href);
  expect(answer.headers()['content-type']).toContain('application/manifest+json');
  const manifest = (await answer.json()) as {
    name: string;
    start_url: string;
    scope: string;
    display: string;
    icons: ManifestIcon[];
    shortcuts: { url: string; icons: ManifestIcon[] }[];
  };
  expect(manifest).toMatchObject({ name: 'Kith', display: 'standalone' });
  for (const url of [manifest.start_url, manifest.scope])
    expect(new URL(url, at).href).toBe(`${site.origin}/`);
  const purposes = new Map<string, string[]>();
  for (const icon of [...manifest.icons, ...manifest.shortcuts.flatMap(({ icons }) => icons)]) {
    const file = await page.request.get(new URL(icon.src, at).href);
    expect(file.ok(), icon.src).toBe(true);
    expect(file.headers()['content-type'], icon.src).toContain(icon.type);
    if (icon.type === 'image/png') expect(pngSize(await file.body()), icon.src).toBe(icon.sizes);
    else expect(await file.text()).toContain('<svg');
    const purpose = icon.purpose ?? 'any';
    purposes.set(purpose, [...(purposes.get(purpose) ?? []), icon.sizes]);
  }
  // What Chromium asks of an installable app, and what Android needs to cut its shapes.
  expect(purposes.get('any')).toEqual(expect.arrayContaining(['192x192', '512x512']));
  expect(purposes.get('maskable')).toContain('512x512');
  for (const link of await page.locator('link[rel="icon"], link[rel="apple-touch-icon"]').all()) {
    const icon = new URL((await link.getAttribute('href')) ?? '', page.url());
    expect((await page.request.get(icon.href)).ok(), icon.href).toBe(true);
  }
});

test('after the first visit a service worker has the page, and opens it without a network', async ({
  open,
  trouble,
}) => {
  trouble.expect(/ERR_INTERNET_DISCONNECTED/);
  const { page, context, signInPage } = await open();
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller?.scriptURL))
    .toMatch(/\/sw\.js$/);
  await context.setOffline(true);
  await page.reload();
  await expect(signInPage.submitButton).toBeVisible();
  const other = await context.newPage();
  await other.goto(`${new URL(page.url()).origin}/?lang=en#/contacts`);
  await expect(other.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
});

test('config.json names the app, completes addresses and keeps to the operator’s domain', async ({
  browser,
  stack,
  trouble,
}) => {
  const account = await stack.createAccount('alice');
  const files = new Map([
    [
      '/config.json',
      JSON.stringify({
        name: 'Acme Talk',
        domain: stack.server.domain,
        webSocket: stack.server.webSocket,
        accentHue: 210,
        features: { advanced: false, otherDomains: false },
      }),
    ],
  ]);
  const site = await startSite(files);
  const context = await browser.newContext();
  await trouble.watch(context);
  const app = new App(await context.newPage(), site.origin, stack.server);
  await app.goto();
  await expect(app.page).toHaveTitle('Acme Talk');
  await expect(app.page.getByRole('heading', { name: 'Welcome to Acme Talk' })).toBeVisible();
  await expect(app.page.getByText(`Sign in with your ${stack.server.domain} address.`)).toBeVisible();
  await expect(app.signInPage.advanced).toBeHidden();

  await app.signInPage.address.fill('someone@elsewhere.example');
  await app.signInPage.submit('whatever');
  await expect(app.signInPage.alert).toHaveText(`Only ${stack.server.domain} addresses can sign in here.`);
  await expect(app.navigation).toBeHidden();
  const hue = () =>
    app.page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--accent-hue'));
  expect(await hue()).toBe('210');

  // A name is enough; the WebSocket comes from the file, as this page's host has no host-meta.
  await app.signInPage.address.fill(account.user);
  await app.signIn(account);
  await expect(app.page).toHaveTitle('Acme Talk');
  await app.show('Settings');
  await expect(app.settings.region('Account')).toContainText(account.jid);

  await expect(app.settings.choice('Accent', 'Lagoon')).toBeChecked();

  // The last good copy holds while the file is broken, gone, or out of reach.
  const isAcme = async (): Promise<void> => {
    await expect(app.page).toHaveTitle('Acme Talk');
    expect(await hue()).toBe('210');
  };
  files.set('/config.json', '{ this is not JSON');
  await app.page.reload();
  await app.waitOnline();
  await isAcme();
  await context.route('**/config.json', (route) => route.fulfill({ status: 404 }));
  trouble.expect(/404/);
  await app.page.reload();
  await app.waitOnline();
  await isAcme();
  await app.show('Settings');
  await app.settings.signOut();
  await expect(app.signInPage.submitButton).toBeVisible();
  await app.page.reload();
  await expect(app.page.getByRole('heading', { name: 'Welcome to Acme Talk' })).toBeVisible();
  await expect(app.page.getByText(`Sign in with your ${stack.server.domain} address.`)).toBeVisible();
  await app.signInPage.address.fill(account.user);
  await app.signIn(account);
  await expect.poll(() => app.page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  trouble.expect(/ERR_INTERNET_DISCONNECTED/);
  await context.setOffline(true);
  await app.page.reload();
  await expect(app.navigation).toBeVisible();
  await isAcme();
  await context.close();
  await site.stop();
});

test('phone: back from a conversation leads to Chats, by button and by history', async ({ stack, open }) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 3);
  const app = await open({ account: alice, phone: true });
  await app.signIn(alice);
  await app.chats.open('Bob');
  await expect(app.conversation.message('line 3')).toBeVisible();
  await expect(app.chats.list).toBeHidden();
  await app.page.getByRole('button', { name: 'Back' }).click();
  await expect(app.chats.row('Bob')).toBeVisible();
  await expect(app.conversation.log).toBeHidden();
  await app.chats.open('Bob');
  await expect(app.conversation.message('line 3')).toBeVisible();
  await app.page.goBack();
  await expect(app.chats.row('Bob')).toBeVisible();
  await expect(app.conversation.log).toBeHidden();
  await app.page.goForward();
  await expect(app.conversation.message('line 3')).toBeVisible();
});

test('phone: details lie over the conversation, and back leads through it', async ({ stack, open }) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 3);
  const app = await open({ account: alice, phone: true });
  await app.signIn(alice);
  await app.chats.open('Bob');
  await app.page.getByRole('button', { name: 'Details' }).click();
  await expect(app.contacts.button('Rename')).toBeVisible();
  await expect(app.conversation.log).toBeHidden();
  await app.page.getByRole('button', { name: 'Back' }).click();
  await expect(app.conversation.message('line 3')).toBeVisible();
  await app.page.getByRole('button', { name: 'Back' }).click();
  await expect(app.chats.row('Bob')).toBeVisible();
});

test('phone: a conversation opened by its link goes back to Chats', async ({ stack, open }) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 3);
  const app = await open({ account: alice, phone: true });
  await app.signIn(alice);
  await app.chats.open('Bob');
  await expect(app.conversation.message('line 3')).toBeVisible();
  const link = new URL(app.page.url());
  const fresh = new App(await app.context.newPage(), link.origin, stack.server);
  await fresh.page.goto(`${link.origin}/?lang=en${link.hash}`);
  expect(link.hash).toMatch(/^#\/chat\//);
  await expect(fresh.conversation.message('line 3')).toBeVisible();
  await fresh.page.getByRole('button', { name: 'Back' }).click();
  await expect(fresh.chats.row('Bob')).toBeVisible();
  await expect(fresh.conversation.log).toBeHidden();
  expect(new URL(fresh.page.url()).hash).not.toContain('chat/');
});

/** Nothing is wider than the window, and what is named lies inside of it. */
async function fits(page: Page, ...parts: Locator[]): Promise<void> {
  const size = page.viewportSize() ?? { width: 0, height: 0 };
  const widest = () =>
    page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth));
  await expect.poll(widest).toBeLessThanOrEqual(size.width);
  for (const part of parts) {
    const edges = async () => {
      const box = await part.boundingBox();
      if (box === null) return undefined;
      const right = box.x + box.width - size.width;
      const bottom = box.y + box.height - size.height;
      return { inside: box.x >= 0 && box.y >= 0 && right <= 0.5 && bottom <= 0.5 };
    };
    await expect.poll(edges, { message: part.toString() }).toEqual({ inside: true });
  }
}

for (const viewport of [
  { width: 390, height: 844 },
  { width: 320, height: 568 },
]) {
  test(`everything fits ${viewport.width} × ${viewport.height} with text at 150 %`, async ({
    stack,
    open,
    peer,
  }) => {
    test.setTimeout(90_000);
    const [alice, bob] = await stack.friends();
    await stack.history(alice, bob, 1);
    const app = await open({ account: alice, phone: true, viewport });
    await app.signIn(alice);
    await app.show('Settings');
    await app.settings.choice('Text size', '150%').check();
    await expect(app.page.locator('html')).toHaveCSS('font-size', '24px');
    await fits(app.page, app.navigation);
    const b = await peer(bob);
    await b.send(alice.jid, 'w'.repeat(300));
    await b.send(alice.jid, `\`\`\`\n${'code '.repeat(60)}\n\`\`\``);
    await b.send(alice.jid, `https://example.org/${'path'.repeat(60)}`);
    await app.show('Chats');
    await expect(app.chats.unread('Bob', 3)).toBeVisible();
    await fits(app.page, app.navigation, app.chats.search, app.chats.newChat.first());
    await app.chats.open('Bob');
    const { composer, sendButton } = app.conversation;
    await expect(app.conversation.messages).toHaveCount(4);
    await fits(app.page, composer, sendButton, app.page.getByRole('button', { name: 'Back' }));
    await composer.fill(Array.from({ length: 30 }, (_, i) => `row ${i}`).join('\n'));
    await fits(app.page, composer, sendButton, app.page.getByRole('button', { name: 'Back' }));
    await sendButton.click();
    await b.wait((s) => s.getChildText('body')?.includes('row 29') === true, { what: 'the long message' });
    await app.page.getByRole('button', { name: 'Details' }).click();
    await expect(app.contacts.button('Rename')).toBeVisible();
    await fits(app.page, app.page.getByRole('button', { name: 'Back' }));
    await app.page.goBack();
    await app.page.goBack();
    await app.show('Contacts');
    await expect(app.contacts.row('Bob')).toBeVisible();
    await fits(app.page, app.navigation);
    await app.show('Chats');
    await app.chats.newChat.first().click();
    await fits(app.page, app.chats.dialog);
  });
}

test('where the browser refuses storage, nothing is kept, and that is said; talking works', async ({
  stack,
  open,
  peer,
}) => {
  const [alice, bob] = await stack.friends();
  const app = await open();
  await app.context.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('storage is forbidden here', 'SecurityError');
    };
  });
  await app.goto(alice);
  await app.signIn(alice);
  const banner = app.page.getByText('This browser gives Kith no storage: nothing is kept');
  await expect(banner).toBeVisible();
  const b = await peer(bob);
  await b.send(alice.jid, 'can you read this');
  await app.chats.open('Bob');
  await expect(app.conversation.message('can you read this')).toBeVisible();
  await app.conversation.send('for now');
  await b.waitForBody('for now');
  await expect(app.conversation.delivery('for now', 'Delivered')).toBeVisible();
  await app.page.reload();
  await expect(app.signInPage.password).toBeVisible();
});

test('what could not be stored is told, and nothing changes', async ({ stack, open, trouble }) => {
  trouble.expect(/unexpected error/);
  const [alice] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  await app.show('Contacts');
  await app.contacts.open('Bob');
  await app.page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('the disk is full', 'QuotaExceededError');
    };
  });
  await app.contacts.button('Rename').click();
  const field = app.settings.dialog.getByRole('textbox');
  await field.fill('Robert');
  await field.press('Enter');
  await expect(app.page.getByText('could not store that, so nothing was changed')).toBeVisible();
  await expect(app.page.getByRole('heading', { name: 'Bob' }).first()).toBeVisible();
});

test('the sign-in form fits a phone', async ({ stack, open }) => {
  const account = await stack.createAccount();
  const app = await open({ account, phone: true });
  const { address, password, submitButton, advanced } = app.signInPage;
  await fits(app.page, address, password, submitButton, advanced);
});
