/** What people ask of a page: larger, calmer, in their own colours, stronger. */
import type { Locator, Page } from 'playwright/test';
import { expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';

/** Nothing is wider than the window, and every control within it can be scrolled to and is not cut off. */
async function expectAllAtHand(page: Page, where: string): Promise<void> {
  const size = page.viewportSize() ?? { width: 0, height: 0 };
  expect(await page.evaluate(() => document.documentElement.scrollWidth), where).toBeLessThanOrEqual(
    size.width,
  );
  const outside = await page.evaluate(() => {
    const controls = document.querySelectorAll<HTMLElement>('button, a[href], input, textarea');
    return [...controls]
      .filter(
        (control) => control.checkVisibility({ visibilityProperty: true }) && !control.closest('[inert]'),
      )
      .filter((control) => !document.querySelector('dialog[open]') || control.closest('dialog'))
      .filter((control) => {
        control.scrollIntoView({ block: 'nearest', behavior: 'instant' });
        const { left, right, top, bottom } = control.getBoundingClientRect();
        const tall = bottom - top > innerHeight;
        return left < -1 || right > innerWidth + 1 || (!tall && (top < -1 || bottom > innerHeight + 1));
      })
      .map((control) => control.ariaLabel ?? control.textContent);
  });
  expect(outside, where).toEqual([]);
}

async function walk(app: App, look: (where: string) => Promise<void>): Promise<void> {
  await expect(app.chats.row('Bob')).toBeVisible();
  await look('chats');
  await app.chats.open('Bob');
  await expect(app.conversation.message('line 3')).toBeVisible();
  await look('conversation');
  await app.conversation.composer.press('Control+k');
  await expect(app.page.getByRole('combobox')).toBeFocused();
  await look('palette');
  await app.page.keyboard.press('Escape');
  // Closing gives the focus back; only then is it moved on.
  await expect(app.conversation.composer).toBeFocused();
  await app.conversation.log.focus();
  await app.page.keyboard.press('?');
  await expect(app.page.getByRole('dialog')).toBeVisible();
  await look('keys');
  await app.page.keyboard.press('Escape');
  await app.page.goto(`${new URL(app.page.url()).origin}/?lang=en#/settings`);
  await expect(app.settings.signOutButton.first()).toBeAttached();
  await look('settings');
}

test('at 200 % everything is at hand', async ({ stack, open }) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 3);
  // What a window of 1280 × 800 is to a page enlarged twice.
  const app = await open({ account: alice, viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
  await expectAllAtHand(app.page, 'sign-in');
  await app.signIn(alice);
  await walk(app, (where) => expectAllAtHand(app.page, where));
});

test('with letters at 200 % everything is at hand', async ({ stack, open }) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 3);
  const app = await open({ account: alice });
  const devtools = await app.context.newCDPSession(app.page);
  await devtools.send('Page.enable');
  await devtools.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
  await app.page.reload();
  expect(await app.page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('32px');
  await app.signIn(alice);
  await walk(app, (where) => expectAllAtHand(app.page, where));
});

test('where motion is unwanted nothing moves', async ({ stack, open }) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 3);
  const app = await open({ account: alice, reducedMotion: 'reduce' });
  // Each animation that ever begins is noted, however short.
  await app.page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    const look = (): void => {
      for (const one of document.getAnimations()) seen.push(`${one.constructor.name} ${one.id}`);
      requestAnimationFrame(look);
    };
    look();
    for (const name of ['animationstart', 'transitionrun'])
      document.addEventListener(
        name,
        (event) => seen.push(`${name} ${(event.target as Element).className}`),
        true,
      );
  });
  const moved = () => app.page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
  await app.signIn(alice);
  await walk(app, async (where) => {
    if (where !== 'settings') expect(await moved(), where).toEqual([]);
    expect(await app.page.evaluate(() => document.getAnimations().length), where).toBe(0);
  });
});

const css = (locator: Locator, property: string): Promise<string> =>
  locator.evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);

test('in forced colours buttons have edges, and what is chosen and what has the focus differ', async ({
  stack,
  open,
}) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 3);
  const app = await open({ account: alice, forcedColors: 'active' });
  await app.signIn(alice);
  await walk(app, async (where) => {
    const bare = await app.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button')]
        .filter((button) => button.checkVisibility({ visibilityProperty: true }))
        .filter((button) => getComputedStyle(button).borderTopWidth === '0px')
        .map((button) => button.ariaLabel ?? button.textContent),
    );
    expect(bare, where).toEqual([]);
  });
  await app.show('Chats');
  const row = app.chats.row('Bob');
  const plain = await css(row, 'border-top-width');
  await row.press('Enter');
  await expect(row).toHaveAttribute('aria-current', 'true');
  expect(await css(row, 'border-top-width')).not.toBe(plain);
  await expect(app.conversation.composer).toBeFocused();
  const unfocused = await css(row, 'outline-style');
  await app.chats.search.press('ArrowDown');
  await expect(row).toBeFocused();
  expect(await css(row, 'outline-style')).not.toBe(unfocused);
  const here = app.navigation.getByRole('link', { name: 'Chats' });
  const there = app.navigation.getByRole('link', { name: 'Contacts' });
  expect(await css(here, 'border-top-width')).not.toBe(await css(there, 'border-top-width'));
  await app.page.keyboard.press('Control+k');
  const [first, second] = [app.page.getByRole('option').nth(0), app.page.getByRole('option').nth(1)];
  await expect(first).toHaveAttribute('aria-selected', 'true');
  expect(await css(first, 'outline-style')).not.toBe(await css(second, 'outline-style'));
  const icon = second.locator('svg').first();
  expect(await css(icon, 'color')).not.toBe(await css(app.page.getByRole('dialog'), 'background-color'));
});

test('where more contrast is asked for lines and letters are stronger', async ({ stack, open }) => {
  const account = await stack.createAccount();
  const app = await open({ account });
  const look = () =>
    app.page.evaluate(() => {
      const style = getComputedStyle(document.documentElement);
      return ['--line', '--text-2', '--danger'].map((name) => style.getPropertyValue(name));
    });
  const before = await look();
  await app.page.emulateMedia({ contrast: 'more' });
  const after = await look();
  for (const [i, value] of after.entries()) expect(value).not.toBe(before[i]);
});
