/** The limit of a message, measured as the server does. */
import { describe, expect, it } from 'vitest';
import { isTooLong, sendable } from './message-size.ts';

const limit = 116 * 1024;

describe('isTooLong', () => {
  it.each([
    ['a', 1],
    ['é', 2],
    ['€', 3],
    ['😀', 4],
    ['&', 5],
    ['<', 4],
    ['>', 4],
  ])('counts %j as %i octets', (character, size) => {
    const fits = Math.floor(limit / size);
    expect(isTooLong(character.repeat(fits))).toBe(false);
    expect(isTooLong(character.repeat(fits + 1))).toBe(true);
  });
});

describe('sendable', () => {
  it.each([
    ['hi', 'hi'],
    ['\n \n  code\n', '  code'],
    [' \n\t ', ''],
    ['a\n\nb', 'a\n\nb'],
  ])('makes %j into %j', (typed, sent) => {
    expect(sendable(typed)).toBe(sent);
  });
});
