/** Every screen under axe, in both themes, on phone and desktop. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { expect, test } from '../fixtures.ts';

async function check(page: Page, where: string): Promise<void> {
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
