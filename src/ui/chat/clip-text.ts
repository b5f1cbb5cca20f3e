/** Cuts what is drawn of a very long text, so that one message never takes the screen or the processor. Pure. */

/** Characters and lines drawn before "Show more"; each tap shows ten times as much. */
const firstCharacters = 3000;
const firstLines = 40;

export interface Clip {
  readonly text: string;
  readonly clipped: boolean;
}

/** `steps` counts the taps on "Show more". */
export function clipText(text: string, steps: number): Clip {
  const factor = 10 ** steps;
  const end = Math.min(cutAtLine(text, firstLines * factor), cutAtCharacter(text, firstCharacters * factor));
  return end >= text.length ? { text, clipped: false } : { text: text.slice(0, end), clipped: true };
}

function cutAtLine(text: string, lines: number): number {
  let at = -1;
  for (let line = 0; line < lines; line++) {
    at = text.indexOf('\n', at + 1);
    if (at < 0) return text.length;
  }
  return at;
}

/** Never between the halves of a surrogate pair. */
function cutAtCharacter(text: string, characters: number): number {
  if (text.length <= characters) return text.length;
  const code = text.charCodeAt(characters - 1);
  return code >= 0xd800 && code <= 0xdbff ? characters - 1 : characters;
}
