/** Text from people: names that try to look like someone else, towers of marks, cutting. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayName, graphemes, hashText, initials, stripBidi, truncateGraphemes } from './text.ts';

const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}';
const healthWorker = '\u{1f469}\u{1f3fd}\u200d\u2695\ufe0f';

describe('graphemes', () => {
  it('counts what is seen', () => {
    expect(graphemes(`a${family}e\u0301`)).toEqual(['a', family, 'e\u0301']);
    expect(truncateGraphemes(`${family}${family}ab`, 2)).toBe(`${family}${family}`);
    expect(truncateGraphemes('ab', 5)).toBe('ab');
    expect(truncateGraphemes('ab', 0)).toBe('');
  });
});

describe('displayName', () => {
  it.each([
    ['Alice', 'Alice'],
    ['  Alice \t Doe ', 'Alice Doe'],
    ['Alice\nAdmin', 'Alice Admin'],
    ['Alice\u2028Admin', 'Alice Admin'],
    ['Ali\u202ece', 'Alice'],
    ['\u2066Alice\u2069', 'Alice'],
    ['Ali\u200bce', 'Alice'],
    ['Ali\u200dce', 'Alice'],
    ['Ali\u200cce', 'Alice'],
    ['Ali\u00adce\ufeff', 'Alice'],
    ['Ali\u{e0041}\ufe0fce', 'Alice'],
    [
      '\u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}',
      '\u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}',
    ],
    ['Ali\u3164ce', 'Alice'],
    ['Ali\u0000\u0007ce', 'Ali ce'],
    ['\ud800Alice', 'Alice'],
    ['\u200b\u200b', ''],
    [family, family],
    [healthWorker, healthWorker],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['שלום', 'שלום'],
  ])('shows %j as %j', (name, shown) => {
    expect(displayName(name)).toBe(shown);
  });

  it('is at most 128 graphemes', () => {
    expect(graphemes(displayName('é'.normalize('NFD').repeat(10_000)))).toHaveLength(128);
  });

  it('cuts towers of combining marks', () => {
    expect(displayName(`Z${'\u0300'.repeat(5000)}algo`)).toHaveLength(32 + 4);
  });

  it('is stable and bounded, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const shown = displayName(name);
        expect(shown.length).toBeLessThanOrEqual(128 * 32);
        expect(shown).not.toMatch(/[\n\r\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b]/u);
        expect(shown).toBe(shown.trim());
      }),
      { numRuns: 2000 },
    );
  });
});

describe('stripBidi', () => {
  it('removes the controls and nothing else', () => {
    expect(stripBidi('a\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069b שלום')).toBe(
      'ab שלום',
    );
  });
});

describe('hashText', () => {
  it('is stable and tells near texts apart', () => {
    expect(hashText('')).toBe(hashText(''));
    expect(hashText('hello')).toBe(hashText('hello'));
    const hashes = new Set(Array.from({ length: 20_000 }, (_, i) => hashText(`message ${i}`)));
    expect(hashes.size).toBe(20_000);
  });
});

describe('initials', () => {
  it.each([
    ['Alice', 'A'],
    ['Alice Doe', 'AD'],
    ['alice von der doe', 'AD'],
    ['alice@example.org', 'A'],
    ['alice.doe@example.org', 'AD'],
    ['example.org', 'EO'],
    ['', ''],
    ['  \u202e ', ''],
    ['(Bob)', 'B'],
    [`${family} Smith`, `${family}S`],
    ['élodie', 'É'],
    ['李小龙', '李'],
    ['علي حسن', 'ع\u200cح'],
    ['علي', 'ع'],
  ])('%j gives %j', (name, letters) => {
    expect(initials(name)).toBe(letters);
  });
});
