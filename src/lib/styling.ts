/** Message styling (XEP-0393 1.1.1): blocks and spans of a body, in linear time; marks stay in the nodes. */
import { findLinks } from './links.ts';
import { isBlank, parseSpans, type StyledSpan } from './styling-spans.ts';
import { stripBidi } from './text.ts';

/** Text inside a line. `mark` opens and closes a styled span; showing it is the screen's choice (§7). */
export type Span =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly mark: '`'; readonly text: string }
  | { readonly kind: 'strong'; readonly mark: '*'; readonly spans: readonly Span[] }
  | { readonly kind: 'emphasis'; readonly mark: '_'; readonly spans: readonly Span[] }
  | { readonly kind: 'strike'; readonly mark: '~'; readonly spans: readonly Span[] }
  | { readonly kind: 'link'; readonly text: string; readonly href: string; readonly host: string };

export type Block =
  /** One line, possibly empty (§5.1.1). */
  | { readonly kind: 'paragraph'; readonly spans: readonly Span[] }
  /** `open` is the first line, fence and all; `close` is absent when the block was never closed (§5.1.2). */
  | {
      readonly kind: 'pre';
      readonly code: string;
      readonly language?: string;
      readonly open: string;
      readonly close?: '```';
    }
  /** Each line was marked by `>` (§5.1.3). */
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] };

const fence = '```';
const blankLine: Block = { kind: 'paragraph', spans: [] };
/** Quotes within quotes beyond this are shown as lines that begin with `>`. */
const maxQuoteDepth = 16;

/** Splits text at the links in it; the text of a link loses its bidi controls, so it reads as it leads. */
const withLinks = (text: string): Span[] => {
  const spans: Span[] = [];
  let at = 0;
  for (const { start, end, href, host } of findLinks(text)) {
    if (start > at) spans.push({ kind: 'text', text: text.slice(at, start) });
    spans.push({ kind: 'link', text: stripBidi(text.slice(start, end)), href, host });
    at = end;
  }
  if (at < text.length) spans.push({ kind: 'text', text: text.slice(at) });
  return spans;
};

const linked = (spans: readonly StyledSpan[]): readonly Span[] =>
  spans.flatMap((span): Span | Span[] => {
    if (span.kind === 'text') return withLinks(span.text);
    if (span.kind === 'code') return span;
    return { ...span, spans: linked(span.spans) };
  });

const preBlock = (
  lines: readonly string[],
  start: number,
): { readonly block: Block; readonly next: number } => {
  const open = lines[start] ?? '';
  const end = lines.indexOf(fence, start + 1);
  const language = /^[\w+#.-]{1,32}/.exec(open.slice(fence.length).trim())?.[0];
  const block: Block = {
    kind: 'pre',
    code: lines.slice(start + 1, end === -1 ? undefined : end).join('\n'),
    ...(language === undefined ? {} : { language }),
    open,
    ...(end === -1 ? {} : { close: fence }),
  };
  return { block, next: end === -1 ? lines.length : end + 1 };
};

/** Without the mark and the first blank after it. */
const unquoted = (line: string): string => line.slice(line.length > 1 && isBlank(line[1]) ? 2 : 1);

const parseBlocks = (lines: readonly string[], depth: number): Block[] => {
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    if (line.startsWith(fence)) {
      const { block, next } = preBlock(lines, at);
      blocks.push(block);
      at = next;
    } else if (line.startsWith('>') && depth < maxQuoteDepth) {
      const start = at;
      while (lines[at]?.startsWith('>')) at++;
      blocks.push({ kind: 'quote', blocks: parseBlocks(lines.slice(start, at).map(unquoted), depth + 1) });
    } else {
      blocks.push(line === '' ? blankLine : { kind: 'paragraph', spans: linked(parseSpans(line)) });
      at++;
    }
  }
  return blocks;
};

/** The blocks of a body. A body that its sender marked `unstyled` must not come here: see `parsePlain`. */
export const parseStyling = (text: string): readonly Block[] => parseBlocks(text.split(/\r\n?|\n/), 0);

/** The same for a body without styling: lines and links only (§6). */
export const parsePlain = (text: string): readonly Block[] =>
  text.split(/\r\n?|\n/).map((line) => ({ kind: 'paragraph', spans: withLinks(line) }));

const spanText = (spans: readonly Span[]): string =>
  spans.map((span) => ('spans' in span ? spanText(span.spans) : span.text)).join('');

const blockLines = (block: Block): string[] => {
  if (block.kind === 'paragraph') return [spanText(block.spans)];
  if (block.kind === 'pre') return [block.code];
  return block.blocks.flatMap(blockLines).map((line) => `> ${line}`);
};

/** The text without marks of spans and fences, for a preview of one line. */
export const stripStyling = (text: string): string => parseStyling(text).flatMap(blockLines).join('\n');
