/** Only a few emoji, and nothing but emoji, are drawn large. */
import { expect, test } from 'vitest';
import { isEmojiOnly } from './emoji-only.ts';

test.each(['👍', '❤️', '👩‍👩‍👧‍👦 🎉', '🇸🇪', ' 😀😀😀 '])('%s is', (text) => expect(isEmojiOnly(text)).toBe(true));
test.each(['', 'ok 👍', '😀😀😀😀', '12', '©', 'a'])('%s is not', (text) =>
  expect(isEmojiOnly(text)).toBe(false),
);
