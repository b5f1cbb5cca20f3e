/** What a phone's body asks for: room for the notch and the keyboard, and targets that a thumb can hit. */
import type { Locator, Page } from 'playwright/test';
import { expect, test } from '../fixtures.ts';

const boxOf = async (
  locator: Locator,
): Promise<{ top: number; bottom: number; left: number; right: number }> => {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('nothing is drawn');
  return { top: box.y, bottom: box.y + box.height, left: box.x, right: box.x + box.width };
};

/** Insets as a phone with a notch and a home indicator has them, CSS pixels. */
async function setSafeAreas(
  page: Page,
  insets: { top: number; bottom: number; left: number; right: number },
) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setSafeAreaInsetsOverride', { insets });
}

test('notch and home indicator cover nothing, upright and on the side', async ({ stack, open }) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 30);
  const app = await open({ account: alice, phone: true });
  await app.signIn(alice);
  await setSafeAreas(app.page, { top: 47, bottom: 34, left: 0, right: 0 });
  const title = app.page.getByRole('heading', { name: 'Chats', level: 1 });
  await expect.poll(async () => (await boxOf(title)).top).toBeGreaterThanOrEqual(47);
  for (const link of await app.navigation.getByRole('link').all())
    expect((await boxOf(link)).bottom).toBeLessThanOrEqual(844 - 34);
  await app.chats.open('Bob');
  await expect(app.conversation.message('line 30')).toBeVisible();
  expect((await boxOf(app.page.getByRole('button', { name: 'Back' }))).top).toBeGreaterThanOrEqual(47);
  expect((await boxOf(app.conversation.sendButton)).bottom).toBeLessThanOrEqual(844 - 34);
  expect((await boxOf(app.conversation.composer)).bottom).toBeLessThanOrEqual(844 - 34);

  await app.page.setViewportSize({ width: 844, height: 390 });
  await setSafeAreas(app.page, { top: 0, bottom: 21, left: 47, right: 47 });
  const link = app.navigation.getByRole('link').first();
  await expect.poll(async () => (await boxOf(link)).left).toBeGreaterThanOrEqual(47);
  const list = await boxOf(app.page.getByRole('region', { name: 'Chats' }));
  expect((await boxOf(link)).right).toBeLessThanOrEqual(list.left);
  expect((await boxOf(app.conversation.sendButton)).right).toBeLessThanOrEqual(844 - 47);
  expect((await boxOf(app.conversation.sendButton)).bottom).toBeLessThanOrEqual(390 - 21);
});

test('the keyboard hides neither the composer nor the newest message', async ({ stack, open }) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 30);
  const app = await open({ account: alice, phone: true });
  await app.signIn(alice);
  await app.chats.open('Bob');
  const newest = app.conversation.message('line 30');
  await expect(newest).toBeInViewport();
  const { composer } = app.conversation;
  await composer.click();
  // A keyboard that resizes the page, as `interactive-widget=resizes-content` asks for.
  await app.page.setViewportSize({ width: 390, height: 480 });
  await expect.poll(async () => (await boxOf(composer)).bottom).toBeLessThanOrEqual(480);
  await expect(newest).toBeInViewport({ ratio: 1 });
  await expect(composer).toBeFocused();
  await app.page.setViewportSize({ width: 390, height: 844 });
  await expect(newest).toBeInViewport({ ratio: 1 });
  // One that lies over the page, as on iOS: only the visual viewport tells.
  await app.page.evaluate(() => {
    const viewport = window.visualViewport;
    if (viewport === null) throw new Error('no visual viewport');
    Object.defineProperty(viewport, 'height', { value: 844 - 336, configurable: true });
    viewport.dispatchEvent(new Event('resize'));
  });
  await expect.poll(async () => (await boxOf(composer)).bottom).toBeLessThanOrEqual(844 - 336);
  expect((await boxOf(newest)).bottom).toBeLessThanOrEqual((await boxOf(composer)).top);
  expect((await boxOf(app.page.getByRole('button', { name: 'Back' }))).top).toBeGreaterThanOrEqual(0);
});

/** Controls whose area that answers to a tap is below 44 CSS pixels one way; links within a text may be. */
const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const least = 44;
    const found: string[] = [];
    const controls = document.querySelectorAll<HTMLElement>(
      'button, a[href], input, textarea, select, [role="radio"], [role="switch"], [role="menuitem"]',
    );
    for (const control of controls) {
      const holder = control.matches('input') ? (control.closest('label') ?? control) : control;
      // Away from the edge of what scrolls, where the next pane would answer.
      holder.scrollIntoView({ block: 'center', behavior: 'instant' });
      const { left, top, width, height } = holder.getBoundingClientRect();
      const isShown = width > 0 && height > 0 && control.checkVisibility({ visibilityProperty: true });
      if (!isShown || control.closest('[role="article"] p, [aria-hidden="true"], [inert]')) continue;
      const [x, y] = [left + width / 2, top + height / 2];
      if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) continue;
      const answers = (dx: number, dy: number): boolean => {
        const hit = document.elementFromPoint(x + dx, y + dy);
        return hit !== null && (holder.contains(hit) || (hit.contains(holder) && hit.matches('label')));
      };
      const half = least / 2 - 1;
      const outside = (dx: number, dy: number): boolean =>
        x + dx < 0 || y + dy < 0 || x + dx >= innerWidth || y + dy >= innerHeight;
      const isBig = [
        [-half, 0],
        [half, 0],
        [0, -half],
        [0, half],
      ].every(([dx = 0, dy = 0]) => outside(dx, dy) || answers(dx, dy));
      if (!isBig)
        found.push(
          `${control.tagName} ${control.getAttribute('aria-label') ?? control.textContent?.trim().slice(0, 40)} ${Math.round(width)}x${Math.round(height)}`,
        );
    }
    return found;
  });

test('every control is at least 44 pixels to a thumb', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 5);
  const stranger = await stack.createAccount('stranger');
  const s = await peer(stranger);
  await s.subscription('subscribe', alice.jid);
  await s.send(alice.jid, 'hello from afar');
  const app = await open({ account: alice, phone: true, reducedMotion: 'reduce' });
  const small = (where: string) => expect.poll(() => smallTargets(app.page), where);
  await expect(app.signInPage.submitButton).toBeVisible();
  await small('sign in').toEqual([]);
  await app.signIn(alice);
  await expect(app.chats.row('Bob')).toBeVisible();
  await small('chats').toEqual([]);
  await app.chats.open(stranger.jid);
  await expect(app.conversation.message('hello from afar')).toBeVisible();
  await small('conversation of a stranger').toEqual([]);
  await app.page.goBack();
  await app.show('Contacts');
  await expect(app.contacts.requests).toBeVisible();
  await small('contacts').toEqual([]);
  await app.contacts.open('Bob');
  await expect(app.contacts.button('Rename')).toBeVisible();
  await small('details').toEqual([]);
  await app.page.goBack();
  await app.show('Settings');
  await expect(app.page.getByRole('heading', { name: 'Settings' }).first()).toBeVisible();
  await small('settings').toEqual([]);
});
