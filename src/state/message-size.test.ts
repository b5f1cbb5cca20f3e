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

describe('isTooLong, on a server that tells its limit', () => {
  it.each([
    [20_000, 20_000 - 4096],
    [262_144, limit],
    // Less than a server may have: what is sent is seen by the server itself.
    [500, 10_000 - 4096],
  ])('of %i octets allows %i', (told, fits) => {
    expect(isTooLong('a'.repeat(fits), told)).toBe(false);
    expect(isTooLong('a'.repeat(fits + 1), told)).toBe(true);
    expect(isTooLong('&'.repeat(Math.floor(fits / 5) + 1), told)).toBe(true);
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
