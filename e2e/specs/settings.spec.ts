/** Settings do what they say: seen by the other side, by the server, or by what the page looks like and keeps. */
import type { Page } from 'playwright/test';
import { expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';
import { ns } from '../peers/namespaces.ts';
import { type Peer, type XmlNode, xml } from '../peers/peer.ts';
import { everythingStored } from '../stored.ts';

const receipts = 'Confirm that messages arrived';
const markers = 'Send read receipts';
const typing = 'Show when I am typing';

const told = (peer: Peer, name: string, xmlns: string): XmlNode[] =>
  peer.stanzas.filter((stanza) => stanza.getChild(name, xmlns) !== undefined);
const states = (peer: Peer): XmlNode[] =>
  peer.stanzas.filter((stanza) =>
    stanza.children.some((child) => typeof child !== 'string' && child.attrs['xmlns'] === ns.chatStates),
  );

/** Turns a switch, and comes back to see that it is stored. */
async function turn(app: App, name: string, on: boolean): Promise<void> {
  await app.show('Settings');
  const { settings } = app;
  await expect(settings.toggle(name)).toBeChecked({ checked: !on });
  await settings.toggle(name).setChecked(on);
  await app.show('Chats');
  await app.show('Settings');
  await expect(settings.toggle(name)).toBeChecked({ checked: on });
  await app.show('Chats');
}

test('receipts switched off: a friend gets none, until they are on again @wire', async ({
  stack,
  open,
  peer,
}) => {
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  await turn(app, receipts, false);
  const b = await peer(bob);
  await b.send(alice.jid, 'no receipt, please');
  await app.chats.open('Bob');
  await expect(app.conversation.message('no receipt, please')).toBeVisible();
  // Whatever was owed for the message went out before an answer to it.
  await app.conversation.send('as you wish');
  await b.waitForBody('as you wish');
  expect(told(b, 'received', ns.receipts).map(String)).toEqual([]);
  await turn(app, receipts, true);
  await b.waitForReceipt(await b.send(alice.jid, 'and now'));
});

test('read receipts switched off: a friend learns of arrival only', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  await turn(app, markers, false);
  const b = await peer(bob);
  await b.waitForReceipt(await b.send(alice.jid, 'did you read it'));
  await expect(app.chats.unread('Bob', 1)).toBeVisible();
  await app.chats.open('Bob');
  await expect(app.chats.unread('Bob', 1)).toBeHidden();
  await app.conversation.send('who knows');
  await b.waitForBody('who knows');
  expect(told(b, 'displayed', ns.markers).map(String)).toEqual([]);
  await turn(app, markers, true);
  await app.chats.open('Bob');
  await b.waitForDisplayed(await b.send(alice.jid, 'and this'));
});

test('typing switched off: a friend sees no chat state, until it is on again', async ({
  stack,
  open,
  peer,
}) => {
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  await turn(app, typing, false);
  const b = await peer(bob);
  await b.send(alice.jid, 'hello');
  await app.chats.open('Bob');
  await expect(app.conversation.message('hello')).toBeVisible();
  await app.conversation.composer.pressSequentially('thinking');
  await app.conversation.composer.press('Enter');
  await b.waitForBody('thinking');
  expect(states(b).map(String)).toEqual([]);
  await turn(app, typing, true);
  await app.chats.open('Bob');
  await app.conversation.composer.pressSequentially('now');
  await b.wait((stanza) => stanza.getChild('composing', ns.chatStates) !== undefined, { what: 'composing' });
});

const groundOf = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.body).backgroundColor);
/** 0 is black, 1 is white: of the page as it is painted. */
const lightnessOf = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d');
    if (canvas === null) throw new Error('no canvas');
    canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return (red + green + blue) / 3 / 255;
  });

test('the theme is taken at once, outlives a reload, and follows the system when told to', async ({
  stack,
  open,
}) => {
  const account = await stack.createAccount();
  const app = await open({ account, colorScheme: 'light' });
  await app.signIn(account);
  const { page, settings } = app;
  const html = page.locator('html');
  await app.show('Settings');
  await expect(settings.choice('Theme', 'System')).toBeChecked();
  await expect(html).not.toHaveAttribute('data-theme');
  await expect.poll(() => lightnessOf(page)).toBeGreaterThan(0.8);
  const light = await groundOf(page);

  await settings.choice('Theme', 'Dark').check();
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await expect.poll(() => lightnessOf(page)).toBeLessThan(0.25);
  await page.reload();
  await expect(settings.choice('Theme', 'Dark')).toBeChecked();
  await expect(html).toHaveAttribute('data-theme', 'dark');
  expect(await lightnessOf(page)).toBeLessThan(0.25);

  await page.emulateMedia({ colorScheme: 'dark' });
  await settings.choice('Theme', 'Light').check();
  await expect(html).toHaveAttribute('data-theme', 'light');
  await expect.poll(() => groundOf(page)).toBe(light);

  await settings.choice('Theme', 'System').check();
  await expect(html).not.toHaveAttribute('data-theme');
  await expect.poll(() => lightnessOf(page)).toBeLessThan(0.25);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(() => groundOf(page)).toBe(light);
  await page.reload();
  await expect(settings.choice('Theme', 'System')).toBeChecked();
});

test('the accent colours what it should, also after a reload and in another tab', async ({ stack, open }) => {
  const account = await stack.createAccount();
  const app = await open({ account });
  await app.signIn(account);
  const second = await app.newTab();
  await second.show('Settings');
  await app.show('Settings');
  const accented = (of: App) =>
    of.settings
      .region('Privacy')
      .locator('svg')
      .first()
      .evaluate((icon) => getComputedStyle(icon).color);
  const clay = await accented(app);
  await app.settings.choice('Accent', 'Blue').check();
  await expect.poll(() => accented(app)).not.toBe(clay);
  const blue = await accented(app);
  await expect.poll(() => accented(second)).toBe(blue);
  await app.page.reload();
  await expect(app.settings.choice('Accent', 'Blue')).toBeChecked();
  expect(await accented(app)).toBe(blue);
});

test('the text size scales what is read, also after a reload', async ({ stack, open }) => {
  const account = await stack.createAccount();
  const app = await open({ account });
  await app.signIn(account);
  await app.show('Settings');
  const size = () =>
    app.settings.signOutButton.first().evaluate((button) => parseFloat(getComputedStyle(button).fontSize));
  const before = await size();
  await app.settings.choice('Text size', '150%').check();
  await expect.poll(size).toBeCloseTo(before * 1.5, 1);
  await app.page.reload();
  await expect(app.settings.choice('Text size', '150%')).toBeChecked();
  expect(await size()).toBeCloseTo(before * 1.5, 1);
  await app.settings.choice('Text size', '100%').check();
  await expect.poll(size).toBe(before);
});

test('history is cleared from the device and comes back from the archive @wire', async ({ stack, open }) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 25);
  const app = await open({ account: alice });
  await app.signIn(alice);
  await app.chats.open('Bob');
  await expect(app.conversation.message('line 25')).toBeVisible();
  await expect.poll(() => everythingStored(app.page)).toContain('line 25');
  await app.show('Settings');
  const storage = app.settings.region('Storage');
  await expect(storage.getByText(/^[\d.,]+ (byte|kB|MB|GB) of [\d.,]+ (MB|GB|TB)$/)).toBeVisible();

  await app.settings.row('Storage', 'Clear history on this device').click();
  await app.settings.dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(app.settings.dialog).toBeHidden();
  expect(await everythingStored(app.page)).toContain('line 25');

  await app.settings.row('Storage', 'Clear history on this device').click();
  await app.settings.dialog.getByRole('button', { name: 'Clear' }).click();
  await expect.poll(() => everythingStored(app.page)).not.toMatch(/line \d/);
  await app.show('Chats');
  await app.chats.open('Bob');
  await expect(app.conversation.message('line 25')).toBeVisible();
  await expect(app.conversation.message('line 1')).toHaveCount(1);
  await expect(app.conversation.messages).toHaveCount(25);
});

test('the blocked are listed, and let in again from there @wire', async ({ stack, open, peer }) => {
  const alice = await stack.createAccount('alice');
  const mallory = await stack.createAccount('mallory');
  const app = await open({ account: alice });
  await app.signIn(alice);
  await app.show('Settings');
  const blocked = app.settings.row('Privacy', /^Blocked/);
  await expect(blocked).toContainText('0');
  const other = await peer(alice, { resource: 'other' });
  await other.block(mallory.jid);
  await expect(blocked).toContainText('1');
  await blocked.click();
  await expect(app.settings.dialog.getByText(mallory.jid)).toBeVisible();
  await app.settings.dialog.getByRole('button', { name: `Unblock ${mallory.jid}` }).click();
  await expect(app.settings.dialog.getByText('Nobody is blocked')).toBeVisible();
  const atServer = async () => (await other.iq('get', xml('blocklist', { xmlns: ns.blocking }))).toString();
  await expect.poll(atServer).not.toContain(mallory.jid);
  const m = await peer(mallory);
  await m.send(alice.jid, 'thank you');
  await other.waitForBody('thank you');
});

test('signing out says how many messages still wait, and may be thought better of', async ({
  launch,
  open,
  peer,
  trouble,
}) => {
  trouble.expect(/ERR_CONNECTION_REFUSED|WebSocket connection/);
  const stack = await launch();
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice, stack });
  await app.signIn(alice);
  await app.chats.start(bob.jid);
  await app.show('Settings');
  await app.settings.signOutButton.first().click();
  await expect(app.settings.dialog).toContainText('Sign out?');
  await expect(app.settings.dialog).not.toContainText('wait');
  await app.settings.dialog.getByRole('button', { name: 'Cancel' }).click();
  await app.show('Chats');
  await app.chats.open('Bob');
  await stack.server.halt();
  await expect(app.connection).toContainText(/Offline|Connecting/);
  await app.conversation.send('one');
  await app.conversation.send('two');
  await expect(app.conversation.delivery('two', 'Waiting')).toBeVisible();
  await app.show('Settings');
  await app.settings.signOutButton.first().click();
  await expect(app.settings.dialog).toContainText('2 messages still wait');
  await app.settings.dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(app.settings.dialog).toBeHidden();
  await stack.server.start();
  await app.waitOnline(60_000);
  const b = await peer(bob, { stack });
  await expect.poll(() => b.bodies(alice.jid)).toEqual(['one', 'two']);
});

test('settings are seven regions, each reached from the list of topics', async ({ stack, open }) => {
  const account = await stack.createAccount();
  const app = await open({ account });
  await app.signIn(account);
  await app.show('Settings');
  const topics = ['Profile', 'Privacy', 'Appearance', 'Language', 'Alerts', 'Storage', 'Account'];
  const list = app.page.getByRole('list', { name: 'Topics' });
  await expect(list.getByRole('link')).toHaveText(topics);
  for (const topic of topics) {
    const region = app.settings.region(topic);
    await expect(region.getByRole('heading', { name: topic })).toBeVisible();
    await list.getByRole('link', { name: topic }).click();
    await expect(region).toBeInViewport();
    await expect(list.getByRole('link', { name: topic })).toHaveAttribute('aria-current', 'true');
  }
  await expect(app.page.getByRole('region')).toHaveCount(topics.length + 1);
});

test('keeping messages for good is asked of the browser, and its answer is told', async ({ stack, open }) => {
  const account = await stack.createAccount();
  const app = await open();
  // Whether a browser agrees is its own affair; how it is asked and believed is ours.
  let asked = 0;
  let agrees = false;
  await app.context.exposeFunction('kithTestPersist', () => {
    asked += 1;
    return agrees;
  });
  await app.context.exposeFunction('kithTestPersisted', () => agrees && asked > 0);
  await app.context.addInitScript(() => {
    const told = globalThis as unknown as Record<
      'kithTestPersist' | 'kithTestPersisted',
      () => Promise<boolean>
    >;
    StorageManager.prototype.persist = () => told.kithTestPersist();
    StorageManager.prototype.persisted = () => told.kithTestPersisted();
  });
  await app.goto(account);
  await app.signIn(account);
  await app.show('Settings');
  const row = app.settings.row('Storage', /^Keep messages on this device/);
  const storage = app.settings.region('Storage');
  await expect(row).toContainText('The browser may delete them when space runs low');
  expect(asked).toBe(0);
  await row.click();
  await expect(row).toContainText('The browser did not agree. Installing Kith often helps.');
  agrees = true;
  await row.click();
  await expect(storage).toContainText('The browser will not delete them by itself');
  // There is nothing left to ask.
  await expect(row).toHaveCount(0);
  await app.page.reload();
  await expect(storage).toContainText('The browser will not delete them by itself');
  await expect(row).toHaveCount(0);
});
