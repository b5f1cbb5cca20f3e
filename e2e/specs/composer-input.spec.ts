/** Words that reach the field in other ways than by single keys: input methods, dictation, correction, paste and undo. */
import type { CDPSession } from 'playwright/test';
import { expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';
import type { Stack } from '../stack.ts';

type Open = (options: { account: Awaited<ReturnType<Stack['createAccount']>> }) => Promise<App>;

async function talk(stack: Stack, open: Open) {
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.signIn(alice);
  await app.chats.start(bob.jid);
  const { composer } = app.conversation;
  await expect(composer).toBeFocused();
  const devtools = await app.context.newCDPSession(app.page);
  return { app, bob, composer, devtools };
}

const compose = (devtools: CDPSession, text: string) =>
  devtools.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });

test('an input method composes, takes Enter for itself, and what it made is sent whole', async ({
  stack,
  open,
  peer,
}) => {
  const { app, bob, composer, devtools } = await talk(stack, open);
  const b = await peer(bob);
  await compose(devtools, 'k');
  await compose(devtools, 'か');
  await expect(composer).toHaveValue('か');
  // As a browser tells of the Enter that takes a suggestion.
  await devtools.send('Input.dispatchKeyEvent', {
    ...{ type: 'rawKeyDown', key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229 },
  });
  await expect(app.conversation.messages).toHaveCount(0);
  await compose(devtools, 'かな');
  await devtools.send('Input.insertText', { text: '仮名' });
  await expect(composer).toHaveValue('仮名');
  await composer.press('Enter');
  await b.waitForBody('仮名');
  await expect(composer).toHaveValue('');
});

test('a composition that begins while a message is stored stays whole', async ({ stack, open, peer }) => {
  const { app, bob, composer, devtools } = await talk(stack, open);
  const b = await peer(bob);
  for (const [i, kana] of ['か', 'き', 'く', 'け', 'こ'].entries()) {
    await app.page.keyboard.insertText(`line ${i} `);
    // The store may answer before the next one is begun, or while it is composed.
    await composer.press('Enter');
    await compose(devtools, kana);
    await devtools.send('Input.insertText', { text: kana });
    await expect(composer).toHaveValue(kana);
    await composer.press('Control+a');
    await composer.press('Delete');
  }
  for (const i of [0, 1, 2, 3, 4]) await b.waitForBody(`line ${i}`);
  await expect(app.conversation.messages).toHaveCount(5);
});

test('words without keys are draft, told as typing, and sent', async ({ stack, open, peer }) => {
  const { app, bob, composer, devtools } = await talk(stack, open);
  const b = await peer(bob);
  await app.conversation.send('first');
  await b.waitForBody('first');
  await devtools.send('Input.insertText', { text: 'dictated wards' });
  await b.wait((stanza) => stanza.getChild('composing') !== undefined, { what: 'typing' });
  // What a spell checker does.
  await composer.evaluate((field: HTMLTextAreaElement) => {
    field.setRangeText('words', 9, 14, 'end');
    field.dispatchEvent(new InputEvent('input', { inputType: 'insertReplacementText', bubbles: true }));
  });
  await composer.blur();
  // Stored: the list shows what the store has.
  await expect(app.chats.row('Bob')).toContainText('dictated words');
  await app.page.reload();
  await app.waitOnline();
  await expect(composer).toHaveValue('dictated words');
  await app.conversation.sendButton.click();
  await b.waitForBody('dictated words');
});

test('a paste is plain text with plain line ends; one that no message holds is refused in words', async ({
  stack,
  open,
  peer,
}) => {
  const { app, bob, composer } = await talk(stack, open);
  const b = await peer(bob);
  const copy = (plain: string, html?: string) =>
    app.page.evaluate(
      async ([text = '', markup]) => {
        const types: Record<string, Blob> = { 'text/plain': new Blob([text], { type: 'text/plain' }) };
        if (markup !== undefined) types['text/html'] = new Blob([markup], { type: 'text/html' });
        await navigator.clipboard.write([new ClipboardItem(types)]);
      },
      [plain, ...(html === undefined ? [] : [html])],
    );
  await copy('bold\r\nand\rplain', '<b>bold</b><br><i>and</i><br>plain');
  await composer.press('Control+v');
  await expect(composer).toHaveValue('bold\nand\nplain');
  await composer.press('Enter');
  await b.waitForBody('bold\nand\nplain');
  await expect(composer).toHaveValue('');
  await composer.fill('kept');
  await copy('x'.repeat(3_000_000));
  await composer.press('Control+v');
  await expect(app.page.getByRole('alert')).toHaveText(
    /You pasted 3,000,000 characters.* Nothing was added\./,
  );
  await expect(composer).toHaveValue('kept');
  await app.page.keyboard.type('!');
  await expect(app.page.getByRole('alert')).toHaveCount(0);
  await composer.press('Enter');
  await b.waitForBody('kept!');
});

test('undo brings back what was deleted, and never what was sent', async ({ stack, open, peer }) => {
  const { app, bob, composer } = await talk(stack, open);
  const b = await peer(bob);
  const { keyboard } = app.page;
  await keyboard.type('a long thought');
  await keyboard.press('Control+a');
  await keyboard.press('Delete');
  await expect(composer).toHaveValue('');
  await keyboard.press('Control+z');
  await expect(composer).toHaveValue('a long thought');
  await keyboard.press('Enter');
  await b.waitForBody('a long thought');
  await expect(composer).toHaveValue('');
  for (const key of ['Control+z', 'Control+z', 'Control+y', 'Control+z']) {
    await keyboard.press(key);
    await expect(composer).toHaveValue('');
  }
  await keyboard.press('Enter');
  await keyboard.type('another');
  // In as many steps as the browser made of it.
  await expect(async () => {
    await keyboard.press('Control+z');
    expect(await composer.inputValue()).toBe('');
  }).toPass();
  await keyboard.press('Control+z');
  await expect(composer).toHaveValue('');
  await keyboard.type('next');
  await keyboard.press('Enter');
  await b.waitForBody('next');
  await expect(app.conversation.messages).toHaveCount(2);
});
