/** The catalogue holds no words that no screen says. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { en } from './en.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
const root = fileURLToPath(new URL('../../main.ts', import.meta.url));

const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(svelte|ts)$/.test(path) && !/\.test\.ts$|i18n\/en\.ts$/.test(path))
  .map((path) => readFileSync(folder + path, 'utf8'))
  .concat(readFileSync(root, 'utf8'))
  .join('\n');

/** Keys as they are written, and those put together, such as `presence.${show}`. */
const written = new Set([...sources.matchAll(/['"]([a-z-]+(?:\.[\w-]+)+)['"]/g)].map((match) => match[1]));
const madeOf = [...sources.matchAll(/`([a-z-]+\.[\w.-]*)\$\{[^}`]+\}`/g)].map((match) => match[1] ?? '');

test('every key is used somewhere in the screens', () => {
  expect(madeOf.length).toBeGreaterThan(3);
  const unused = Object.keys(en).filter(
    (key) => !written.has(key) && !madeOf.some((start) => key.startsWith(start)),
  );
  expect(unused).toEqual([]);
});
