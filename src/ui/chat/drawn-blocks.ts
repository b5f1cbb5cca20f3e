/** A body in the blocks that are drawn of it, which are never too many to draw at once. Pure. */
import { parsePlain, parseStyling, type Block, type Span } from '#lib/styling.ts';

/** Lines, quotes, spans and links; as many as the first part of any text can have. Beyond, a text stands as it was sent. */
const mostPieces = 3000;

/** `unstyled`: its sender meant no styling (XEP-0393 §5); links only. */
export function drawnBlocks(text: string, unstyled: boolean): readonly Block[] {
  const blocks = unstyled ? parsePlain(text) : parseStyling(text);
  return blocksIn(blocks) > mostPieces ? [{ kind: 'paragraph', spans: [{ kind: 'text', text }] }] : blocks;
}

function blocksIn(blocks: readonly Block[]): number {
  let count = blocks.length;
  for (const block of blocks) {
    if (block.kind === 'paragraph') count += spansIn(block.spans);
    if (block.kind === 'quote') count += blocksIn(block.blocks);
  }
  return count;
}

function spansIn(spans: readonly Span[]): number {
  return spans.reduce((count, span) => count + ('spans' in span ? spansIn(span.spans) : 0), spans.length);
}
