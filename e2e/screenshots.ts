/** Takes the README's pictures of the demonstration, on a fresh server, from the last build. */
import { fileURLToPath } from 'node:url';
import { type BrowserContextOptions, chromium } from 'playwright/test';
import { findChromium } from '../src/local/build/chromium.ts';
import { type SignIn, stageDemo } from '../src/local/demo/stage.ts';
import type { LocalServer } from '../src/local/server/local-server.ts';
import { App } from './pages/app.ts';
import { startServer, startSite } from './stack.ts';

const folder = fileURLToPath(new URL('./screenshots/', import.meta.url));
const desk: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};

const server = await startServer('prosody-13');
const site = await startSite();
const executablePath = findChromium();
const browser = await chromium.launch({
  args: ['--no-sandbox', '--disable-gpu'],
  ...(executablePath === undefined ? {} : { executablePath }),
});
try {
  const [alice] = await stageDemo(server, new Date());
  if (alice === undefined) throw new Error('no demonstration account');
  for (const colorScheme of ['light', 'dark'] as const) {
    const wide = await visit(alice, server, { ...desk, colorScheme });
    await wide.page.screenshot({ path: `${folder}sign-in-${colorScheme}.png` });
    await enter(wide, alice);
    await wide.chats.open('Bob Okafor');
    await settled(wide);
    await wide.page.screenshot({ path: `${folder}desk-${colorScheme}.png` });
    await wide.context.close();

    const small = await visit(alice, server, { ...phone, colorScheme });
    await enter(small, alice);
    await settled(small);
    await small.page.screenshot({ path: `${folder}phone-chats-${colorScheme}.png` });
    await small.chats.open('Bob Okafor');
    await settled(small);
    await small.page.screenshot({ path: `${folder}phone-chat-${colorScheme}.png` });
    await small.context.close();
  }
} finally {
  await browser.close();
  await site.stop();
  await server.stop();
}

async function visit(who: SignIn, on: LocalServer, options: BrowserContextOptions): Promise<App> {
  const context = await browser.newContext({ ...options, locale: 'en-GB', reducedMotion: 'reduce' });
  const app = new App(await context.newPage(), site.origin, on);
  const [user = '', domain = ''] = who.address.split('@');
  await app.goto({ jid: who.address, user, domain, password: who.password });
  await app.signInPage.submitButton.waitFor();
  return app;
}

async function enter(app: App, who: SignIn): Promise<void> {
  await app.signInPage.submit(who.password);
  await app.waitOnline();
  await app.chats.row('Carol Whitfield').waitFor();
}

/** Fonts are there and the last frame is drawn. */
async function settled(app: App): Promise<void> {
  await app.page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
  await app.page.waitForTimeout(400);
}
