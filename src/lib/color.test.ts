/** Colours against the vectors of XEP-0392 §13, SHA-1 against the platform's. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { consistentHue } from './color.ts';
import { sha1 } from './sha1.ts';

it.each([
  ['Romeo', 327.255249],
  ['juliet@capulet.lit', 209.4104],
  ['\u{1f63a}', 331.199341],
  ['council', 359.994507],
  ['Board', 171.430664],
])('%s has the hue %d', (text, hue) => {
  expect(consistentHue(text)).toBeCloseTo(hue, 5);
  expect(consistentHue(text)).toBe(consistentHue(text));
});

it('computes SHA-1 as the platform does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (message) => {
      const expected = new Uint8Array(await crypto.subtle.digest('SHA-1', new Uint8Array(message)));
      expect(sha1(message)).toEqual(expected);
    }),
    { numRuns: 400 },
  );
});
