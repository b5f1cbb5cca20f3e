/** The rewriting of built files: smaller, and still the same code to Svelte and to whoever imports it. */
import { expect, it } from 'vitest';
import { compress } from './compress.ts';

it('puts constants and functions called once in their place', async () => {
  const { code } = await compress(
    `const never = false; const once = (n) => n + 1; export const f = (n) => (never ? 0 : once(n));`,
  );
  expect(code).not.toMatch(/never|once/u);
  expect(code).toMatch(/export const f=/u);
});

it('keeps what is read for its own sake, what is exported, and names of private members for the minifier', async () => {
  const { code, map } = await compress(
    `export class Shown { #row = 1; watch(props) { props.selected; return this.#row; } }`,
  );
  for (const kept of ['props.selected', '#row', 'export class Shown']) expect(code).toContain(kept);
  expect(map).toBeNull();
});

it('says where each piece came from, if that is asked for', async () => {
  const { map } = await compress('export const f = () => 1;', true);
  expect(JSON.parse(map ?? '')).toMatchObject({ version: 3 });
});
