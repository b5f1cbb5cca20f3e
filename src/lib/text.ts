/** Text that came from people: cut, cleaned and measured by what is seen, not by code units. */

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const bidiControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** Controls, line and paragraph separators, and everything invisible save the joiners and the emoji selectors. */
const invisible =
  /[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\p{Cs}\p{Cn}\u{e0000}-\u{e001f}\u{e0080}-\u{e0fff}]/gu;
const blanks = /[\s\p{Cc}\u2028\u2029]+/gu;
/** Joiners have a use inside emoji sequences and Arabic words only; elsewhere they are a way to look like someone else. */
const strayJoiner =
  /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d|\u200d(?!\p{Extended_Pictographic}|[\u2640\u2642])|(?<!\p{Script=Arabic})\u200c|\u200c(?!\p{Script=Arabic})/gu;

/** Emoji selectors without an emoji, and the tags of regional flags without the flag, are invisible as well. */
const straySelector = /(?<!\p{Emoji})[\ufe00-\ufe0f]/gu;
const flagOrTag = /\u{1f3f4}[\u{e0020}-\u{e007f}]{1,8}|[\u{e0020}-\u{e007f}]/gu;

/** Longest grapheme that is kept whole; the longest emoji sequences in use have 15 code units. */
const maxGraphemeUnits = 32;
const maxNameGraphemes = 128;

/** The user-perceived characters of a text. */
export const graphemes = (text: string): string[] =>
  Array.from(segmenter.segment(text), ({ segment }) => segment);

/** The first `count` graphemes; reads no further than it needs. */
export const truncateGraphemes = (text: string, count: number): string => {
  if (text.length <= count) return text;
  let seen = 0;
  for (const { index } of segmenter.segment(text)) if (seen++ === count) return text.slice(0, index);
  return text;
};

/** Removes the characters that reorder what stands around them. */
export const stripBidi = (text: string): string => text.replace(bidiControls, '');

/**
 * A remote name as it may be shown on one line: without bidi controls, invisible characters and line breaks, trimmed,
 * at most 128 graphemes, none of them a tower of combining marks. May be empty.
 */
export const displayName = (name: string): string => {
  const clean = stripBidi(name.slice(0, 16_384))
    .replace(invisible, '')
    .replace(flagOrTag, (found) => (found.startsWith('\u{1f3f4}') ? found : ''))
    .replace(straySelector, '')
    .replace(strayJoiner, '')
    .replace(blanks, ' ')
    .trim();
  let shown = '';
  let count = 0;
  for (const { segment } of segmenter.segment(clean)) {
    if (count++ === maxNameGraphemes) break;
    shown += segment.length <= maxGraphemeUnits ? segment : truncateUnits(segment, maxGraphemeUnits);
  }
  return shown.trimEnd();
};

const truncateUnits = (text: string, units: number): string => {
  const code = text.charCodeAt(units - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? units - 1 : units);
};

/** A stable 53-bit fingerprint (cyrb53) in base 36: tells texts apart, proves nothing. */
export const hashText = (text: string): string => {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
};

/** One or two letters for a picture that is missing: the first of the first and of the last word; never of a domain. */
export const initials = (name: string): string => {
  const shown = displayName(name);
  const at = shown.indexOf('@');
  const words = (at > 0 && !shown.includes(' ') ? shown.slice(0, at) : shown)
    .split(/[\s._\-+]+/u)
    .filter((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word));
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1);
  // Letters that would run together into a word that nobody is called.
  return picked
    .map((word) => firstGrapheme(word ?? '').toUpperCase())
    .join(/\p{sc=Arab}/u.test(shown) ? '\u200c' : '');
};

const firstGrapheme = (word: string): string => {
  for (const { segment } of segmenter.segment(word))
    if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(segment)) return segment;
  return '';
};
