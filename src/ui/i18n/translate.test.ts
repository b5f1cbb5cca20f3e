/** Plurals, values, isolation parts, and the choice of the language. */
import { describe, expect, test } from 'vitest';
import '../testing/all-words.ts';
import { byteSize, daysBetween } from './dates.ts';
import { chooseLanguage } from './language.ts';
import { showProductAs, t, tParts } from './translate.ts';

describe('t', () => {
  test('fills values and picks the plural form', () => {
    expect(t('nav.requests', { count: 1 })).toBe('1 request');
    expect(t('nav.requests', { count: 2 })).toBe('2 requests');
    expect(t('message.failed-other', { condition: 'gone' })).toBe('Not delivered: gone.');
  });

  test('calls the app what the operator calls it', () => {
    expect(t('sign-in.title')).toBe('Welcome to Kith');
    showProductAs(() => 'Parley');
    expect(t('memory.refused')).toContain('gives Parley no storage');
    expect(tParts('app.title-count', { count: 2 }).at(-1)).toEqual({ text: 'Parley', value: true });
    showProductAs(() => 'Kith');
  });

  test('does not read braces inside a value as another value', () => {
    expect(t('chat.said', { sender: '{text}', text: 'x' })).toBe('{text}: x');
  });

  test('keeps values apart from the words around them', () => {
    expect(tParts('chat.said', { sender: 'Bob', text: 'hi' })).toEqual([
      { text: 'Bob', value: true },
      { text: ': ', value: false },
      { text: 'hi', value: true },
    ]);
  });
});

describe('chooseLanguage', () => {
  test('takes the first tag that has a catalogue, with its region', () => {
    expect(chooseLanguage(['xx', 'en-GB', 'en']).tag).toBe('en-GB');
    expect(chooseLanguage(['en', 'de', 'en-GB']).tag).toBe('en-GB');
    expect(chooseLanguage(['en-US', 'en-GB']).tag).toBe('en-US');
  });

  test('passes over nonsense and ends at English', () => {
    expect(chooseLanguage(['not a tag!', ''])).toEqual({ tag: 'en', base: 'en', direction: 'ltr' });
  });
});

test('days are calendar days, not spans of 24 hours', () => {
  const late = new Date(2026, 4, 3, 23, 59).getTime();
  const early = new Date(2026, 4, 4, 0, 1).getTime();
  expect(daysBetween(late, early)).toBe(1);
  expect(daysBetween(early, early + 60_000)).toBe(0);
});

test('sizes are told in a unit that fits', () => {
  expect(byteSize(0)).toBe('0 byte');
  expect(byteSize(3_240_000)).toBe('3.2 MB');
});
