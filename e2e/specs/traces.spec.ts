/** What stays behind on the device: nothing of a public computer's visit, nothing after signing out, never a password. */
import { type Account, expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';
import { everythingStored, guisesIn } from '../stored.ts';

/** Of all that was said, written and set in a visit, what is kept. */
async function traces(app: App, alice: Account, bob: Account): Promise<string[]> {
  const stored = await everythingStored(app.page);
  const words = [alice.user, bob.user, 'line 5', 'kept for no one', 'half a thought', 'on the train', 'dark'];
  return [...words.filter((word) => stored.includes(word)), ...guisesIn(stored, alice.password)];
}

/** A visit that leaves something of each kind: messages, a draft, a status, settings of account and device. */
async function visit(app: App): Promise<void> {
  await app.chats.open('Bob');
  await expect(app.conversation.message('line 5')).toBeVisible();
  await app.conversation.send('kept for no one');
  await expect(app.conversation.delivery('kept for no one', 'Sent')).toBeVisible();
  await app.conversation.composer.fill('half a thought');
  await app.show('Settings');
  const status = app.page.getByRole('textbox', { name: 'Status text' });
  await status.fill('on the train');
  await status.press('Enter');
  await app.settings.toggle('Send read receipts').setChecked(false);
  await app.settings.choice('Theme', 'Dark').check();
  await expect(app.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await app.show('Chats');
}

test('a public computer keeps nothing of a visit, and another tab knows nothing of it', async ({
  stack,
  open,
}) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 5);
  const app = await open({ account: alice });
  const promise = app.page.getByText('This is a public computer: nothing is kept here.');
  await expect(promise).toBeHidden();
  await app.signInPage.stay.setChecked(false);
  await expect(promise).toBeVisible();
  await app.signIn(alice, { remember: false });
  await expect(app.page.getByText('Nothing is kept on this computer.')).toBeVisible();
  await visit(app);
  expect(await traces(app, alice, bob)).toEqual([]);
  const second = await app.newTab();
  await expect(second.signInPage.password).toBeVisible();
  await expect(second.signInPage.address).toHaveValue('');
  await expect(second.page.locator('html')).not.toHaveAttribute('data-theme');
  await second.page.close();
  // Read back within the visit: it was all there, in memory.
  await app.chats.open('Bob');
  await expect(app.conversation.composer).toHaveValue('half a thought');

  // Without the link that had filled in the address.
  await app.goto();
  await expect(app.signInPage.password).toHaveValue('');
  await expect(app.signInPage.address).toHaveValue('');
  await expect(app.page.locator('html')).not.toHaveAttribute('data-theme');
  expect(await traces(app, alice, bob)).toEqual([]);
});

test('signing out leaves neither messages nor people nor keys', async ({ stack, open }) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 5);
  const app = await open({ account: alice });
  await app.signIn(alice);
  await visit(app);
  // All of it is there before, save the password; the look is this device's and stays.
  const left = ['dark'];
  const sorted = async () => (await traces(app, alice, bob)).sort();
  await expect
    .poll(sorted)
    .toEqual(
      [alice.user, bob.user, 'dark', 'half a thought', 'kept for no one', 'line 5', 'on the train'].sort(),
    );
  const databases = () =>
    app.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  expect((await databases()).length).toBe(2);
  await app.show('Settings');
  await app.settings.signOut();
  await expect(app.signInPage.password).toBeVisible();
  await expect.poll(sorted).toEqual(left);
  await expect.poll(databases).toEqual(['kith:shell']);
  await app.goto();
  await expect(app.signInPage.address).toHaveValue('');
  expect(await traces(app, alice, bob)).toEqual(left);
});
