/** What a search finds. */
import { describe, expect, it } from 'vitest';
import { matcher } from './match.ts';

describe('matcher', () => {
  it.each([
    ['bob', 'Bob'],
    ['BOB', 'bob@example.org'],
    ['jose', 'José'],
    ['JOSÉ', 'jose'],
    ['strasse', 'Straße'],
    ['soren', 'Søren'],
    ['и', 'Й'],
    ['ΣΟΦΙΑ', 'Σοφία'],
    ['أحمد', 'احمـد'],
    ['فاطمه مصطفي', 'فَاطِمَة مصطفى'],
    ['smith ann', 'Ann Smith'],
    ['ﬁ', 'fi'],
  ])('finds %j in %j', (query, text) => {
    expect(matcher(query)?.([text])).toBe(true);
  });
  it('wants all words, each in any of the texts', () => {
    expect(matcher('bob example')?.(['Bob', 'b@example.org'])).toBe(true);
    expect(matcher('bob nowhere')?.(['Bob', 'b@example.org'])).toBe(false);
  });
  it('asks nothing of a blank query', () => {
    expect(matcher(' \t\n')).toBeUndefined();
    expect(matcher('\u0301')).toBeUndefined();
  });
});
