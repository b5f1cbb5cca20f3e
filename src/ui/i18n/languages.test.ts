/** Each language says all that English says, in its own forms, with the same values in it; the pseudo-languages too. */
import { describe, expect, test } from 'vitest';
import * as arabic from './ar.ts';
import * as arabicLater from './ar-later.ts';
import type { Entry } from './catalogue.ts';
import * as german from './de.ts';
import * as germanLater from './de-later.ts';
import { en } from './en.ts';
import { enLater } from './en-later.ts';
import { chooseLanguage } from './language.ts';
import * as pseudo from './pseudo.ts';

type AllWords = Readonly<Record<string, Entry>>;

const english: AllWords = { ...en, ...enLater };
const languages: readonly (readonly [tag: string, words: AllWords])[] = [
  ['de', { ...german.words, ...germanLater.words }],
  ['ar', { ...arabic.words, ...arabicLater.words }],
];

const formsOf = (entry: Entry): readonly (readonly [form: string, text: string])[] =>
  typeof entry === 'string' ? [['other', entry]] : Object.entries(entry);
const valuesIn = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\w+\}/g)].map(([name]) => name))].sort();
/** What the forms of English name between them. */
const valuesOf = (key: string): string[] =>
  [...new Set(formsOf(english[key] ?? '').flatMap(([, text]) => valuesIn(text)))].sort();
/** Arabic has words of their own for none, one and two of a thing. */
const saysItsNumber = new Set(['ar zero', 'ar one', 'ar two']);

/** Not to be told from English: names, examples, signs, and words that are the same. */
const shared =
  /^(?:app\.comma|app\.title-count|presence\.(?:with-status|offline)|sign-in\.address-example|connection\.(?:online|offline-stopped)|nav\.chats|chats\.(?:title|list|details)|chat\.(?:message-name|said|details)|contact\.(?:title|rename-name)|message\.details|settings\.theme-system|keys\.key-.*)$/;

describe.each(languages)('%s', (tag, words) => {
  const pieces = Object.entries(words).flatMap(([key, entry]) =>
    formsOf(entry).map(([form, text]) => ({ key, form, text })),
  );

  test('has every key and no other', () => {
    expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
  });

  test('has the forms that its numbers ask for', () => {
    const forms = [...new Intl.PluralRules(tag).resolvedOptions().pluralCategories].sort();
    const wrong = Object.entries(words).filter(([key, entry]) =>
      typeof english[key] === 'string'
        ? typeof entry !== 'string'
        : Object.keys(entry).sort().join() !== forms.join(),
    );
    expect(wrong.map(([key]) => key)).toEqual([]);
  });

  test('names the values that English names', () => {
    const wrong = pieces.filter(({ key, form, text }) => {
      const wanted = valuesOf(key);
      const bare = wanted.filter((name) => name !== '{count}');
      const found = valuesIn(text).join();
      return found !== wanted.join() && !(saysItsNumber.has(`${tag} ${form}`) && found === bare.join());
    });
    expect(wrong).toEqual([]);
  });

  test('is translated, and set with care', () => {
    const left = Object.keys(words).filter(
      (key) => JSON.stringify(words[key]) === JSON.stringify(english[key]) && !shared.test(key),
    );
    expect(left).toEqual([]);
    // In German a space stands before the dots of what goes on.
    const careless = tag === 'de' ? /["']|\.\.\.| {2}|\p{L}…/u : /["',;]|\.\.\.| {2}|[\u0600-\u06ff]\?/u;
    expect(pieces.filter(({ text }) => text !== ', ' && careless.test(text))).toEqual([]);
    expect(pieces.filter(({ key, text }) => text !== text.trim() && key !== 'app.comma')).toEqual([]);
    const ending = (text: string): string => /[.…]$/.exec(text)?.[0] ?? '';
    const other = pieces.filter(({ key, form, text }) => {
      const [first = ['', '']] = formsOf(english[key] ?? '');
      return form !== 'zero' && ending(text) !== ending(first[1]);
    });
    expect(other).toEqual([]);
  });
});

describe('the pseudo-languages', () => {
  test('say everything in brackets, longer, with the same values', async () => {
    const later = await pseudo.later();
    const words: AllWords = { ...pseudo.words, ...later.words };
    expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
    for (const [key, entry] of Object.entries(english)) {
      const forms = formsOf(entry);
      const made = formsOf(words[key] ?? '');
      expect(made.map(([form]) => form)).toEqual(forms.map(([form]) => form));
      for (const [index, [, text]] of forms.entries()) {
        const said = made[index]?.[1] ?? '';
        expect(valuesIn(said)).toEqual(valuesIn(text));
        expect(said).toMatch(/^\[.*\]$/u);
        expect(said.length).toBeGreaterThanOrEqual(text.length * 1.35);
      }
    }
  });

  test('keep letters apart from names', () => {
    expect(pseudo.pseudoText('Say hello to {name}.')).toBe('[Šåý ĥéļļö ţö {name}. öñé ţŵö]');
  });
});

test('German says du', () => {
  const formal = /(?<!^|[.!?:] )\b(?:Sie|Ihr(?:e[mnrs]?)?)\b|\bIhnen\b/u;
  const texts = Object.values(german.words).concat(Object.values(germanLater.words)).flatMap(formsOf);
  expect(texts.filter(([, text]) => formal.test(text))).toEqual([]);
});

describe('chooseLanguage', () => {
  test('takes the first tag that has words, with its region', () => {
    expect(chooseLanguage(['xx', 'en-GB', 'en']).tag).toBe('en-GB');
    expect(chooseLanguage(['en', 'de', 'en-GB']).tag).toBe('en-GB');
    expect(chooseLanguage(['en-US', 'en-GB']).tag).toBe('en-US');
    expect(chooseLanguage(['fr-FR', 'de-AT', 'en'])).toEqual({ tag: 'de-AT', base: 'de', direction: 'ltr' });
    expect(chooseLanguage(['ar', 'en', 'ar-EG'])).toEqual({ tag: 'ar-EG', base: 'ar', direction: 'rtl' });
  });

  test('tells the pseudo-languages from what they are made of', () => {
    expect(chooseLanguage(['en-XA', 'de'])).toEqual({ tag: 'en-XA', base: 'en-XA', direction: 'ltr' });
    expect(chooseLanguage(['ar-XB', 'ar-EG'])).toEqual({ tag: 'ar-XB', base: 'ar-XB', direction: 'rtl' });
  });

  test('passes over nonsense and ends at English', () => {
    expect(chooseLanguage(['not a tag!', '', 'tlh'])).toEqual({ tag: 'en', base: 'en', direction: 'ltr' });
  });
});
