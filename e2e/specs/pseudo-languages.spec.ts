/** Every screen with words that are longer, in brackets, and from right to left: what is cut, what is no word of ours, what lies over another. */
import type { Page } from 'playwright/test';
import { expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';
import type { Peer } from '../peers/peer.ts';
import type { Account, Stack } from '../stack.ts';

/** What people wrote or are called, and names of things: no words of ours. */
const notOurs =
  /localhost|line \d|hello from afar|is anyone there|Alice|Bob|Nobody|Family|slixmpp|xmpp\.js|Kith|wss:|English|Deutsch|العربية|Chrome|Firefox/i;

/** Texts, and names that are heard, that do not stand in brackets. */
const unbracketed = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found = new Set<string>();
    const letters = /\p{L}/u;
    const isShown = (el: Element): boolean => el.checkVisibility({ visibilityProperty: true });
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const el = node.parentElement;
      if (el === null || !isShown(el)) continue;
      // Times are written by the browser, initials are of names, and a name stands in its own element.
      if (el.closest('time, .avatar, bdi, script, style, [dir="auto"], code, .day') !== null) continue;
      const text = node.textContent?.trim() ?? '';
      // A sentence with names in it is several texts: its first one opens, its last one closes.
      if (letters.test(text) && !/^\[|\]$/.test(text)) found.add(text);
    }
    for (const el of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
      if (!isShown(el) || el.localName === 'time') continue;
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
        const text = el.getAttribute(name) ?? '';
        if (letters.test(text) && !text.includes('[')) found.add(`${name}: ${text}`);
      }
    }
    return [...found];
  });

/** Texts of which a part is neither seen nor replaced by dots, and whatever is wider than the screen. */
const cut = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found = new Set<string>();
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.add(`the page is ${scrollWidth} wide`);
    const told = (el: Element): string =>
      `${el.localName}.${el.classList[0]} ${el.textContent?.trim().slice(0, 60)}`;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const el = node.parentElement;
      if (el === null || !/\p{L}/u.test(node.textContent ?? '')) continue;
      if (!el.checkVisibility({ visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const text = range.getBoundingClientRect();
      if (text.width <= 1 || text.height <= 1) continue;
      for (let box: Element | null = el; box !== null && box !== document.body; box = box.parentElement) {
        const style = getComputedStyle(box);
        const rect = box.getBoundingClientRect();
        // Hidden from sight on purpose, for screen readers.
        if (rect.width <= 1 || rect.height <= 1 || style.clipPath !== 'none') break;
        const hasDots = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';
        const clips = style.overflowX === 'hidden' || style.overflowX === 'clip';
        if (clips && !hasDots && (text.left < rect.left - 1 || text.right > rect.right + 1))
          found.add(told(el));
        if (hasDots) break;
        if (style.overflowX === 'auto' || style.overflowX === 'scroll') {
          if (box.scrollWidth > box.clientWidth + 1 && !box.matches('pre, .chips'))
            found.add(`scrolls sideways: ${told(box)}`);
          break;
        }
      }
    }
    return [...found];
  });

/** Words that lie over other words, and controls over controls, of those that are seen. */
const overlaps = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const seen = [
      ...document.querySelectorAll<HTMLElement>('button, a[href], input, textarea, h1, h2, [role="switch"]'),
    ].filter((el) => {
      if (!el.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
      const { left, top, width, height } = el.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      return width > 1 && height > 1 && hit !== null && (el.contains(hit) || hit.contains(el));
    });
    const told = (el: Element): string =>
      `${el.localName} ${el.getAttribute('aria-label') ?? el.textContent?.trim().slice(0, 60)}`;
    const found: string[] = [];
    for (const [index, one] of seen.entries()) {
      for (const other of seen.slice(index + 1)) {
        if (one.contains(other) || other.contains(one) || one.closest('label') === other.closest('label'))
          continue;
        const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        // Areas that answer to a thumb may reach a little beyond what is drawn.
        if (wide > 8 && high > 14) found.push(`${told(one)} / ${told(other)}`);
      }
    }
    return found;
  });

/** Names and previews in letters of the other direction that do not begin where their line does: at the right. */
const astray = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('bdi, .preview [dir="auto"]')]
      .filter((el) => {
        if (!el.checkVisibility({ visibilityProperty: true })) return false;
        const style = getComputedStyle(el);
        if (style.display === 'inline' || style.textAlign === 'center') return false;
        const range = document.createRange();
        range.selectNodeContents(el);
        const [text, box] = [range.getBoundingClientRect(), el.getBoundingClientRect()];
        return text.width < box.width && box.right - text.right > 2;
      })
      .map((el) => `${el.className} ${el.textContent}`),
  );

/** Goes through every screen, and what opens over them, by places and by order: names are none that a test could know. */
async function everyScreen(
  app: App,
  { stack, alice, bob, stranger }: { stack: Stack; alice: Account; bob: Account; stranger: Account },
  look: (where: string) => Promise<void>,
): Promise<void> {
  const { page } = app;
  const at = async (hash: string, shown: string): Promise<void> => {
    await page.evaluate((to) => {
      location.hash = to;
    }, hash);
    await expect(page.locator(`${shown} >> visible=true`).first()).toBeVisible();
  };
  await expect(page.locator('form button[type="submit"]')).toBeVisible();
  await look('sign in');
  await page.locator('input[type="password"]').fill('wrong');
  await page.locator('form button[type="submit"]').click();
  await expect(page.getByRole('alert')).toBeVisible();
  await look('failed sign in');
  await page.locator('input[type="password"]').fill(alice.password);
  await page.locator('form button[type="submit"]').click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Bob' }).first()).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: stranger.jid }).first()).toBeVisible();
  await look('chats');
  await page.getByRole('searchbox').first().fill('nothing of the kind');
  await expect(page.getByText('nothing of the kind')).toBeVisible();
  await look('a search without a result');
  await page.getByRole('searchbox').first().fill('');
  await at(`#/chat/${encodeURIComponent(bob.jid)}`, '[role="log"] article');
  await look('conversation');
  await page.getByRole('article').first().hover();
  await page.getByRole('article').first().locator('button[aria-haspopup="menu"]').first().click();
  await expect(page.getByRole('menu')).toBeVisible();
  await look('the menu of a message');
  await page.getByRole('menuitem').last().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await look('details of a message');
  await page.keyboard.press('Escape');
  await at(`#/chat/${encodeURIComponent(stranger.jid)}`, '[role="log"] article');
  await look('a stranger');
  await at(`#/chat/${encodeURIComponent(`nobody@${stack.server.domain}`)}`, '[role="log"]');
  await page.getByRole('textbox').last().fill('is anyone there');
  await page.getByRole('textbox').last().press('ControlOrMeta+a');
  await look('an empty conversation');
  await at(`#/contacts`, '[role="navigation"], nav');
  await expect(page.getByRole('listitem').filter({ hasText: stranger.jid }).first()).toBeVisible();
  await look('contacts');
  await at(`#/contact/${encodeURIComponent(bob.jid)}`, 'section button');
  await look('contact details');
  const rows = page.locator('section button:has(.label) >> visible=true');
  // The last one removes the contact.
  await expect(page.locator('section button.danger').nth(1)).toBeVisible();
  const count = await rows.count();
  expect(count).toBeGreaterThan(3);
  for (let i = 0; i < count; i += 1) {
    await rows.nth(i).click();
    const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'));
    if (!(await dialog.isVisible())) continue;
    await look(`contact details, dialog ${i}`);
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  }
  await at('#/settings', '[data-topic="account"]');
  for (const topic of await page.locator('[data-topic]').all()) {
    await topic.scrollIntoViewIfNeeded();
    await look(`settings ${await topic.getAttribute('data-topic')}`);
  }
  for (const dangerous of await page.locator('section button.danger').all()) {
    await dangerous.click();
    await expect(page.getByRole('alertdialog')).toBeVisible();
    await look('settings, a question');
    await page.keyboard.press('Escape');
  }
  await at('#/chats', '[role="list"], ul');
  await at('#/new', 'dialog[open]');
  await look('new chat');
}

async function staged(
  stack: Stack,
  peer: (account: Account, options?: { resource: string }) => Promise<Peer>,
) {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 25);
  const stranger = await stack.createAccount('stranger');
  const s = await peer(stranger);
  await s.subscription('subscribe', alice.jid);
  await s.send(alice.jid, 'hello from afar');
  await peer(bob, { resource: 'slixmpp' });
  return { stack, alice, bob, stranger };
}

const ofOurs = (texts: readonly string[]): string[] => texts.filter((text) => !notOurs.test(text));

for (const width of [390, 320]) {
  test(`longer words fit on every screen, and all are of the catalogue: ${width} pixels`, async ({
    stack,
    open,
    peer,
  }) => {
    test.setTimeout(120_000);
    const stage = await staged(stack, peer);
    const app = await open({
      ...{ phone: true, viewport: { width, height: 844 }, reducedMotion: 'reduce' },
    });
    await app.goto(stage.alice, { lang: 'en-XA' });
    await everyScreen(app, stage, async (where) => {
      expect.soft(ofOurs(await unbracketed(app.page)), `${where}: words of nobody`).toEqual([]);
      expect.soft(await cut(app.page), `${where}: cut`).toEqual([]);
    });
  });
}

for (const phone of [true, false]) {
  test(`every screen mirrors: ${phone ? 'phone' : 'desktop'}`, async ({ stack, open, peer }) => {
    test.setTimeout(120_000);
    const stage = await staged(stack, peer);
    const app = await open({ phone, reducedMotion: 'reduce' });
    await app.goto(stage.alice, { lang: 'ar-XB' });
    const { page } = app;
    await everyScreen(app, stage, async (where) => {
      await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
      expect.soft(await cut(page), `${where}: cut`).toEqual([]);
      expect.soft(await astray(page), `${where}: at the wrong side`).toEqual([]);
      expect.soft(await overlaps(page), `${where}: one over another`).toEqual([]);
    });
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await page.evaluate(
      (to) => {
        location.hash = to;
      },
      `#/chat/${encodeURIComponent(stage.bob.jid)}`,
    );
    const log = page.getByRole('log');
    await expect(log.getByText('line 25', { exact: true })).toBeVisible();
    const sides = (text: string) =>
      log
        .getByRole('article')
        .filter({ has: page.getByText(text, { exact: true }) })
        .evaluate((article) => {
          const box = article.getBoundingClientRect();
          const text = article.querySelector('[dir="auto"]')?.getBoundingClientRect();
          return text === undefined ? 0 : box.right - text.right - (text.left - box.left);
        });
    // Mine end the line, which is at the left; theirs begin it. Every third line is Bob's.
    expect(await sides('line 25')).toBeGreaterThan(0);
    expect(await sides('line 24')).toBeLessThan(0);
    if (phone) {
      // The way back leads to where lines begin.
      const back = page.locator('header .back button');
      const box = await back.boundingBox();
      expect(box?.x ?? 0).toBeGreaterThan(390 / 2);
      expect(await back.locator('svg').evaluate((svg) => getComputedStyle(svg).transform)).toMatch(
        /^matrix\(-1,/,
      );
    } else {
      const left = async (selector: string): Promise<number> =>
        (await page.locator(selector).first().boundingBox())?.x ?? Number.NaN;
      expect(await left('nav')).toBeGreaterThan(await left('ul:has(a[href*="chat"])'));
      expect(await left('ul:has(a[href*="chat"])')).toBeGreaterThan(await left('[role="log"]'));
    }
  });
}
