/** Value types: how the text of an attribute or element becomes a checked value, and back. */
import { isFull, parseBareJid, parseJid, type BareJid, type FullJid, type Jid } from '#lib/jid.ts';
import { formatDateTime, parseDateTime } from '#lib/time.ts';

export interface ValueType<T> {
  /** Undefined when the text is not such a value. */
  parse(text: string): T | undefined;
  format(value: T): string;
}

/** Any text, as it is. */
export const string: ValueType<string> = { parse: (text) => text, format: (value) => value };

/** Any text but the empty one. */
export const nonEmpty: ValueType<string> = {
  parse: (text) => (text === '' ? undefined : text),
  format: (value) => value,
};

/** Text without the white space around it, as base64 data and JIDs in elements may have. */
export const trimmed: ValueType<string> = { parse: (text) => text.trim(), format: (value) => value };

export const jid: ValueType<Jid> = {
  parse: (text) => {
    const parsed = parseJid(text.trim());
    return parsed.ok ? parsed.value : undefined;
  },
  format: (value) => value,
};

export const bareJid: ValueType<BareJid> = {
  parse: (text) => {
    const parsed = parseBareJid(text.trim());
    return parsed.ok ? parsed.value : undefined;
  },
  format: (value) => value,
};

export const fullJid: ValueType<FullJid> = {
  parse: (text) => {
    const parsed = parseJid(text.trim());
    return parsed.ok && isFull(parsed.value) ? parsed.value : undefined;
  },
  format: (value) => value,
};

/** XEP-0082 DateTime; milliseconds since the epoch. */
export const dateTime: ValueType<number> = {
  parse: (text) => parseDateTime(text.trim()),
  format: formatDateTime,
};

/** A decimal integer within bounds, both included. */
export const int = (min: number, max: number): ValueType<number> => ({
  parse: (text) => {
    const match = /^[ \t\r\n]*([+-]?\d{1,16})[ \t\r\n]*$/.exec(text);
    const value = Number(match?.[1] ?? NaN);
    return value >= min && value <= max ? value + 0 : undefined;
  },
  format: String,
});

/** `xs:unsignedInt`: counters of stream management and result sets. */
export const unsignedInt = int(0, 4_294_967_295);

/** `xs:boolean`. */
export const bool: ValueType<boolean> = {
  parse: (text) =>
    text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : undefined,
  format: String,
};

/** One of a few words. */
export const oneOfWords = <const Word extends string>(...words: readonly Word[]): ValueType<Word> => ({
  parse: (text) => words.find((word) => word === text),
  format: (value) => value,
});
