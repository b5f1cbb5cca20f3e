/** Search among names and addresses: letters count, not their case or accents. */

const marks = /\p{M}+/gu;
const notAscii = /[^ -~]/;

/** The text as it is compared: without accents, in one case, compatibility forms made plain. */
export const foldText = (text: string): string =>
  // Most names and nearly all addresses: a search goes through thousands of them for each letter typed.
  notAscii.test(text)
    ? text
        .normalize('NFKD')
        .replace(marks, '')
        .toLowerCase()
        .replaceAll('ß', 'ss')
        .replaceAll('ø', 'o')
        .replaceAll('ł', 'l')
        .replaceAll('ς', 'σ')
        // Arabic: two endings that are written either way, and the stroke that only stretches a word.
        .replaceAll('ى', 'ي')
        .replaceAll('ة', 'ه')
        .replaceAll('ـ', '')
    : text.toLowerCase();

/** Whether one who goes by these texts is meant. */
export type Matches = (texts: readonly string[]) => boolean;

/** A check for all words of `query`; `undefined` when it has none. */
export const matcher = (query: string): Matches | undefined => {
  const words = foldText(query.slice(0, 256))
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return undefined;
  return (texts) => {
    const folded = texts.map(foldText);
    return words.every((word) => folded.some((text) => text.includes(word)));
  };
};
