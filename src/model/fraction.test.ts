/** Texts between texts: the same as those of the reference, whose texts stand in databases, and always in order. */
import * as fc from 'fast-check';
import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';
import { expect, it } from 'vitest';
import { digits, keyBetween, keysBetween } from './fraction.ts';

const digit = fc.constantFrom(...Array.from(digits));
/** Some key of the reference: an integer part of any length, with or without a fraction. */
const aKey = fc
  .tuple(
    fc.integer({ min: 11, max: 59 }),
    fc.array(digit, { minLength: 26, maxLength: 26 }),
    fc.array(digit, { maxLength: 6 }),
    digit.filter((each) => each !== '0'),
    fc.boolean(),
  )
  .map(([head, integer, fraction, last, isWhole]) => {
    const length = head < 36 ? 36 - head : head - 35;
    return `${digits.charAt(head)}${integer.slice(0, length).join('')}${isWhole ? '' : `${fraction.join('')}${last}`}`;
  });

it('lies between any two, and is what the reference would give', () => {
  fc.assert(
    fc.property(aKey, aKey, fc.integer({ min: 0, max: 40 }), (a, b, count) => {
      fc.pre(a !== b);
      const [low, high] = a < b ? [a, b] : [b, a];
      for (const [from, to] of [
        [low, high],
        [low, undefined],
        [undefined, high],
      ]) {
        expect(keyBetween(from, to)).toBe(generateKeyBetween(from, to));
        const keys = keysBetween(from, to, count);
        expect(keys).toEqual(generateNKeysBetween(from, to, count));
        const ordered = [from ?? '', ...keys, to ?? '~'];
        expect([...new Set(ordered)].sort()).toEqual(ordered);
      }
    }),
  );
});

it('holds at neighbours, however often the gap between them is halved', () => {
  let [low, high] = ['f000000', 'f000001'];
  for (let i = 0; i < 500; i++) {
    const key = keyBetween(low, high);
    expect(key).toBe(generateKeyBetween(low, high));
    if (i % 3 === 0) low = key;
    else high = key;
  }
});

it('begins somewhere, and refuses what is no key', () => {
  expect(keyBetween(undefined, undefined)).toBe(generateKeyBetween(null, null));
  for (const text of ['', '0', 'b1', '~000000000001'])
    expect(() => keyBetween(text, undefined)).toThrow(RangeError);
});
