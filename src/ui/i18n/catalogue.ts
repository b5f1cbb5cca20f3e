/** The shape of a language: every key holds a text, or one text per plural form; `{name}` marks a value to fill in, `{product}` the app's own name. */
import type { en } from './en.ts';
import type { enLater } from './en-later.ts';

/** The forms that a language has words for, as `Intl.PluralRules` names them. */
interface PluralForms {
  readonly en: 'one' | 'other';
  readonly de: 'one' | 'other';
  readonly ar: 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';
}
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };
export type Entry = string | Plural;

type English = typeof en & typeof enLater;
export type Key = keyof English;
type Words<K extends Key, Plurals> = { readonly [P in K]: English[P] extends string ? string : Plurals };
type FormsOf<L extends keyof PluralForms> = Readonly<Record<PluralForms[L], string>>;
/** What is there from the start; the words of screens that load when asked for come with the first of them. */
export type FirstWords = Words<keyof typeof en, Plural>;
export type LaterWords = Words<keyof typeof enLater, Plural>;
/** The same of one language, with each form that it has and no other. */
export type FirstWordsIn<L extends keyof PluralForms> = Words<keyof typeof en, FormsOf<L>>;
export type LaterWordsIn<L extends keyof PluralForms> = Words<keyof typeof enLater, FormsOf<L>>;

/** A language that is fetched: its file of first words knows where the later ones are. */
export interface LanguageFile {
  readonly words: FirstWords;
  readonly later: () => Promise<{ readonly words: LaterWords }>;
}

type Names<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Exclude<Name, 'product'> | Names<Rest>
  : never;
type Texts<K extends Key> = English[K] extends string ? English[K] : English[K][keyof English[K]];

/** The values a key asks for; `count` also picks the plural form. */
export type Values<K extends Key> = {
  readonly [N in Names<Texts<K>>]: N extends 'count' ? number : string | number;
};
export type ValuesArgument<K extends Key> = [Names<Texts<K>>] extends [never] ? [] : [values: Values<K>];
