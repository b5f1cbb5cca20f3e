/** Times on the wire, also those that are none (X14). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clampToNow, formatDateTime, parseDateTime } from './time.ts';

describe('parseDateTime', () => {
  it.each([
    ['1969-07-21T02:56:15Z', Date.UTC(1969, 6, 21, 2, 56, 15)],
    ['2010-07-10T23:08:25.123Z', Date.UTC(2010, 6, 10, 23, 8, 25, 123)],
    ['2010-07-10T23:08:25.123456Z', Date.UTC(2010, 6, 10, 23, 8, 25, 123)],
    ['2010-07-10T23:08:25+02:00', Date.UTC(2010, 6, 10, 21, 8, 25)],
    ['2010-07-10T23:08:25-05:30', Date.UTC(2010, 6, 11, 4, 38, 25)],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['9999-12-31T23:59:59Z', Date.UTC(9999, 11, 31, 23, 59, 59)],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
  ])('reads %s', (text, ms) => {
    expect(parseDateTime(text)).toBe(ms);
  });

  it.each([
    '',
    'yesterday',
    '2010-07-10',
    '2010-07-10T23:08:25',
    '2010-7-1T2:3:4Z',
    '2010-13-01T00:00:00Z',
    '2010-00-01T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2010-07-10T24:00:00Z',
    '2010-07-10T23:60:00Z',
    '2010-07-10T23:08:61Z',
    '2010-07-10T23:08:25+15:00',
    '-0001-01-01T00:00:00Z',
    '99999-01-01T00:00:00Z',
    '0000-01-01T00:00:00+14:00',
    '9999-12-31T23:59:60Z',
    '20020910T23:08:25',
    ' 2010-07-10T23:08:25Z',
    '2010-07-10T23:08:25Z\n',
    '２０１０-07-10T23:08:25Z',
  ])('refuses %j', (text) => {
    expect(parseDateTime(text)).toBeUndefined();
  });

  it('reads back what formatDateTime writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }), (ms) => {
        expect(parseDateTime(formatDateTime(ms))).toBe(ms);
      }),
    );
  });

  it('writes no year that the wire cannot carry', () => {
    expect(() => formatDateTime(253_402_300_800_000)).toThrow(RangeError);
    expect(() => formatDateTime(NaN)).toThrow(RangeError);
  });
});

describe('clampToNow', () => {
  const now = Date.UTC(2026, 5, 1);
  it.each([
    [now - 1000, now - 1000],
    [now, now],
    [now + 1, now],
    [Date.UTC(9999, 0), now],
    [-1, now],
    [NaN, now],
    [Infinity, now],
    [undefined, now],
  ])('shows %s as %s', (stamp, shown) => {
    expect(clampToNow(stamp, now)).toBe(shown);
  });
});
