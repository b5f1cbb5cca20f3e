/** SASLprep of passwords (RFC 4013), which is what servers hash for SCRAM (RFC 5802 §2.2) and compare for PLAIN. */

/** RFC 3454 B.1: characters that are mapped to nothing. */
const vanishing = /[\u00ad\u034f\u1806\u180b-\u180d\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]/gu;
/** RFC 3454 C.1.2: blanks other than the ASCII one. */
const blanks = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/gu;
/** RFC 3454 C.2 to C.9: controls, private use, non-characters, surrogates, what is unfit for plain text, tags. */
const prohibited =
  /[\p{Cc}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}\u0340\u0341\u06dd\u070f\u180e\u200e\u200f\u2028-\u202e\u2061-\u2063\u206a-\u206f\u2ff0-\u2ffb\ufff9-\ufffd\u{1d173}-\u{1d17a}\u{e0001}\u{e0020}-\u{e007f}]/u;
/** RFC 3454 D.1, by script: letters written from right to left in Unicode 3.2. */
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;
const isRightToLeft = (char: string): boolean => rightToLeft.test(char) && /\p{L}/u.test(char);

/** RFC 3454 §6: a text with right-to-left letters has no others, and begins and ends with one. */
const isBidiSound = (text: string): boolean => {
  const chars = Array.from(text);
  if (!chars.some(isRightToLeft)) return true;
  const ends = [chars[0] ?? '', chars.at(-1) ?? ''];
  return ends.every(isRightToLeft) && chars.every((char) => isRightToLeft(char) || !/\p{L}/u.test(char));
};

/**
 * The password as the server knows it, or undefined if no server can have accepted it (NUL and other controls, lone
 * surrogates, broken bidirectional text). Unassigned code points pass, as in queries (RFC 3454 §7): emoji are among them.
 */
export const preparePassword = (password: string): string | undefined => {
  const prepared = password.replace(blanks, ' ').replace(vanishing, '').normalize('NFKC');
  if (prepared === '' || prohibited.test(prepared) || !isBidiSound(prepared)) return undefined;
  return prepared;
};
