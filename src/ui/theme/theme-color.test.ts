/** A forced theme colours the browser's own bars too. */
import { expect, test } from 'vitest';
import { themeColors } from './theme-color.ts';

test('a forced theme takes its colour in both schemes; the system gets them back', () => {
  const light = { media: '(prefers-color-scheme: light)', content: '#fff' };
  const dark = { media: '(prefers-color-scheme: dark)', content: '#000' };
  const apply = themeColors([light, dark]);
  apply('dark');
  expect([light.content, dark.content]).toEqual(['#000', '#000']);
  apply('light');
  expect([light.content, dark.content]).toEqual(['#fff', '#fff']);
  apply('system');
  expect([light.content, dark.content]).toEqual(['#fff', '#000']);
});
