/** Styling: the examples of XEP-0393, its edge cases, and text made to be slow (C11). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growth } from '#test/growth.ts';
import { parsePlain, parseStyling, stripStyling, type Block, type Span } from './styling.ts';

/** A compact picture: `[* text *]` for spans, the language of blocks in words. */
const picture = (span: Span): string => {
  if (span.kind === 'text') return span.text;
  if (span.kind === 'link') return `<${span.text}>`;
  if (span.kind === 'code') return `[\`${span.text}\`]`;
  return `[${span.mark}${span.spans.map(picture).join('')}${span.mark}]`;
};
const line = (block: Block): string => {
  if (block.kind === 'paragraph') return block.spans.map(picture).join('');
  if (block.kind === 'pre')
    return `pre(${block.code.replaceAll('\n', '|')})${block.close === undefined ? '…' : ''}`;
  return `quote(${block.blocks.map(line).join('|')})`;
};
const shown = (text: string): string[] => parseStyling(text).map(line);

describe('spans', () => {
  it.each([
    ['plain span', 'plain span'],
    ['*strong span*', '[*strong span*]'],
    ['plain _emphasis_ plain', 'plain [_emphasis_] plain'],
    ['`pre` plain *strong*', '[`pre`] plain [*strong*]'],
    ['*strong*plain*', '[*strong*]plain*'],
    ['* plain *strong*', '* plain [*strong*]'],
    ['not strong*', 'not strong*'],
    ['*not strong', '*not strong'],
    ['*not *strong', '*not *strong'],
    ['**', '**'],
    ['***', '***'],
    ['****', '****'],
    ['Two spans, both *alike in dignity*', 'Two spans, both [*alike in dignity*]'],
    ['Everyone ~dis~likes cake.', 'Everyone [~dis~]likes cake.'],
    ['Wow, I can write in `monospace`!', 'Wow, I can write in [`monospace`]!'],
    ['`*monospace*`', '[`*monospace*`]'],
    ['*`monospace and bold`*', '[*[`monospace and bold`]*]'],
    ['*_~`all`~_*', '[*[_[~[`all`]~]_]*]'],
    ['* not*', '* not*'],
    ['*not *', '*not *'],
    ['*not\u00a0*', '*not\u00a0*'],
    ['*\u3000not*', '*\u3000not*'],
    ['a*b*', 'a*b*'],
    ['(*b*)', '(*b*)'],
    ['\u2003*b*', '\u2003[*b*]'],
    ['snake_case_name', 'snake_case_name'],
    ['_snake_case_', '[_snake_]case_'],
    ['2 * 3 * 4 = 24', '2 * 3 * 4 = 24'],
    ['*a _b* c_', '[*a _b*] c_'],
    ['*a* *b*', '[*a*] [*b*]'],
    ['_a_*b*', '[_a_]*b*'],
    ['**a**', '**a**'],
    ['*_*', '[*_*]'],
    ['` `', '` `'],
    ['``x``', '``x``'],
    ['*\u{1f600}*', '[*\u{1f600}*]'],
    ['', ''],
    ['~', '~'],
  ])('%j: %j', (text, spans) => {
    expect(shown(text)).toEqual([spans]);
  });

  it('never reach over lines', () => {
    expect(shown('*not \n strong*')).toEqual(['*not ', ' strong*']);
  });

  it('keep the text: marks and texts in order are the line again', () => {
    const source = (span: Span): string => {
      if (span.kind === 'text' || span.kind === 'link') return span.text;
      return span.mark + (span.kind === 'code' ? span.text : span.spans.map(source).join('')) + span.mark;
    };
    const piece = fc.constantFrom(
      '*',
      '_',
      '~',
      '`',
      ' ',
      'a',
      'b c',
      '\u00a0',
      'é',
      'https://x.org/a_b',
      '\u{1f600}',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const blocks = parseStyling(`x${text}`);
        expect(
          blocks.map((block) => (block.kind === 'paragraph' ? block.spans.map(source).join('') : '?')),
        ).toEqual([`x${text}`]);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('blocks', () => {
  it('are lines, preformatted text and quotes', () => {
    expect(shown('There are\n\nthree blocks')).toEqual(['There are', '', 'three blocks']);
    expect(shown('a\r\nb\rc')).toEqual(['a', 'b', 'c']);
  });

  it('preformatted text ends at a line of three accents only', () => {
    expect(shown('```ignored\n(println "*Hi*")\n```\n\nplain')).toEqual([
      'pre((println "*Hi*"))',
      '',
      'plain',
    ]);
    expect(shown('```\na\n```b\n ```\n````\n```')).toEqual(['pre(a|```b| ```|````)']);
    expect(shown('```\nnever closed\n')).toEqual(['pre(never closed|)…']);
    expect(shown('```')).toEqual(['pre()…']);
    expect(shown(' ```\na')).toEqual([' ```', 'a']);
  });

  it('preformatted text keeps its first line', () => {
    expect(parseStyling('``` js \nx\n```')).toEqual([
      { kind: 'pre', code: 'x', language: 'js', open: '``` js ', close: '```' },
    ]);
    expect(parseStyling('```\nx')).toEqual([{ kind: 'pre', code: 'x', open: '```' }]);
    expect(parseStyling('```<b>\nx')).toEqual([{ kind: 'pre', code: 'x', open: '```<b>' }]);
  });

  it('quotes hold blocks', () => {
    expect(shown('> That that is, is.\n\nSaid the old hermit.')).toEqual([
      'quote(That that is, is.)',
      '',
      'Said the old hermit.',
    ]);
    expect(shown('>> That that is, is.\n> Said the old hermit of Prague.\n\nWho?')).toEqual([
      'quote(quote(That that is, is.)|Said the old hermit of Prague.)',
      '',
      'Who?',
    ]);
    expect(shown('> ```\n> (println "Hello")\n\nplain')).toEqual([
      'quote(pre((println "Hello"))…)',
      '',
      'plain',
    ]);
    expect(shown('>  two blanks')).toEqual(['quote( two blanks)']);
    expect(shown('>*b*')).toEqual(['quote([*b*])']);
    expect(shown('> _ <')).toEqual(['quote(_ <)']);
    expect(shown('a > b')).toEqual(['a > b']);
  });

  it('quotes nest 16 deep', () => {
    const depth = (blocks: readonly Block[]): number =>
      Math.max(0, ...blocks.map((block) => (block.kind === 'quote' ? 1 + depth(block.blocks) : 0)));
    expect(depth(parseStyling('>'.repeat(15) + 'x'))).toBe(15);
    expect(depth(parseStyling('>'.repeat(100_000) + 'x'))).toBe(16);
    expect(shown('>'.repeat(18) + 'x')).toEqual(['quote('.repeat(16) + '>>x' + ')'.repeat(16)]);
  });
});

describe('links', () => {
  it('stand in texts, not in code', () => {
    expect(shown('see https://kith.example/a_b_c *https://x.org* `https://y.org`')).toEqual([
      'see <https://kith.example/a_b_c> [*<https://x.org>*] [`https://y.org`]',
    ]);
  });

  it('C03: read as they lead', () => {
    const [block] = parseStyling('https://evil.example/\u202egpj.exe');
    expect(block).toEqual({
      kind: 'paragraph',
      spans: [
        {
          kind: 'link',
          text: 'https://evil.example/gpj.exe',
          href: 'https://evil.example/gpj.exe',
          host: 'evil.example',
        },
      ],
    });
  });

  it('stand in bodies without styling as well', () => {
    expect(parsePlain('> *a*\nhttps://x.org').map(line)).toEqual(['> *a*', '<https://x.org>']);
  });
});

describe('stripStyling', () => {
  it('leaves the words', () => {
    expect(stripStyling('*a _b_* `c`\n```js\ncode\n```\n> q *r*')).toBe('a b c\ncode\n> q r');
  });
});

describe('C11: takes linear time', () => {
  const marks = (n: number): string => '*_~'.repeat(n / 3);
  it.each<[string, (n: number) => string]>([
    ['marks', marks],
    ['marks between blanks', (n) => ' *_~`'.repeat(n / 5)],
    ['openings that never close', (n) => ' *a'.repeat(n / 3)],
    ['openings of four kinds', (n) => ' *a _a ~a `a'.repeat(n / 12)],
    ['closings', (n) => 'a* '.repeat(n / 3)],
    ['empty pairs', (n) => '** '.repeat(n / 3)],
    ['quotes', (n) => '>'.repeat(n)],
    ['lines of quotes', (n) => '>>>>>>>>>>>>>>>> *a*\n'.repeat(n / 22)],
    ['fences', (n) => '```\n'.repeat(n / 4)],
    ['fences in quotes', (n) => '> ```\n'.repeat(n / 6)],
    ['unclosed fences', (n) => '```a\n'.repeat(n / 5)],
    ['newlines', (n) => '\n'.repeat(n)],
    ['one word', (n) => 'a'.repeat(n)],
    ['blanks', (n) => ' '.repeat(n)],
  ])('%s', (_, make) => {
    expect(growth(make, parseStyling, 100_000)).toBeLessThan(3);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(parseStyling(text).length).toBeGreaterThan(0);
        expect(typeof stripStyling(text)).toBe('string');
      }),
      { numRuns: 2000 },
    );
  });
});
