/** What the README leads to is there, and what it says of versions is what npm asks for. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8');

const targets = [...readme.matchAll(/\]\(([^)\s]+)\)/gu)].flatMap(([, target]) => target ?? []);
const files = targets.filter((target) => !/^[a-z]+:|^#/u.test(target));

test('has links, pictures among them', () => {
  expect(files).toContain('LICENSE');
  expect(files.some((file) => file.endsWith('.png'))).toBe(true);
});

test.each(files)('%s is a file', (file) => {
  expect(existsSync(`${root}${file}`)).toBe(true);
});

test('names the versions of Node that package.json and the lock file ask for', () => {
  const engines = (name: string): unknown => {
    const json = JSON.parse(readFileSync(`${root}${name}`, 'utf8')) as Engines & {
      readonly packages?: Readonly<Record<string, Engines>>;
    };
    return (json.packages?.[''] ?? json).engines;
  };
  const asked = engines('package.json') as { readonly node: string };
  expect(engines('package-lock.json')).toEqual(asked);
  expect(readme).toContain(`\`${asked.node}\``);
});

interface Engines {
  readonly engines?: unknown;
}
