/** The field and its text in a browser: undo, compositions, words put in without keys, and more than it takes. */
import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { parseBareJid } from '#lib/jid.ts';
import { longestText } from '#state/message-size.ts';
import Harness from './testing/ComposerHarness.svelte';
import { FakeComposer } from './testing/fake-composer.svelte.ts';

async function open(composer = new FakeComposer()) {
  const jid = parseBareJid('bob@localhost');
  if (!jid.ok) throw new Error('bad address in test');
  const screen = await render(Harness, { jid: jid.value, composer, onsent: vi.fn(), unblock: vi.fn() });
  const field = screen.getByRole('textbox', { name: 'Message' });
  await expect.element(field).toHaveFocus();
  const area = field.element() as HTMLTextAreaElement;
  return { screen, composer, field, area };
}

/** A composer whose messages are stored when told. */
function slowComposer() {
  let store = (): void => undefined;
  const gate = new Promise<void>((resolve) => (store = resolve));
  return {
    composer: new FakeComposer({ gate, slow: true }),
    store: () => {
      store();
    },
  };
}

const undo = () => userEvent.keyboard('{Control>}z{/Control}');
const redo = () => userEvent.keyboard('{Control>}y{/Control}');
const composition = (area: HTMLTextAreaElement, name: 'start' | 'end') =>
  area.dispatchEvent(new CompositionEvent(`composition${name}`, { bubbles: true }));
/** What an input method, a dictation or a correction does to a field: it changes and says so, without a key. */
function putIn(area: HTMLTextAreaElement, text: string, inputType: string, from = area.value.length): void {
  area.setRangeText(text, from, area.value.length, 'end');
  area.dispatchEvent(new InputEvent('input', { inputType, bubbles: true }));
}

test('undo brings back what a person deleted', async () => {
  const { field, composer } = await open();
  await userEvent.keyboard('hello there');
  await userEvent.keyboard('{Control>}a{/Control}{Delete}');
  await expect.element(field).toHaveValue('');
  await undo();
  await expect.element(field).toHaveValue('hello there');
  expect(composer.text).toBe('hello there');
});

test('what was sent does not come back by undo nor by redo; what is written after it does', async () => {
  const { field, composer } = await open();
  await userEvent.keyboard('one{Enter}');
  await expect.element(field).toHaveValue('');
  for (const step of [undo, undo, redo, undo]) {
    await step();
    await expect.element(field).toHaveValue('');
  }
  await userEvent.keyboard('two');
  await undo();
  await expect.element(field).toHaveValue('');
  await redo();
  await expect.element(field).toHaveValue('two');
  await undo();
  await undo();
  await undo();
  await expect.element(field).toHaveValue('');
  await userEvent.keyboard('two');
  expect(composer.text).toBe('two');
  await userEvent.keyboard('{Control>}a{/Control}{Delete}');
  await undo();
  await expect.element(field).toHaveValue('two');
  expect(composer.sent).toEqual(['one']);
});

test('the same words as were sent, deleted, come back', async () => {
  const { field } = await open();
  await userEvent.keyboard('one{Enter}one');
  await userEvent.keyboard('{Control>}a{/Control}{Delete}');
  await undo();
  await expect.element(field).toHaveValue('one');
});

test('what is typed while a message is stored keeps its caret and its undo', async () => {
  const { composer, store } = slowComposer();
  const { field, area } = await open(composer);
  await userEvent.keyboard('one{Enter}two{ArrowLeft}');
  store();
  await expect.element(field).toHaveValue('two');
  expect([area.selectionStart, area.selectionEnd]).toEqual([2, 2]);
  await userEvent.keyboard('X');
  await expect.element(field).toHaveValue('twXo');
  await undo();
  await expect.element(field).toHaveValue('two');
  await undo();
  await expect.element(field).toHaveValue('two');
  expect(composer.text).toBe('two');
});

test('a composition is not touched while the message before it is stored', async () => {
  const { composer, store } = slowComposer();
  const { field, area } = await open(composer);
  await userEvent.keyboard('one{Enter}');
  composition(area, 'start');
  putIn(area, 'k', 'insertCompositionText', 3);
  store();
  await expect.poll(() => composer.text).toBe('k');
  expect(area.value).toBe('onek');
  putIn(area, 'か', 'insertCompositionText', 3);
  expect(composer.text).toBe('か');
  composition(area, 'end');
  await expect.element(field).toHaveValue('か');
  expect(composer.text).toBe('か');
});

test('a composition that is part of what was sent goes with it', async () => {
  const { composer, store } = slowComposer();
  const { screen, field, area } = await open(composer);
  composition(area, 'start');
  putIn(area, 'か', 'insertCompositionText');
  await screen.getByRole('button', { name: 'Send' }).click();
  store();
  await expect.element(field).toHaveValue('');
  expect(composer.sent).toEqual(['か']);
});

test('a draft that comes from elsewhere waits for the composition and stands before it', async () => {
  const { composer, area, field } = await open();
  composition(area, 'start');
  putIn(area, 'か', 'insertCompositionText');
  composer.text = `from elsewhere ${composer.text}`;
  await expect.poll(() => composer.text).toBe('from elsewhere か');
  expect(area.value).toBe('か');
  putIn(area, 'かな', 'insertCompositionText', 0);
  expect(composer.text).toBe('from elsewhere かな');
  composition(area, 'end');
  await expect.element(field).toHaveValue('from elsewhere かな');
});

test('words that come without a key, and corrections, are the text', async () => {
  const { composer, area } = await open();
  putIn(area, 'dictated words', 'insertText');
  expect(composer.text).toBe('dictated words');
  putIn(area, 'wards', 'insertReplacementText', 9);
  expect(composer.text).toBe('dictated wards');
});

test('more than a message can hold is not pasted, and that is said until one writes on', async () => {
  const { screen, composer, field, area } = await open();
  await userEvent.keyboard('before ');
  const paste = new InputEvent('beforeinput', {
    ...{ data: 'x'.repeat(longestText), inputType: 'insertFromPaste', bubbles: true, cancelable: true },
  });
  expect(area.dispatchEvent(paste)).toBe(false);
  await expect.element(screen.getByRole('alert')).toHaveTextContent('Nothing was added');
  await expect.element(field).toHaveValue('before ');
  const little = new InputEvent('beforeinput', {
    data: 'some',
    inputType: 'insertFromPaste',
    cancelable: true,
  });
  expect(area.dispatchEvent(little)).toBe(true);
  await userEvent.keyboard('x');
  await expect.element(screen.getByRole('alert')).not.toBeInTheDocument();
  expect(composer.text).toBe('before x');
});

test('Send by key leads back into the field', async () => {
  const { composer, field } = await open();
  await userEvent.keyboard('one{Tab}{Enter}');
  await expect.element(field).toHaveFocus();
  expect(composer.sent).toEqual(['one']);
});
