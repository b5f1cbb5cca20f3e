/** Words for the screen: looks a key up in the language in use, picks the plural form, fills the values in. */
import { defaultConfig } from '#state/config.ts';
import type { Entry, Key, ValuesArgument } from './catalogue.ts';
import { format, numeral } from './formats.ts';
import { inUse } from './in-use.svelte.ts';

/** A piece of a sentence: the catalogue's own words and numbers, or a value that must not run into them (drawn in `<bdi>`). */
export interface Part {
  readonly text: string;
  readonly value: boolean;
}

type GivenValues = Readonly<Record<string, string | number>>;

let product = (): string => defaultConfig.name;

/** What `{product}` reads: the name the operator gives the app, which may come while the screen is shown. */
export function showProductAs(read: () => string): void {
  product = read;
}

/** Where no element keeps a value apart from the words around it, signs do, among words that run the other way than most names. */
export function t<K extends Key>(key: K, ...[values]: ValuesArgument<K>): string {
  const isolate = inUse().language.direction === 'rtl';
  return tParts(key, values)
    .map(({ text, value }) => (value && isolate ? `\u2068${text}\u2069` : text))
    .join('');
}

/** The same sentence in pieces, for values that come from other people. */
export function tParts(key: Key, values: GivenValues = {}): Part[] {
  const entry = inUse().words[key];
  if (entry === undefined) throw new Error(`the words of ${key} are not loaded`);
  return pick(entry, values)
    .split(/(\{\w+\})/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1];
      return name === undefined
        ? { text: piece, value: false }
        : { text: valueOf(name, values), value: typeof values[name] !== 'number' };
    });
}

function pick(entry: Entry, values: GivenValues): string {
  if (typeof entry === 'string') return entry;
  const rules = format('plural', (tag) => new Intl.PluralRules(tag));
  return entry[rules.select(Number(values['count']))] ?? entry.other;
}

function valueOf(name: string, values: GivenValues): string {
  if (name === 'product') return product();
  const value = values[name] ?? '';
  return typeof value === 'number' ? numeral(value) : value;
}
