/** The shape of a language: every key holds a text, or one text per plural form; `{name}` marks a value to fill in, `{product}` the app's own name. */
import type { en } from './en.ts';
import type { enLater } from './en-later.ts';

export interface Plural {
  readonly one?: string;
  readonly two?: string;
  readonly few?: string;
  readonly many?: string;
  readonly zero?: string;
  readonly other: string;
}
export type Entry = string | Plural;

type English = typeof en & typeof enLater;
export type Key = keyof English;
export type Catalogue = { readonly [K in Key]: English[K] extends string ? string : Plural };
/** What is there from the start; the words of screens that load when asked for come with the first of them. */
export type FirstWords = Pick<Catalogue, keyof typeof en>;

type Names<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Exclude<Name, 'product'> | Names<Rest>
  : never;
type Texts<K extends Key> = English[K] extends string ? English[K] : English[K][keyof English[K]];

/** The values a key asks for; `count` also picks the plural form. */
export type Values<K extends Key> = {
  readonly [N in Names<Texts<K>>]: N extends 'count' ? number : string | number;
};
export type ValuesArgument<K extends Key> = [Names<Texts<K>>] extends [never] ? [] : [values: Values<K>];
