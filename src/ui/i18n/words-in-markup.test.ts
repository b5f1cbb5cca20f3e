/** Screens say nothing of their own: what a person reads or hears comes from the catalogue. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'svelte/compiler';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));

/** What is of no language: the beginning of an address, names of keys. */
const exceptions = new Set(['wss://', 'End', 'Enter', 'Escape', 'Home', 'Tab']);
/** Attributes, and properties of our components, that are read or heard. */
const spoken =
  /^(?:aria-(?:label|description|roledescription|valuetext|placeholder)|title|placeholder|alt|label)$/;
/** A word with a capital, or two words: a text, whatever the property or the constant is called. */
const reads = /^\p{Lu}\p{Ll}+\b|\p{L}{2,} \p{L}/u;

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
const children = (node: Node): Node[] => Object.values(node).flat().filter(isNode);
const nodes = (value: unknown): Node[] => [value].flat().filter(isNode);

/** The strings that an expression can come to; what functions make of theirs is theirs. */
const comesTo = (node: Node): string[] => {
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? [node['value']] : [];
  if (node.type === 'Text') return [String(node['data'])];
  if (node.type === 'TemplateElement') return [(node['value'] as { cooked: string }).cooked];
  const parts = ['value', 'expression', 'consequent', 'alternate', 'left', 'right', 'quasis', 'expressions'];
  const passes =
    /^(?:ExpressionTag|TemplateLiteral|(?:Conditional|Logical|Binary|TSAs|TSNonNull)Expression)$/;
  return passes.test(node.type) ? parts.flatMap((part) => nodes(node[part])).flatMap(comesTo) : [];
};

/** Markup: texts, spoken attributes, and whatever else of a component reads like a text. */
const inMarkup = (node: Node): string[] => {
  if (node.type === 'Text' || node.type === 'ExpressionTag') return comesTo(node);
  if (node.type === 'StyleDirective') return [];
  const attributes = nodes(node['attributes']).filter(({ type }) => type === 'Attribute');
  const own = attributes.flatMap((attribute) => {
    const texts = nodes(attribute['value']).flatMap(comesTo);
    if (spoken.test(String(attribute['name']))) return texts;
    return node.type === 'Component' ? texts.filter((text) => reads.test(text)) : [];
  });
  return [
    ...own,
    ...children(node)
      .filter(({ type }) => type !== 'Attribute')
      .flatMap(inMarkup),
  ];
};

/** Code: what reads like a text and is no error, which only developers see. */
const inCode = (node: Node): string[] => {
  if (node.type === 'NewExpression' || node.type === 'ThrowStatement') return [];
  if (node.type === 'ImportDeclaration' || node.type.startsWith('TS')) return [];
  if (node.type === 'Literal' || node.type === 'TemplateElement')
    return comesTo(node).filter((text) => reads.test(text));
  return children(node).flatMap(inCode);
};

const literals = (path: string, source: string): string[] => {
  const isScript = path.endsWith('.ts');
  const root = parse(isScript ? `<script lang="ts">${source}</script>` : source, { modern: true });
  const { fragment, instance, module } = root as unknown as Readonly<Record<string, unknown>>;
  return [...nodes(fragment).flatMap(inMarkup), ...nodes([instance, module]).flatMap(inCode)]
    .map((text) => text.trim())
    .filter((text) => /\p{L}/u.test(text) && !exceptions.has(text));
};

test('every word of the screens stands in the catalogue', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) =>
      /\.(?:svelte|ts)$/.test(path) &&
      !/\.test\.ts$|(?:^|\/)testing\/|i18n\/(?:(?:en|de|ar)(?:-later)?|pseudo|own-names)\.ts$/.test(path),
  );
  expect(files.length).toBeGreaterThan(60);
  const found = files.map((path) => [path, literals(path, readFileSync(folder + path, 'utf8'))] as const);
  expect(found.filter(([, words]) => words.length > 0)).toEqual([]);
});

test.each([
  ['<p>Hello</p>', ['Hello']],
  ['<p>{n} new</p>', ['new']],
  ["<p>{'Hello'}{t('chat.hello')}</p>", ['Hello']],
  ["<p>{a ? 'yes' : `${b} no`}</p>", ['yes', 'no']],
  ['{#if a}<b>{#each c as d}x{/each}</b>{/if}', ['x']],
  [
    '<input aria-label="name" placeholder="your name" title={`at ${a}`} alt={t("x")} />',
    ['name', 'your name', 'at'],
  ],
  ['<Chip text="Hello" size="s" kind={"two words"} label="x" />', ['Hello', 'two words', 'x']],
  ['<script>const hint = "Try again"; f(a ? "Not now" : t("x"));</script>', ['Try again', 'Not now']],
  ['<p class="Big one" id="Hello">·</p><script>throw new Error("Not for people");</script>', []],
])('%s says %j', (source, words) => {
  expect(literals('A.svelte', source)).toEqual(words);
});
