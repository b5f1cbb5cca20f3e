/** The language on the screen and the words that are there of it; whatever was drawn with them is drawn anew when it changes. */
import type { FirstWords, LanguageFile, LaterWords } from './catalogue.ts';
import { en } from './en.ts';
import { english, type Language } from './language.ts';

/** What is built in. */
export const atHand: LanguageFile = {
  words: en,
  later: () => import('./en-later.ts'),
};

interface InUse {
  readonly language: Language;
  readonly words: FirstWords & Partial<LaterWords>;
}

let current: InUse = $state.raw({ language: english, words: en });
let later = atHand.later;
let loaded: Promise<void> | undefined;

export const inUse = (): InUse => current;
export const language = (): Language => current.language;

/** Brings the words of the screens that load when asked for. Rejects when they cannot be fetched; then it may be tried again. */
export function loadLaterWords(): Promise<void> {
  const asked = later;
  loaded ??= asked().then(
    ({ words }) => {
      if (later === asked) current = { ...current, words: { ...current.words, ...words } };
    },
    (error: unknown) => {
      loaded = undefined;
      throw error;
    },
  );
  return loaded;
}

/** Takes another language, with its later words where those are on the screen by now. */
export async function use(language: Language, file: LanguageFile): Promise<void> {
  const words = loaded === undefined ? file.words : { ...file.words, ...(await file.later()).words };
  later = file.later;
  current = { language, words };
}
