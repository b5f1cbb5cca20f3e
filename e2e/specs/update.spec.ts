/** New versions: offered, taken by tap in all tabs at once, with what was being typed; and the way back from a bad one. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright/test';
import { expect, test } from '../fixtures.ts';
import { App } from '../pages/app.ts';
import { startSite } from '../stack.ts';

const built = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../dist/${name}`, import.meta.url)), 'utf8');

/** Serves a newer version from now on: another page, and a worker that knows it. */
function release(files: Map<string, string>, mark: string): void {
  files.set('/index.html', built('index.html').replace('<html', `<html data-release="${mark}"`));
  const entry = /(index\.html[`"',\s]+revision:[`"'])[0-9a-f]+/u;
  const worker = built('sw.js').replace(entry, `$1${mark}`);
  expect(worker, 'the worker names the revision of the page').not.toBe(built('sw.js'));
  files.set('/sw.js', worker);
}

const controlled = (page: Page): Promise<boolean> =>
  page.evaluate(() => navigator.serviceWorker.controller !== null);
const look = (page: Page): Promise<void> =>
  page.evaluate(() =>
    navigator.serviceWorker.ready.then((registration) => registration.update()).then(() => undefined),
  );
const releaseOf = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => document.documentElement.dataset['release']);

test('a newer version waits for a tap, then reloads every tab and keeps what was typed', async ({
  browser,
  stack,
  trouble,
}) => {
  const files = new Map<string, string>();
  const site = await startSite(files);
  const [alice, bob] = await stack.friends();
  const context = await browser.newContext();
  await trouble.watch(context);
  const one = new App(await context.newPage(), site.origin, stack.server);
  await one.goto(alice);
  await one.signIn(alice);
  await expect.poll(() => controlled(one.page)).toBe(true);
  const two = await one.newTab();
  await one.page.goto(site.origin + '/?lang=en#/chat/' + encodeURIComponent(bob.jid));
  await one.conversation.composer.fill('half a sentence');

  release(files, '1111222233334444');
  await look(one.page);
  const update = (app: App) => app.page.getByRole('button', { name: 'Update', exact: true });
  await expect(update(one)).toBeVisible();
  await expect(update(two)).toBeVisible();
  await two.page.reload();
  expect(await releaseOf(two.page), 'an open version stays until the tap').toBeUndefined();
  await expect(update(two)).toBeVisible();

  await update(two).click();
  await expect.poll(() => releaseOf(one.page).catch(() => undefined)).toBe('1111222233334444');
  await expect.poll(() => releaseOf(two.page).catch(() => undefined)).toBe('1111222233334444');
  await expect(one.conversation.composer).toHaveValue('half a sentence');
  await expect(update(one)).toBeHidden();
  await context.close();
  await site.stop();
});

test('a bad version is undone by serving the retiring worker in its place', async ({ browser, trouble }) => {
  const files = new Map<string, string>();
  const site = await startSite(files);
  const context = await browser.newContext();
  await trouble.watch(context);
  const page = await context.newPage();
  await page.goto(site.origin);
  await expect.poll(() => controlled(page)).toBe(true);
  files.set('/sw.js', built('sw-retire.js'));
  files.set('/index.html', built('index.html').replace('<html', '<html data-release="repaired"'));
  await look(page);
  await expect.poll(() => releaseOf(page).catch(() => undefined)).toBe('repaired');
  await expect.poll(() => page.evaluate(() => caches.keys())).toEqual([]);
  await expect(page.getByRole('heading', { name: /Kith/ })).toBeVisible();
  await context.close();
  await site.stop();
});
