/** Spans of one line of styled text (XEP-0393 §5.2): lazily matched from left to right, in linear time. */

export type StyledSpan =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly mark: '`'; readonly text: string }
  | { readonly kind: 'strong'; readonly mark: '*'; readonly spans: readonly StyledSpan[] }
  | { readonly kind: 'emphasis'; readonly mark: '_'; readonly spans: readonly StyledSpan[] }
  | { readonly kind: 'strike'; readonly mark: '~'; readonly spans: readonly StyledSpan[] };

type Mark = '*' | '_' | '~' | '`';

const anyMark = /[*_~`]/;
const blank = /[\p{White_Space}\p{Z}]/u;
/** White space as §3 defines it; the ends of a line count as such. */
export const isBlank = (character: string | undefined): boolean =>
  character === undefined || character === ' ' || (!/[!-~]/.test(character) && blank.test(character));
const isMark = (character: string | undefined): character is Mark =>
  character === '*' || character === '_' || character === '~' || character === '`';

/** For each mark, where it may close a span: anywhere but after white space; ascending. */
type Closings = ReadonlyMap<Mark, readonly number[]>;

const findClosings = (line: string): Closings => {
  const closings = new Map<Mark, number[]>();
  for (let at = 1; at < line.length; at++) {
    const mark = line[at];
    if (!isMark(mark) || isBlank(line[at - 1])) continue;
    const found = closings.get(mark) ?? [];
    found.push(at);
    closings.set(mark, found);
  }
  return closings;
};

/** The first of ascending numbers that is greater than `after`. */
const firstAfter = (ascending: readonly number[], after: number): number | undefined => {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? Infinity) > after) high = middle;
    else low = middle + 1;
  }
  return ascending[low];
};

const styled = (mark: Mark, line: string, start: number, end: number, closings: Closings): StyledSpan => {
  if (mark === '`') return { kind: 'code', mark, text: line.slice(start, end) };
  const spans = spansBetween(line, start, end, closings);
  if (mark === '*') return { kind: 'strong', mark, spans };
  return mark === '_' ? { kind: 'emphasis', mark, spans } : { kind: 'strike', mark, spans };
};

/**
 * The spans from `start` to before `end`. Recursion goes as deep as there are kinds of marks: the first closing mark
 * ends a span, so none of its own kind can close within it.
 */
const spansBetween = (
  line: string,
  start: number,
  end: number,
  closings: Closings,
): readonly StyledSpan[] => {
  const spans: StyledSpan[] = [];
  let textFrom = start;
  for (let at = start; at < end; at++) {
    const mark = line[at];
    if (!isMark(mark) || (at > start && !isBlank(line[at - 1])) || isBlank(line[at + 1])) continue;
    const close = firstAfter(closings.get(mark) ?? [], at);
    if (close === undefined || close >= end) continue;
    if (close > at + 1) {
      if (at > textFrom) spans.push({ kind: 'text', text: line.slice(textFrom, at) });
      spans.push(styled(mark, line, at + 1, close, closings));
      textFrom = close + 1;
    }
    // With nothing between two marks neither of them counts (§5.2).
    at = close;
  }
  if (end > textFrom) spans.push({ kind: 'text', text: line.slice(textFrom, end) });
  return spans;
};

/** The spans of a line; the texts and marks in order are the line again. */
export const parseSpans = (line: string): readonly StyledSpan[] =>
  spansBetween(line, 0, line.length, anyMark.test(line) ? findClosings(line) : new Map());
