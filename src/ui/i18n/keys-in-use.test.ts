/** The catalogue holds no words that no screen says, and holds back none that are said before they are loaded. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { en } from './en.ts';
import { enLater } from './en-later.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
const root = fileURLToPath(new URL('../../main.ts', import.meta.url));

const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(
    (path) => /\.(svelte|ts)$/.test(path) && !/\.test\.ts$|i18n\/(?:en|de|ar)(?:-later)?\.ts$/.test(path),
  )
  .map((path) => readFileSync(folder + path, 'utf8'))
  .concat(readFileSync(root, 'utf8'))
  .join('\n');

/** Keys as they are written, and those put together, such as `presence.${show}`. */
const keysIn = (text: string): ((key: string) => boolean) => {
  const written = new Set([...text.matchAll(/['"]([a-z-]+(?:\.[\w-]+)+)['"]/g)].map((match) => match[1]));
  const madeOf = [...text.matchAll(/`([a-z-]+\.[\w.-]*)\$\{[^}`]+\}`/g)].map((match) => match[1] ?? '');
  expect(madeOf.length).toBeGreaterThan(3);
  return (key) => written.has(key) || madeOf.some((start) => key.startsWith(start));
};

/** The text of what the page imports without waiting. */
function importedAtOnce(): string {
  const texts = new Map<string, string>();
  const visit = (path: string): void => {
    if (texts.has(path) || !existsSync(path) || /i18n\/(?:en|de|ar)(?:-later)?\.ts$/.test(path)) return;
    const text = readFileSync(path, 'utf8');
    texts.set(path, text);
    for (const [, named = ''] of text.matchAll(
      /^\s*(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm,
    )) {
      if (named.startsWith('#')) visit(join(dirname(root), named.slice(1)));
      else if (named.startsWith('.')) visit(join(dirname(path), named));
    }
  };
  visit(root);
  expect(texts.size).toBeGreaterThan(100);
  return [...texts.values()].join('\n');
}

test('every key is used somewhere in the screens', () => {
  const isUsed = keysIn(sources);
  expect(Object.keys({ ...en, ...enLater }).filter((key) => !isUsed(key))).toEqual([]);
});

test('words are there from the start if, and only if, the first screens say them', () => {
  const isUsed = keysIn(importedAtOnce());
  expect(Object.keys(enLater).filter(isUsed)).toEqual([]);
  expect(Object.keys(en).filter((key) => !isUsed(key))).toEqual([]);
});
