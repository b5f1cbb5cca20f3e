/** A menu never leaves the window. */
import { expect, test } from 'vitest';
import { placeMenu } from './menu-place.ts';

const menu = { width: 200, height: 180 };
const view = { width: 390, height: 800 };
const at = (left: number, top: number) => ({ left, top, right: left + 44, bottom: top + 44 });

test('opens under its opener, ends aligned', () => {
  expect(placeMenu(at(300, 100), menu, view, false)).toEqual({ left: 144, top: 148 });
});

test('opens above where there is no room below', () => {
  expect(placeMenu(at(300, 740), menu, view, false).top).toBe(740 - 4 - 180);
});

test('stays inside at every edge, in both directions', () => {
  expect(placeMenu(at(0, 0), menu, view, false).left).toBe(8);
  expect(placeMenu(at(380, 0), menu, view, true).left).toBe(390 - 200 - 8);
  expect(placeMenu(at(0, 90), menu, { width: 390, height: 200 }, false).top).toBe(12);
});
