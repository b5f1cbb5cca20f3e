/** Alerts while Kith is open and nobody looks: one per message over all tabs, none for what is in view. */
import type { Page } from 'playwright/test';
import { expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';

/** Makes the page believe that its tab is behind others, or in front without the keyboard's focus. */
async function look(page: Page, how: 'away' | 'unfocused' | 'focused'): Promise<void> {
  await page.evaluate((now) => {
    Object.defineProperties(document, {
      visibilityState: { configurable: true, get: () => (now === 'away' ? 'hidden' : 'visible') },
      hidden: { configurable: true, get: () => now === 'away' },
      hasFocus: { configurable: true, value: () => now === 'focused' },
    });
    document.dispatchEvent(new Event('visibilitychange'));
    window.dispatchEvent(new Event(now === 'focused' ? 'focus' : 'blur'));
  }, how);
}

/** Counts the calls too: a second alert with the same tag would replace the first, and not be seen in the list. */
async function countAlerts(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const shown: string[] = [];
    Object.assign(globalThis, { kithTestShown: shown });
    const worker = ServiceWorkerRegistration.prototype;
    const original = Object.getOwnPropertyDescriptor(worker, 'showNotification')?.value as (
      ...args: unknown[]
    ) => Promise<void>;
    worker.showNotification = function (this: ServiceWorkerRegistration, ...args) {
      shown.push(args[0]);
      return original.apply(this, args);
    };
    globalThis.Notification = new Proxy(Notification, {
      construct: (target, args: [string, NotificationOptions?]) => {
        shown.push(args[0]);
        return new target(...args);
      },
    });
  });
  return () =>
    page.evaluate(() => (globalThis as unknown as { kithTestShown: string[] }).kithTestShown.length);
}

const alertsOf = (page: Page): Promise<{ title: string; body: string }[]> =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(({ title, body }) => ({ title, body }));
  });

async function allowAlerts(app: App): Promise<void> {
  await app.context.grantPermissions(['notifications'], { origin: new URL(app.page.url()).origin });
  await app.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await app.page.reload();
  await app.waitOnline();
  await app.show('Settings');
  await app.settings.toggle('Alert me while Kith is open').check();
  await expect(app.settings.toggle('Show the text in alerts')).toBeChecked();
  await app.show('Chats');
}

test('a message that comes to two hidden tabs raises one alert, which reading takes back', async ({
  stack,
  open,
  peer,
}) => {
  const [alice, bob] = await stack.friends();
  const one = await open({ account: alice });
  await one.signIn(alice);
  await allowAlerts(one);
  const two = await one.newTab();
  await two.waitOnline();
  const counts = [await countAlerts(one.page), await countAlerts(two.page)];
  const shown = async () => {
    let sum = 0;
    for (const count of counts) sum += await count();
    return sum;
  };
  for (const app of [one, two]) await look(app.page, 'away');
  const b = await peer(bob);
  await b.send(alice.jid, 'is anybody there');
  await expect.poll(() => alertsOf(one.page)).toEqual([{ title: 'Bob', body: 'is anybody there' }]);
  await expect(one.page).toHaveTitle('(1) Kith');
  await expect(two.page).toHaveTitle('(1) Kith');
  await b.send(alice.jid, 'hello?');
  await expect.poll(() => alertsOf(one.page)).toEqual([{ title: 'Bob', body: 'hello?' }]);
  await expect(two.page).toHaveTitle('(2) Kith');
  expect(await shown()).toBe(2);

  await look(two.page, 'focused');
  await two.chats.open('Bob');
  await expect.poll(() => alertsOf(one.page)).toEqual([]);
  await expect(one.page).toHaveTitle('Kith');
});

test('no alert for the conversation in view, one for another; the text is hidden when wished', async ({
  stack,
  open,
  peer,
}) => {
  const [alice, bob] = await stack.friends();
  const carol = await stack.createAccount('carol');
  await stack.befriend(alice, carol);
  const one = await open({ account: alice });
  await one.signIn(alice);
  await allowAlerts(one);
  await one.show('Settings');
  await one.settings.toggle('Show the text in alerts').uncheck();
  await one.show('Chats');
  const b = await peer(bob);
  const c = await peer(carol);
  const two = await one.newTab();
  await two.waitOnline();
  await two.chats.start(bob.jid);
  const counts = [await countAlerts(one.page), await countAlerts(two.page)];
  await look(one.page, 'away');
  await look(two.page, 'unfocused');
  await b.send(alice.jid, 'you see this');
  await expect(two.conversation.message('you see this')).toBeVisible();
  await c.send(alice.jid, 'you do not see this');
  await expect.poll(() => alertsOf(one.page)).toEqual([{ title: 'Carol', body: 'New messages' }]);
  expect((await counts[0]?.()) ?? 0).toBe(1);
  expect((await counts[1]?.()) ?? 0).toBe(0);
});

test('no alert while some tab has the focus, nor before it is switched on', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  const b = await peer(bob);
  const before = await countAlerts(app.page);
  await look(app.page, 'away');
  await b.send(alice.jid, 'not asked for');
  await expect(app.page).toHaveTitle('(1) Kith');
  expect(await before()).toBe(0);
  await look(app.page, 'focused');
  await allowAlerts(app);
  const after = await countAlerts(app.page);
  await look(app.page, 'focused');
  await b.send(alice.jid, 'while you are here');
  await expect(app.page).toHaveTitle('(2) Kith');
  await look(app.page, 'away');
  await b.send(alice.jid, 'while you are away');
  await expect.poll(() => alertsOf(app.page)).toEqual([{ title: 'Bob', body: 'while you are away' }]);
  expect(await after()).toBe(1);
});
