/** Kith in German and Arabic as their readers meet it: by accessible names, from sign-in to settings, offline too. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';

const offline = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket connection/;

/** Files of words that were asked for, by language. */
function wordsAskedFor(page: Page): string[] {
  const asked: string[] = [];
  page.context().on('request', (request) => {
    const name = /\/assets\/((?:de|ar|en|pseudo)(?:-later)?)-[\w-]{8}\.js$/.exec(request.url())?.[1];
    if (name !== undefined) asked.push(name);
  });
  return asked;
}

async function controlled(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

async function noViolation(page: Page, where: string): Promise<void> {
  // The same class from another copy of playwright-core: only the type checker tells them apart.
  const { violations } = await new AxeBuilder({ page: page as never })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(
    violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 200)).join('\n  ')}`),
    where,
  ).toEqual([]);
}

/** What this language calls the way from signing in to writing and to the settings. */
interface Names {
  readonly address: string;
  readonly password: string;
  readonly submit: string;
  readonly wrong: RegExp;
  readonly online: RegExp;
  readonly main: string;
  readonly connection: string;
  readonly chats: string;
  readonly settings: string;
  readonly message: string;
  readonly you: RegExp;
  readonly sent: RegExp;
  readonly topics: readonly string[];
}
const german: Names = {
  ...{ address: 'Adresse', password: 'Passwort', submit: 'Anmelden', message: 'Nachricht' },
  ...{ wrong: /Das Passwort für .* wurde nicht angenommen/, online: /^\s*Online/, connection: 'Verbindung' },
  ...{ main: 'Hauptmenü', chats: 'Chats', settings: 'Einstellungen', you: /^Du, / },
  sent: /^(?:Gesendet|Zugestellt|Gelesen)$/,
  topics: ['Profil', 'Privatsphäre', 'Aussehen', 'Sprache', 'Hinweise', 'Speicher', 'Konto'],
};
const arabic: Names = {
  ...{ address: 'العنوان', password: 'كلمة المرور', submit: 'تسجيل الدخول', message: 'الرسالة' },
  ...{ wrong: /لم تُقبل كلمة مرور/, online: /^\s*متصل/, connection: 'الاتصال' },
  ...{ main: 'القائمة الرئيسية', chats: 'الدردشات', settings: 'الإعدادات', you: /^\u2068أنت\u2069، / },
  sent: /^(?:أُرسلت|وصلت|قُرئت)$/,
  topics: ['الملف الشخصي', 'الخصوصية', 'المظهر', 'اللغة', 'التنبيهات', 'التخزين', 'الحساب'],
};

async function enter(app: App, names: Names, password: string): Promise<void> {
  const { page } = app;
  await page.getByRole('textbox', { name: names.password, exact: true }).fill(password);
  await page.getByRole('button', { name: names.submit, exact: true }).click();
  await expect(page.getByRole('status', { name: names.connection })).toContainText(names.online);
}

const follow = (page: Page, names: Names, link: string): Promise<void> =>
  page
    .getByRole('navigation', { name: names.main })
    .getByRole('link', { name: new RegExp(`^${link}`) })
    .click();

for (const [lang, names, direction] of [
  ['de', german, 'ltr'],
  ['ar', arabic, 'rtl'],
] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`from sign-in to chat and settings: ${lang}, ${colorScheme} @quick`, async ({ stack, open }) => {
      test.setTimeout(90_000);
      const [alice, bob] = await stack.friends();
      await stack.history(alice, bob, 12);
      const app = await open({ colorScheme, reducedMotion: 'reduce', phone: colorScheme === 'dark' });
      await app.goto(alice, { lang });
      const { page } = app;
      await expect(page.locator('html')).toHaveAttribute('lang', lang);
      await expect(page.locator('html')).toHaveAttribute('dir', direction);
      await expect(page.getByRole('textbox', { name: names.address, exact: true })).toHaveValue(alice.jid);
      await page.getByRole('textbox', { name: names.password, exact: true }).fill('wrong');
      await page.getByRole('button', { name: names.submit, exact: true }).click();
      await expect(page.getByRole('alert')).toHaveText(names.wrong);
      await noViolation(page, 'sign in');
      await enter(app, names, alice.password);
      await expect(page.getByRole('heading', { name: names.chats, level: 1 })).toBeVisible();
      await noViolation(page, 'chats');
      await page.getByRole('list', { name: names.chats }).getByRole('link', { name: /^Bob/ }).click();
      const log = page.getByRole('log');
      await expect(log.getByText('line 12', { exact: true })).toBeVisible();
      const composer = page.getByRole('textbox', { name: names.message, exact: true });
      await composer.fill('schöne Grüße, تحياتي');
      await page.getByRole('button', { name: lang === 'de' ? 'Senden' : 'إرسال' }).click();
      const own = log.getByRole('article', { name: names.you }).last();
      await expect(own).toContainText('تحياتي');
      await expect(own.getByRole('img', { name: names.sent })).toBeVisible();
      await noViolation(page, 'conversation');
      if (colorScheme === 'dark') await page.goBack();
      await follow(page, names, names.settings);
      for (const topic of names.topics)
        await expect(page.getByRole('region', { name: topic, exact: true })).toHaveCount(1);
      await noViolation(page, 'settings');
    });
  }
}

test('the browser’s language is spoken unasked, with its region, and no other is fetched', async ({
  open,
}) => {
  const app = await open({ locale: 'de-AT' });
  const { page } = app;
  const asked = wordsAskedFor(page);
  await page.goto(new URL(page.url()).origin);
  await expect(page.getByRole('button', { name: 'Anmelden', exact: true })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de-AT');
  expect(asked.filter((name) => !name.startsWith('de'))).toEqual([]);
});

test('English readers fetch no language at all', async ({ stack, open }) => {
  const account = await stack.createAccount();
  const app = await open();
  const asked = wordsAskedFor(app.page);
  await app.goto(account);
  await app.signIn(account);
  await controlled(app.page);
  await app.show('Settings');
  await expect(app.settings.region('Language')).toBeVisible();
  expect(asked.filter((name) => name !== 'en-later')).toEqual([]);
  const caches = await app.page.evaluate(() => globalThis.caches.keys());
  expect(caches.filter((name) => name.includes('words'))).toEqual([]);
});

test('what has no words is read in English', async ({ open }) => {
  const { page } = await open({ locale: 'fi-FI' });
  await page.goto(`${new URL(page.url()).origin}/?lang=tlh`);
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('words that cannot be fetched leave English, and no error screen', async ({ open, trouble }) => {
  trouble.expect(/ERR_FAILED/);
  const { page, context } = await open({ serviceWorkers: 'block' });
  await context.route(/\/assets\/de-/, (route) => route.abort());
  await page.goto(`${new URL(page.url()).origin}/?lang=de`);
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('the first words on the screen are German: no English before them', async ({ open }) => {
  const { page, context } = await open({ serviceWorkers: 'block' });
  // The words come late: not before the app runs.
  const runs = page.waitForRequest('**/config.json');
  await context.route(/\/assets\/de-/, async (route) => {
    await runs;
    await route.continue();
  });
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    new MutationObserver(() => seen.push(document.body?.innerText ?? '')).observe(document, {
      ...{ childList: true, subtree: true, characterData: true },
    });
  });
  await page.goto(`${new URL(page.url()).origin}/?lang=de`);
  await expect(page.getByRole('button', { name: 'Anmelden', exact: true })).toBeVisible();
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen.join('\n'));
  expect(seen).toContain('Willkommen bei Kith');
  expect(seen).not.toMatch(/Sign in|Welcome|Opening|Password/);
});

test('a language is chosen by its own name; drafts stay, other tabs follow, a reload keeps it', async ({
  stack,
  open,
}) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 3);
  const app = await open({ account: alice });
  await app.signIn(alice);
  const second = await app.newTab();
  await second.waitOnline();
  await second.chats.open('Bob');
  await second.conversation.composer.fill('not yet sent');
  await second.chats.newChat.first().click();
  await second.chats.dialog.getByRole('textbox', { name: 'Address' }).fill('half an addr');

  await app.show('Settings');
  const language = app.page.getByRole('radiogroup', { name: 'Language' });
  await expect(language.getByRole('radio', { name: 'Browser’s language' })).toBeChecked();
  await language.getByRole('radio', { name: 'Deutsch' }).check();
  const sprache = app.page.getByRole('radiogroup', { name: 'Sprache' });
  await expect(sprache.getByRole('radio', { name: 'Deutsch' })).toBeChecked();
  await expect(app.page.locator('html')).toHaveAttribute('lang', 'de');

  const dialog = second.page.getByRole('dialog', { name: 'Neuer Chat' });
  await expect(dialog.getByRole('textbox', { name: 'Adresse' })).toHaveValue('half an addr');
  await second.page.keyboard.press('Escape');
  await expect(second.page.getByRole('textbox', { name: 'Nachricht', exact: true })).toHaveValue(
    'not yet sent',
  );

  // The link said English for one visit; a choice says it for good.
  await app.page.reload();
  await expect(sprache.getByRole('radio', { name: 'Deutsch' })).toBeChecked();
  await sprache.getByRole('radio', { name: 'العربية' }).check();
  await expect(app.page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(second.page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(second.page.getByRole('textbox', { name: 'الرسالة', exact: true })).toHaveValue(
    'not yet sent',
  );
  await app.page
    .getByRole('radiogroup', { name: 'اللغة' })
    .getByRole('radio', { name: 'لغة المتصفح' })
    .check();
  await expect(app.page.getByRole('radiogroup', { name: 'Language' })).toBeVisible();
  await expect(app.page.locator('html')).toHaveAttribute('dir', 'ltr');
});

test('a language that cannot be fetched is not taken, and says so', async ({ stack, open, trouble }) => {
  trouble.expect(offline);
  const account = await stack.createAccount();
  const app = await open({ account });
  await app.signIn(account);
  await controlled(app.page);
  await app.show('Settings');
  await app.context.setOffline(true);
  const language = app.page.getByRole('radiogroup', { name: 'Language' });
  await language.getByRole('radio', { name: 'العربية' }).click();
  await expect(app.page.getByRole('alert')).toContainText('could not be loaded');
  await expect(language.getByRole('radio', { name: 'Browser’s language' })).toBeChecked();
  await expect(app.page.locator('html')).toHaveAttribute('lang', /^en/);
});

for (const how of ['by its link', 'by a choice'] as const) {
  test(`German starts without a network after the first visit: ${how}`, async ({ launch, open, trouble }) => {
    trouble.expect(offline);
    const stack = await launch();
    const [alice, bob] = await stack.friends();
    await stack.history(alice, bob, 5);
    const app = await open({ stack, ...(how === 'by its link' ? { locale: 'de-DE' } : {}) });
    const { page } = app;
    await app.goto(alice, { lang: how === 'by its link' ? 'de' : 'en' });
    if (how === 'by its link') await enter(app, german, alice.password);
    else await app.signIn(alice);
    await controlled(page);
    if (how === 'by a choice') {
      await app.show('Settings');
      await page.getByRole('radio', { name: 'Deutsch' }).check();
      await expect(page.getByRole('radiogroup', { name: 'Sprache' })).toBeVisible();
    }
    await stack.server.halt();
    await app.context.setOffline(true);
    await page.reload();
    await expect(page.getByRole('status', { name: 'Verbindung' })).toContainText(/Offline|Verbinden/);
    // Screens that were never opened, too.
    await follow(page, german, 'Kontakte');
    await expect(page.getByRole('heading', { name: 'Kontakte', level: 1 })).toBeVisible();
    await follow(page, german, 'Einstellungen');
    await expect(page.getByRole('region', { name: 'Speicher' })).toBeVisible();
    await follow(page, german, 'Chats');
    await page.getByRole('list', { name: 'Chats' }).getByRole('link', { name: /^Bob/ }).click();
    await expect(page.getByRole('textbox', { name: 'Nachricht', exact: true })).toBeVisible();
  });
}

test('alerts and the title speak the language of the screen', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  const app = await open({ permissions: ['notifications'], locale: 'ar-AE' });
  await app.goto(alice, { lang: 'ar-AE' });
  await enter(app, arabic, alice.password);
  const b = await peer(bob);
  for (const text of ['one', 'two']) await b.send(alice.jid, text);
  const row = app.page.getByRole('list', { name: arabic.chats }).getByRole('link', { name: /^Bob/ });
  await expect(row).toHaveAccessibleName(/^Bob، رسالتان غير مقروءتين، متاح، two، /);
  await b.send(alice.jid, 'three');
  await expect(row).toHaveAccessibleName(/^Bob، 3 رسائل غير مقروءة، /);
  await expect(app.page).toHaveTitle(/^\(3\) \u2068Kith\u2069$/);
});
