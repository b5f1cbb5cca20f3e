/** Words to look at screens with: English with accents, longer by two fifths and in brackets, so that one sees what is cut and what is no word of ours. */
import type { Entry, FirstWords, LanguageFile, LaterWords } from './catalogue.ts';
import { en } from './en.ts';
import { enLater } from './en-later.ts';

const plain = 'AaBCcDdEeGgHhIiJjKkLlNnOoRrSsTtUuWwYyZz';
const accented = 'ÅåƁÇçÐðÉéĜĝĤĥÎîĴĵĶķĻļÑñÖöŔŕŠšŢţÛûŴŵÝýŽž';
const filler = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen ';

const accent = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) => accented[plain.indexOf(letter)] ?? letter);

export function pseudoText(text: string): string {
  const said = text.replace(/\{\w+\}|[^{}]+/g, (piece) => (piece.startsWith('{') ? piece : accent(piece)));
  const longer = Math.ceil(text.length * 0.4);
  return `[${said} ${accent(filler.repeat(4).slice(0, longer).trim())}]`;
}

const pseudoEntry = (entry: Entry): Entry =>
  typeof entry === 'string'
    ? pseudoText(entry)
    : {
        ...Object.fromEntries(Object.entries(entry).map(([form, text]) => [form, pseudoText(text)])),
        other: pseudoText(entry.other),
      };

const pseudoWords = (words: Readonly<Record<string, Entry>>): unknown =>
  Object.fromEntries(Object.entries(words).map(([key, entry]) => [key, pseudoEntry(entry)]));

export const words = pseudoWords(en) as FirstWords;
export const later: LanguageFile['later'] = () =>
  Promise.resolve({ words: pseudoWords(enLater) as LaterWords });
