/** The browser's own ways of writing numbers, dates and lists, one each per language: making one takes its time. */
import { language } from './in-use.svelte.ts';

const made = new Map<string, unknown>();

/** The format of that name in the language in use. */
export function format<T>(name: string, make: (tag: string) => T): T {
  const { tag } = language();
  const key = `${tag} ${name}`;
  if (!made.has(key)) made.set(key, make(tag));
  return made.get(key) as T;
}

export const numeral = (value: number): string =>
  format('number', (tag) => new Intl.NumberFormat(tag)).format(value);
