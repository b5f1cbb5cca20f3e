/** Speaks the language that is wanted: fetches its words, and has the screen follow once they are there. */
import { sortNamesIn } from '#state/collation.svelte.ts';
import type { LanguageFile } from './catalogue.ts';
import { atHand, use } from './in-use.svelte.ts';
import { chooseLanguage } from './language.ts';

const pseudo = (): Promise<LanguageFile> => import('./pseudo.ts');
const files: Readonly<Record<string, () => Promise<LanguageFile>>> = {
  de: () => import('./de.ts'),
  ar: () => import('./ar.ts'),
  'en-XA': pseudo,
  'ar-XB': pseudo,
};

/** What was chosen last, by which the link that the visit began with is outweighed. */
let last: string | undefined;

/**
 * `chosen` is what a person set, empty for the browser's list. False when the words are out of reach: then the language
 * stays what it was, which is English at the start.
 */
export async function speak(chosen: string): Promise<boolean> {
  if (chosen === last) return true;
  const before = last;
  const forced = before === undefined ? new URLSearchParams(location.search).get('lang') : null;
  last = chosen;
  const language = chooseLanguage([forced ?? '', chosen, ...navigator.languages]);
  try {
    const file = await (files[language.base]?.() ?? atHand);
    // Meanwhile another one may have been chosen.
    if (last === chosen) {
      await use(language, file);
      sortNamesIn(language.tag);
    }
    return true;
  } catch (error) {
    // What a fetch comes to without a network.
    if (!(error instanceof TypeError)) throw error;
    if (last === chosen) last = before;
    return false;
  }
}
