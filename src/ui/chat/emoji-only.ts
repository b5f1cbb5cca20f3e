/** Whether a text is up to three emoji and nothing else, which is drawn larger. Pure. */
import { graphemes } from '#lib/text.ts';

const emoji =
  /^(?:\p{Regional_Indicator}{2}|\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|[0-9#*]\ufe0f\u20e3)/u;
/** Longest emoji sequences in use have 15 code units. */
const maxUnits = 3 * 15;

export function isEmojiOnly(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > maxUnits) return false;
  const seen = graphemes(trimmed).filter((grapheme) => grapheme !== ' ');
  return seen.length <= 3 && seen.every((grapheme) => emoji.test(grapheme));
}
