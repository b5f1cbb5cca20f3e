/** Which language and which region's dates: `?lang=` first, then what a person chose, then the browser's list, then English. */

export interface Language {
  /** BCP 47 tag for `Intl`. */
  readonly tag: string;
  /** Key of its words. */
  readonly base: string;
  readonly direction: 'ltr' | 'rtl';
}

/** Those with words; the last two are for looking at screens: long words in brackets, and the same from right to left. */
const known = ['en', 'de', 'ar', 'en-XA', 'ar-XB'];

const languageOf = (tag: string, base: string): Language => ({
  ...{ tag, base },
  direction: base.startsWith('ar') ? 'rtl' : 'ltr',
});

export const english = languageOf('en', 'en');

/**
 * The first wanted tag that has words; a wrong tag is passed over. A tag without a region takes that of a later one of its
 * language: who asks for English in a British browser reads British dates.
 */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = baseOf(tag);
    if (base === undefined || !known.includes(base)) continue;
    const fuller =
      tag === base ? wanted.find((other) => other !== base && baseOf(other) === base) : undefined;
    return languageOf(fuller ?? tag, base);
  }
  return english;
}

function baseOf(tag: string): string | undefined {
  if (known.includes(tag)) return tag;
  try {
    return new Intl.Locale(tag).language;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
