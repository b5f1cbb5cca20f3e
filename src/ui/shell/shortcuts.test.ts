/** Which presses are shortcuts, and which are left to texts, input methods and the browser. */
import { describe, expect, it } from 'vitest';
import { shortcutOf, type KeyPress } from './shortcuts.ts';

const none = {
  ...{ code: '', altKey: false, ctrlKey: false, metaKey: false, shiftKey: false },
  ...{ isComposing: false, keyCode: 0, defaultPrevented: false },
};
const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({ ...none, key, ...more });
const ctrl = { ctrlKey: true };
const alt = { altKey: true };

describe('outside of a text', () => {
  it.each([
    ['Escape', {}, 'back'],
    ['?', { shiftKey: true }, 'keys'],
    ['؟', { shiftKey: true }, 'keys'],
    ['/', {}, 'search'],
    // Where German keyboards have it.
    ['/', { shiftKey: true }, 'search'],
    ['k', ctrl, 'palette'],
    ['K', ctrl, 'palette'],
    ['л', { ...ctrl, code: 'KeyK' }, 'palette'],
    ['ن', { ...ctrl, code: 'KeyK' }, 'palette'],
    ['ArrowDown', alt, 'next'],
    ['ArrowUp', alt, 'previous'],
  ] as const)('%s with %j is %s', (key, more, shortcut) => {
    expect(shortcutOf(press(key, more), false, false)).toBe(shortcut);
  });

  it.each([
    // Dvorak's t lies where k is elsewhere.
    ['t', { ...ctrl, code: 'KeyK' }],
    ['k', { ...ctrl, shiftKey: true }],
    ['k', { ...ctrl, altKey: true }],
    ['k', {}],
    ['k', { metaKey: true }],
    ['ArrowDown', {}],
    ['ArrowDown', { ...alt, shiftKey: true }],
    ['ArrowDown', { ...alt, ...ctrl }],
    ['?', { ...ctrl, ...alt }],
    ['/', ctrl],
    ['Escape', ctrl],
    ['Escape', { isComposing: true }],
    ['Escape', { keyCode: 229 }],
    ['k', { ...ctrl, isComposing: true }],
    ['Escape', { defaultPrevented: true }],
  ])('%s with %j is none', (key, more) => {
    expect(shortcutOf(press(key, more), false, false)).toBeUndefined();
  });
});

it('single keys stay with a text, the others work there too', () => {
  for (const key of ['?', '؟', '/']) expect(shortcutOf(press(key), true, false)).toBeUndefined();
  expect(shortcutOf(press('Escape'), true, false)).toBe('back');
  expect(shortcutOf(press('k', ctrl), true, false)).toBe('palette');
  expect(shortcutOf(press('ArrowDown', alt), true, false)).toBe('next');
});

it('on a Mac it is Cmd: Ctrl+K cuts a line there', () => {
  expect(shortcutOf(press('k', { metaKey: true }), true, true)).toBe('palette');
  expect(shortcutOf(press('k', ctrl), true, true)).toBeUndefined();
  expect(shortcutOf(press('k', { ...ctrl, metaKey: true }), true, true)).toBeUndefined();
});
