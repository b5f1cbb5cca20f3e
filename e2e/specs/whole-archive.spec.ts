/** All history on this device: asked for, watched, cancelled, gone on with after a reload, and read without a network. */
import { expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';
import type { Account, Stack } from '../stack.ts';

const day = 24 * 60 * 60;
const whole = 'Keep all history on this device';
/** What a sign-in fetches by itself where all is older than thirty days. */
const atSignIn = 250;

/** One owner with as many lines in each of their conversations, older than what is fetched unasked. */
async function talks(stack: Stack, perChat: number): Promise<[Account, Account, Account, Account]> {
  const alice = await stack.createAccount('alice');
  const others: Account[] = [];
  for (const name of ['bob', 'carol', 'dave']) {
    const other = await stack.createAccount(name);
    await stack.befriend(alice, other);
    others.push(other);
  }
  const start = Math.floor(Date.now() / 1000) - 800 * day;
  const entries = Array.from({ length: perChat * others.length }, (_, i) => {
    const other = others[i % others.length] ?? alice;
    const line = Math.floor(i / others.length) + 1;
    const [from, to] = line % 3 === 0 ? [other, alice] : [alice, other];
    const xml = `<message xmlns='jabber:client' type='chat' id='h-${i}' from='${from.jid}/old' to='${to.jid}'><body>line ${line}</body></message>`;
    return { user: alice.user, with: other.jid, at: start + i * 1800, xml };
  });
  await stack.server.archive(entries);
  return [alice, ...others] as [Account, Account, Account, Account];
}

async function fetchedIn({ settings }: App): Promise<number> {
  const text = await settings.region('Storage').innerText();
  return Number((/Messages fetched: ([\d,]+)/.exec(text)?.[1] ?? '0').replaceAll(',', ''));
}

test('all history is fetched, cancelled, gone on with, and there without a network @wire', async ({
  stack,
  open,
  trouble,
}) => {
  test.setTimeout(240_000);
  // The network goes at the end.
  trouble.expect(/WebSocket connection to/);
  const perChat = 1000;
  const [alice] = await talks(stack, perChat);
  const app = await open({ account: alice });
  await app.signIn(alice);
  await app.show('Settings');
  const { settings, page, conversation } = app;
  const storage = settings.region('Storage');
  await expect(settings.toggle(whole)).not.toBeChecked();
  await settings.toggle(whole).click();
  await expect(storage).toContainText(/Messages fetched: .*, back to /);
  // A second tab, which does not lead, shows the same.
  const other = await app.newTab();
  await other.show('Settings');
  await expect(other.settings.toggle(whole)).toBeChecked();
  await expect.poll(() => fetchedIn(other)).toBeGreaterThan(atSignIn);

  await settings.row('Storage', 'Cancel download').click();
  await expect(settings.toggle(whole)).not.toBeChecked();
  await expect(other.settings.toggle(whole)).not.toBeChecked();
  await expect(storage).toContainText('Stopped. What was fetched stays.');
  const kept = await fetchedIn(app);
  expect(kept).toBeGreaterThan(atSignIn);
  expect(kept).toBeLessThan(3 * perChat);
  await other.page.close();

  // Wanted again, it goes on from there; and a reload asks for nothing.
  await settings.toggle(whole).click();
  await expect.poll(() => fetchedIn(app)).toBeGreaterThan(kept);
  await page.reload();
  await app.waitOnline();
  await app.show('Settings');
  await expect(settings.toggle(whole)).toBeChecked();
  await expect(storage).toContainText('Everything the server has is on this device', { timeout: 120_000 });
  await expect(settings.row('Storage', 'Cancel download')).toBeHidden();

  await app.context.setOffline(true);
  await stack.server.cut(alice.user);
  await expect(app.connection).not.toContainText('Online');
  for (const name of ['Bob', 'Carol', 'Dave']) {
    await app.show('Chats');
    await app.chats.open(name);
    await expect(conversation.message(`line ${perChat}`)).toBeVisible();
    await conversation.log.hover();
    const seen = new Set<number>();
    await expect
      .poll(
        async () => {
          await page.mouse.wheel(0, -8000);
          for (const text of await conversation.messages.allInnerTexts())
            seen.add(Number(/line (\d+)/.exec(text)?.[1]));
          return seen.has(1);
        },
        { timeout: 60_000, intervals: [50] },
      )
      .toBe(true);
    await expect(conversation.message('line 1')).toBeVisible();
    await expect(conversation.log.getByText('This is where your conversation begins.')).toBeVisible();
    const first = await conversation.messages.first().innerText();
    expect(first).toContain('line 1');
  }
  await app.context.setOffline(false);
});
