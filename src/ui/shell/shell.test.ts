/** The list's divider by keys, and what counts as a keyboard over the page. */
import { expect, test } from 'vitest';
import { coveredHeight } from './keyboard-inset.ts';
import { widthAfterKey } from './list-width.ts';

test('arrow keys widen and narrow within bounds, mirrored where reading is', () => {
  expect(widthAfterKey('ArrowRight', 344, false)).toBe(360);
  expect(widthAfterKey('ArrowRight', 344, true)).toBe(328);
  expect(widthAfterKey('ArrowLeft', 285, false)).toBe(280);
  expect(widthAfterKey('End', 300, false)).toBe(480);
  expect(widthAfterKey('Enter', 300, false)).toBeUndefined();
});

test('a keyboard covers the page; a bar of the browser or a pinch does not', () => {
  expect(coveredHeight(800, { height: 460, offsetTop: 0, scale: 1 })).toBe(340);
  expect(coveredHeight(800, { height: 750, offsetTop: 0, scale: 1 })).toBe(0);
  expect(coveredHeight(800, { height: 300, offsetTop: 0, scale: 2.6 })).toBe(0);
});
