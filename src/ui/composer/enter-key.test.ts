/** Enter sends at a desk, breaks on touch, and never while an input method composes. */
import { expect, test } from 'vitest';
import { enterSends } from './enter-key.ts';

const enter = {
  key: 'Enter',
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  isComposing: false,
  keyCode: 13,
};

test('at a desk', () => {
  expect(enterSends(enter, false)).toBe(true);
  expect(enterSends({ ...enter, shiftKey: true }, false)).toBe(false);
  expect(enterSends({ ...enter, key: 'a' }, false)).toBe(false);
});

test('on touch', () => {
  expect(enterSends(enter, true)).toBe(false);
  expect(enterSends({ ...enter, ctrlKey: true }, true)).toBe(true);
});

test('while composing', () => {
  expect(enterSends({ ...enter, isComposing: true }, false)).toBe(false);
  expect(enterSends({ ...enter, isComposing: true, metaKey: true }, false)).toBe(false);
  expect(enterSends({ ...enter, keyCode: 229 }, false)).toBe(false);
});
