/** Words for the screen: looks a key up in the language in use, picks the plural form, fills the values in. */
import { defaultConfig } from '#state/config.ts';
import type { Catalogue, Entry, FirstWords, Key, ValuesArgument } from './catalogue.ts';
import { en } from './en.ts';
import { language } from './language.ts';

/** A piece of a sentence: the catalogue's own words, or a value that must not run into them (drawn in `<bdi>`). */
export interface Part {
  readonly text: string;
  readonly value: boolean;
}

let words: FirstWords & Partial<Catalogue> = en;
let later: Promise<void> | undefined;
let plural: Intl.PluralRules | undefined;
let numbers: Intl.NumberFormat | undefined;
let product = (): string => defaultConfig.name;

/** Brings the words of the screens that load when asked for. Rejects when they cannot be fetched; then it may be tried again. */
export function loadLaterWords(): Promise<void> {
  later ??= import('./en-later.ts').then(
    ({ enLater }) => {
      words = { ...words, ...enLater };
    },
    (error: unknown) => {
      later = undefined;
      throw error;
    },
  );
  return later;
}

/** What `{product}` reads: the name the operator gives the app, which may come while the screen is shown. */
export function showProductAs(read: () => string): void {
  product = read;
}

export function t<K extends Key>(key: K, ...[values]: ValuesArgument<K>): string {
  return tParts(key, values)
    .map((part) => part.text)
    .join('');
}

/** The same sentence in pieces, for values that come from other people. */
export function tParts(key: Key, values: Readonly<Record<string, string | number>> = {}): Part[] {
  const entry = words[key];
  if (entry === undefined) throw new Error(`the words of ${key} are not loaded`);
  const text = pick(entry, values);
  return text
    .split(/(\{\w+\})/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1];
      return name === undefined
        ? { text: piece, value: false }
        : { text: valueOf(name, values), value: true };
    });
}

function pick(entry: Entry, values: Readonly<Record<string, string | number>>): string {
  if (typeof entry === 'string') return entry;
  plural ??= new Intl.PluralRules(language().tag);
  return entry[plural.select(Number(values['count']))] ?? entry.other;
}

const valueOf = (name: string, values: Readonly<Record<string, string | number>>): string =>
  name === 'product' ? product() : format(values[name]);

function format(value: string | number | undefined): string {
  if (typeof value !== 'number') return value ?? '';
  numbers ??= new Intl.NumberFormat(language().tag);
  return numbers.format(value);
}
