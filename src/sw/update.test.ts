/** Only a page of our own may let a waiting worker take over. */
import { expect, test } from 'vitest';
import { isSkipWaiting } from './update.ts';

const origin = 'https://example.org';

test('obeys a page of its own origin', () => {
  expect(isSkipWaiting({ origin, data: { type: 'SKIP_WAITING' } }, origin)).toBe(true);
});

test.each([
  { origin: 'https://evil.example', data: { type: 'SKIP_WAITING' } },
  { origin, data: { type: 'skip' } },
  { origin, data: 'SKIP_WAITING' },
  { origin, data: null },
  { origin, data: undefined },
])('ignores %j', (event) => {
  expect(isSkipWaiting(event, origin)).toBe(false);
});
