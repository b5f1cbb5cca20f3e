/** Every screen under axe, in both themes, on phone and desktop. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { expect, test } from '../fixtures.ts';

/** What is drawn in steps, as styles and fonts come, is looked at when it stands. */
const settled = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await document.fonts.ready;
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    const ends = document
      .getAnimations()
      .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ends.map(({ finished }) => finished));
    await frame();
  });

async function check(page: Page, where: string): Promise<void> {
  await settled(page);
  // The same class from another copy of playwright-core: only the type checker tells them apart.
  const { violations } = await new AxeBuilder({ page: page as never })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const told = violations.map(
    (v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.html.slice(0, 200)).join('\n  ')}`,
  );
  expect(told, where).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const phone of [false, true]) {
    test(`no violation: ${colorScheme}, ${phone ? 'phone' : 'desktop'}`, async ({ stack, open, peer }) => {
      test.setTimeout(90_000);
      const [alice, bob] = await stack.friends();
      await stack.history(alice, bob, 25);
      const stranger = await stack.createAccount('stranger');
      const s = await peer(stranger);
      await s.subscription('subscribe', alice.jid);
      await s.send(alice.jid, 'hello from afar');
      const app = await open({ account: alice, colorScheme, phone, reducedMotion: 'reduce' });
      await expect(app.signInPage.submitButton).toBeVisible();
      await check(app.page, 'sign in');
      await app.signInPage.submit('wrong');
      await expect(app.signInPage.alert).toBeVisible();
      await check(app.page, 'failed sign in');
      await app.signIn(alice);
      await expect(app.chats.row('Bob')).toBeVisible();
      await check(app.page, 'chats');
      await app.chats.open('Bob');
      await expect(app.conversation.message('line 25')).toBeVisible();
      await app.conversation.sendByButton('with *styling* and https://example.org');
      await expect(app.conversation.messages.last()).toContainText('styling');
      await check(app.page, 'conversation');
      await app.page.keyboard.press('Control+k');
      await expect(app.page.getByRole('combobox')).toBeFocused();
      await check(app.page, 'palette');
      await app.page.keyboard.type('nothing of the kind');
      await check(app.page, 'palette without a result');
      await app.page.keyboard.press('Escape');
      await expect(app.page.getByRole('dialog')).toHaveCount(0);
      await app.conversation.log.focus();
      await app.page.keyboard.press('?');
      await expect(app.page.getByRole('dialog')).toBeVisible();
      await check(app.page, 'keys');
      await app.page.keyboard.press('Escape');
      await expect(app.page.getByRole('dialog')).toHaveCount(0);
      await app.page.goBack();
      await app.show('Contacts');
      await expect(app.contacts.requests).toBeVisible();
      await check(app.page, 'contacts');
      await app.contacts.open('Bob');
      await expect(app.contacts.button(/^Rename/)).toBeVisible();
      await check(app.page, 'contact details');
      await app.page.goBack();
      await app.show('Settings');
      await expect(app.page.getByRole('heading', { name: 'Settings' }).first()).toBeVisible();
      await check(app.page, 'settings');
      await app.show('Chats');
      await app.chats.newChat.first().click();
      await expect(app.chats.dialog).toBeVisible();
      await check(app.page, 'new chat');
    });
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no violation in what opens over the screens: ${colorScheme}`, async ({
    launch,
    open,
    peer,
    trouble,
  }) => {
    test.setTimeout(90_000);
    trouble.expect(/ERR_CONNECTION_REFUSED|WebSocket connection/);
    const stack = await launch();
    const [alice, bob] = await stack.friends();
    const stranger = await stack.createAccount('stranger');
    const app = await open({ account: alice, stack, colorScheme, reducedMotion: 'reduce' });
    await app.signIn(alice);
    await expect(app.page.getByText('No conversations yet')).toBeVisible();
    await check(app.page, 'nothing yet');
    const s = await peer(stranger, { stack });
    await s.send(alice.jid, 'hello from afar');
    await app.chats.open(stranger.jid);
    await expect(app.conversation.message('hello from afar')).toBeVisible();
    await check(app.page, 'a stranger');
    await app.page.getByRole('button', { name: 'Block', exact: true }).click();
    await expect(app.settings.dialog).toBeVisible();
    await check(app.page, 'asking before blocking');
    await app.page.keyboard.press('Escape');

    await app.chats.start(`nobody@${stack.server.domain}`);
    await app.conversation.send('is anyone there');
    await expect(app.conversation.delivery('is anyone there', 'Failed')).toBeVisible();
    await check(app.page, 'a failed message');
    await app.conversation.message('is anyone there').hover();
    await app.page.getByRole('button', { name: 'Message actions' }).click();
    await expect(app.page.getByRole('menu')).toBeVisible();
    await check(app.page, 'the menu of a message');
    await app.page.getByRole('menuitem', { name: 'Details', exact: true }).click();
    await expect(app.settings.dialog).toBeVisible();
    await check(app.page, 'details of a message');
    await app.page.keyboard.press('Escape');

    await app.chats.start(bob.jid);
    await app.page.getByRole('button', { name: 'Details', exact: true }).click();
    for (const [button, where] of [
      [/^Rename/, 'rename'],
      [/^Groups/, 'groups'],
      [/^Remove from contacts/, 'asking before removing'],
    ] as const) {
      await app.contacts.button(button).click();
      await expect(app.settings.dialog).toBeVisible();
      await check(app.page, where);
      await app.page.keyboard.press('Escape');
      await expect(app.settings.dialog).toBeHidden();
    }
    await check(app.page, 'three panes');
    await app.chats.row('Bob').click({ button: 'right' });
    await expect(app.page.getByRole('menu')).toBeVisible();
    await check(app.page, 'the menu of a conversation');
    await app.page.keyboard.press('Escape');
    await app.chats.search.fill('nothing of the kind');
    await expect(app.page.getByText('Nothing found for')).toBeVisible();
    await check(app.page, 'a search without a result');
    await stack.server.halt();
    await expect(app.connection).toContainText(/Offline|Connecting/);
    await check(app.page, 'offline');
    await app.show('Settings');
    await app.settings.signOutButton.first().click();
    await expect(app.settings.dialog).toBeVisible();
    await check(app.page, 'asking before signing out');
  });
}
