/** Scopes: short, the same each time, and never shared. */
import { expect, it } from 'vitest';
import { shortScopes } from './scope-names.ts';

const hashes: Readonly<Record<string, string>> = {
  'a.svelte': '1abc',
  'b.svelte': '1abd',
  'c.svelte': '1abd',
};
const hash = (file: string): string => hashes[file] ?? '';
const scoped = (file: string) => ({ filename: `/app/${file}`, hash });

it('are as short as they can be told apart', () => {
  const nameOf = shortScopes('/app');
  expect(nameOf(scoped('a.svelte'))).toBe('s1a');
  expect(nameOf(scoped('b.svelte'))).toBe('s1ab');
  expect(nameOf(scoped('a.svelte'))).toBe('s1a');
});

it('are refused where they cannot be told apart', () => {
  const nameOf = shortScopes('/app');
  for (const file of ['a.svelte', 'b.svelte']) nameOf(scoped(file));
  expect(nameOf(scoped('c.svelte'))).toBe('s1abd');
  expect(() => shortScopes('/app')(scoped('c.svelte'))).not.toThrow();
  const narrow = shortScopes('/app');
  const same = (file: string) => ({ filename: `/app/${file}`, hash: () => '7x' });
  narrow(same('a.svelte'));
  expect(() => narrow(same('b.svelte'))).toThrow('b.svelte');
});
