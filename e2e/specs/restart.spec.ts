/** The browser itself ends and starts again with the same profile on disk: another process reads what this one kept. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright/test';
import { expect, test } from '../fixtures.ts';
import { App } from '../pages/app.ts';
import { everythingStored, guises, guisesIn } from '../stored.ts';

/** The files of the profile that hold one of these, whatever the browser put there. */
async function filesWith(folder: string, words: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const text = (await readFile(path)).toString('latin1');
    if (words.some((word) => text.includes(word))) found.push(path.slice(folder.length + 1));
  }
  return found;
}

test('after a restart of the browser one is signed in without being asked; a public computer knows nobody', async ({
  playwright,
  launchOptions,
  stack,
  site,
  trouble,
  peer,
}) => {
  const [alice, bob] = await stack.friends();
  const people = [alice.jid, bob.jid];
  const b = await peer(bob);
  const profile = await mkdtemp(join(tmpdir(), 'kith-profile-'));
  let context: BrowserContext | undefined;
  const start = async (): Promise<App> => {
    context = await playwright.chromium.launchPersistentContext(profile, {
      ...launchOptions,
      locale: 'en-GB',
    });
    await trouble.watch(context);
    return new App(await context.newPage(), site.origin, stack.server);
  };
  const end = async (): Promise<void> => {
    await context?.close();
    context = undefined;
  };
  try {
    let app = await start();
    await app.goto(alice);
    await app.signIn(alice, { remember: false });
    await b.send(alice.jid, 'said in public');
    await app.chats.open('Bob');
    await expect(app.conversation.message('said in public')).toBeVisible();
    await end();
    const databases = join(profile, 'Default', 'IndexedDB');
    for (const word of people) expect(await filesWith(databases, guises(word)), word).toEqual([]);

    app = await start();
    await app.goto();
    await expect(app.signInPage.password).toBeVisible();
    await expect(app.signInPage.address).toHaveValue('');
    await app.goto(alice);
    await app.signIn(alice);
    await app.chats.open('Bob');
    await expect(app.conversation.message('said in public')).toBeVisible();
    await end();
    for (const word of people) expect(await filesWith(databases, guises(word)), word).not.toEqual([]);

    app = await start();
    await app.goto();
    await app.waitOnline();
    await expect(app.signInPage.password).toBeHidden();
    await app.chats.open('Bob');
    await expect(app.conversation.message('said in public')).toBeVisible();
    await app.conversation.send('back again');
    await b.waitForBody('back again');
    const stored = await everythingStored(app.page);
    expect(stored).toContain(alice.user);
    expect(guisesIn(stored, alice.password)).toEqual([]);
    await end();
    expect(await filesWith(profile, guises(alice.password))).toEqual([]);
  } finally {
    await end();
    await rm(profile, { recursive: true });
  }
});
