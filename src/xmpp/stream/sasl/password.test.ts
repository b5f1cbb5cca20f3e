/** SASLprep: the examples of RFC 4013 §3 and what people really type. */
import { describe, expect, it } from 'vitest';
import { preparePassword } from './password.ts';

describe('SASLprep of passwords', () => {
  it.each([
    ['soft hyphen vanishes', 'I\u00adX', 'IX'],
    ['plain stays', 'user', 'user'],
    ['case is kept', 'USER', 'USER'],
    ['compatibility forms are folded', '\u00aa', 'a'],
    ['Roman numeral nine', '\u2168', 'IX'],
    ['other blanks become the ASCII one', 'two\u00a0words\u3000here', 'two words here'],
    ['decomposed letters are composed', 'cafe\u0301', 'caf\u00e9'],
    ['emoji pass', '\u{1f511}pass', '\u{1f511}pass'],
    ['commas and equal signs are no matter', 'a,b=c', 'a,b=c'],
    ['all right to left', '\u0627\u0628', '\u0627\u0628'],
    ['variation selectors vanish', 'a\ufe0f', 'a'],
  ])('%s', (_, typed, prepared) => {
    expect(preparePassword(typed)).toBe(prepared);
  });

  it.each([
    ['a control character (RFC 4013 §3, example 6)', '\u0007'],
    ['right to left ending otherwise (example 7)', '\u06271'],
    ['right to left mixed with left to right', '\u0627a\u0628'],
    ['NUL', 'pass\u0000word'],
    ['private use', '\ue000'],
    ['a lone surrogate', 'a\ud800b'],
    ['a bidi control', 'a\u202eb'],
    ['nothing', ''],
    ['nothing once prepared', '\u00ad'],
  ])('refuses %s', (_, typed) => {
    expect(preparePassword(typed)).toBeUndefined();
  });
});
