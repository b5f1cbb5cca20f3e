/** Words with their values: plurals, isolation, and what Intl writes, in each language. */
import { afterEach, describe, expect, test } from 'vitest';
import '../testing/all-words.ts';
import * as arabic from './ar.ts';
import { daysBetween, listStamp } from './dates.ts';
import * as german from './de.ts';
import { numeral } from './formats.ts';
import { atHand, use } from './in-use.svelte.ts';
import { chooseLanguage, english } from './language.ts';
import { ago, byteSize, dayLabel, listOf, percent } from './measures.ts';
import { showProductAs, t, tParts } from './translate.ts';

const inGerman = (): Promise<void> => use(chooseLanguage(['de-DE']), german);
const inArabic = (tag = 'ar-AE'): Promise<void> => use(chooseLanguage([tag]), arabic);

afterEach(() => use(english, atHand));

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

describe('in another language', () => {
  test('words that were loaded by then change at once, the later ones too', async () => {
    await inGerman();
    expect(t('nav.settings')).toBe('Einstellungen');
    expect(t('contact.block', { name: 'Bob' })).toBe('Bob blockieren');
    await inArabic();
    expect(t('nav.settings')).toBe('الإعدادات');
  });

  test('each number has the plural of the language', async () => {
    await inArabic();
    expect([0, 1, 2, 3, 10, 11, 100, 101, 102].map((count) => t('nav.requests', { count }))).toEqual([
      ...['لا طلبات', 'طلب واحد', 'طلبان'],
      ...['3 طلبات', '10 طلبات', '11 طلبًا'],
      ...['100 طلب', '101 طلب', '102 طلب'],
    ]);
  });

  test('a name cannot rearrange Arabic words around it', async () => {
    await inArabic();
    expect(t('contact.block', { name: 'Bob (x)' })).toBe('حظر \u2068Bob (x)\u2069');
    expect(tParts('contact.block', { name: 'Bob' })).toEqual([
      { text: 'حظر ', value: false },
      { text: 'Bob', value: true },
    ]);
  });
});

/** Spaces that Intl chooses to be narrow or unbreakable read as spaces here. */
const spaced = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('what Intl writes', () => {
  const now = new Date(2026, 4, 8, 12).getTime();
  const minute = 60_000;
  const day = 1440 * minute;

  test('numbers, parts and sizes', async () => {
    expect([numeral(1234), percent(112), byteSize(0)]).toEqual(['1,234', '112%', '0 byte']);
    expect(byteSize(3_240_000)).toBe('3.2 MB');
    await inGerman();
    expect([numeral(1234), percent(112), byteSize(3_240_000)].map(spaced)).toEqual([
      '1.234',
      '112 %',
      '3,2 MB',
    ]);
    await inArabic('ar-EG');
    expect(numeral(1234)).toBe('١٬٢٣٤');
    await inArabic('ar-AE');
    expect(numeral(1234)).toBe('1,234');
  });

  test('lists', async () => {
    const names = ['Anna', 'Ben', 'Cem'];
    expect(listOf(names)).toBe('Anna, Ben, and Cem');
    await inGerman();
    expect(listOf(names)).toBe('Anna, Ben und Cem');
    await inArabic();
    expect(listOf(names)).toBe('Anna وBen وCem');
  });

  test('days', async () => {
    const said = (): string[] => [0, 1, 3, 40].map((days) => dayLabel(now - days * day, now));
    expect(said()).toEqual(['Today', 'Yesterday', 'Tuesday', 'Sunday, March 29']);
    expect(listStamp(now - day, now)).toBe('Yesterday');
    await inGerman();
    expect(said()).toEqual(['Heute', 'Gestern', 'Dienstag', 'Sonntag, 29. März']);
    expect(listStamp(now - 400 * day, now)).toBe('3.4.25');
    await inArabic();
    expect(said().slice(0, 3)).toEqual(['اليوم', 'أمس', 'الثلاثاء']);
  });

  test('how long ago', async () => {
    const said = (): string[] =>
      [0, 40, 180, 4 * 1440].map((minutes) => spaced(ago(now - minutes * minute, now)));
    expect(said()).toEqual(['now', '40 min. ago', '3 hr. ago', '4 days ago']);
    await inGerman();
    expect(said()).toEqual(['jetzt', 'vor 40 Min.', 'vor 3 Std.', 'vor 4 Tagen']);
    await inArabic();
    expect(said()).toEqual(['الآن', 'قبل 40 دقيقة', 'قبل 3 ساعات', 'قبل 4 أيام']);
  });
});

test('days are calendar days, not spans of 24 hours', () => {
  const late = new Date(2026, 4, 3, 23, 59).getTime();
  const early = new Date(2026, 4, 4, 0, 1).getTime();
  expect(daysBetween(late, early)).toBe(1);
  expect(daysBetween(early, early + 60_000)).toBe(0);
});
