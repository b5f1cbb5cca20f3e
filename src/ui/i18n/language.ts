/** Which language and which region's dates: `?lang=` first, then the browser's list, then English. */

export interface Language {
  /** BCP 47 tag for `Intl`. */
  readonly tag: string;
  /** Key of the catalogue. */
  readonly base: string;
  readonly direction: 'ltr' | 'rtl';
}

const known = ['en'];
const rightToLeft = ['ar', 'fa', 'he', 'ur', 'ps', 'sd', 'ug', 'yi', 'dv'];

/**
 * The first wanted tag that has a catalogue; a wrong tag is passed over. A tag without a region takes that of a later one of
 * its language: who asks for English in a British browser reads British dates.
 */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = baseOf(tag);
    if (base === undefined || !known.includes(base)) continue;
    const fuller =
      tag === base ? wanted.find((other) => baseOf(other) === base && other !== base) : undefined;
    return languageOf(fuller ?? tag, base);
  }
  return languageOf('en', 'en');
}

let current: Language | undefined;

export function language(): Language {
  current ??= chooseLanguage(wantedTags());
  return current;
}

function wantedTags(): readonly string[] {
  const forced = typeof location === 'undefined' ? null : new URLSearchParams(location.search).get('lang');
  const listed = typeof navigator === 'undefined' ? [] : navigator.languages;
  return forced === null ? listed : [forced, ...listed];
}

function languageOf(tag: string, base: string): Language {
  return { tag, base, direction: rightToLeft.includes(base) ? 'rtl' : 'ltr' };
}

function baseOf(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).language;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
