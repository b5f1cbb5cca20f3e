/** Long texts are cut by length and by lines, and never inside a character. */
import { expect, test } from 'vitest';
import { clipText } from './clip-text.ts';

test('short texts are left alone', () => {
  expect(clipText('hello\nthere', 0)).toEqual({ text: 'hello\nthere', clipped: false });
});

test('a word of a megabyte and ten thousand lines are both cut', () => {
  expect(clipText('x'.repeat(1_000_000), 0).text).toHaveLength(3000);
  expect(clipText('\n'.repeat(10_000), 0).text).toHaveLength(39);
  expect(clipText('x'.repeat(1_000_000), 3)).toMatchObject({ clipped: false });
});

test('does not cut an emoji in half', () => {
  const { text } = clipText(`${'x'.repeat(2999)}😀 and more`, 0);
  expect(text).toBe('x'.repeat(2999));
});
