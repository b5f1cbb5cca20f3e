/** Icons as markup: the shapes are those of the package, and every icon of the app has the form that was examined. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { classed, iconMarkup, markupOf } from './icon-markup.ts';
import { filesBelow } from './tree.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const iconPath = (name: string): string =>
  join(root, `node_modules/@lucide/svelte/dist/icons/${name}.svelte`);
const ui = join(root, 'src/ui');
const sources = filesBelow(ui)
  .filter((path) => path.endsWith('.svelte') || path.endsWith('.ts'))
  .map((path) => readFileSync(join(ui, path), 'utf8'));
const imports = sources.flatMap((text) => [
  ...text.matchAll(/import (\w+) from '@lucide\/svelte\/icons\/([\w-]+)'/gu),
]);

describe('icons', () => {
  it('have the shapes of the package', () => {
    const markup = markupOf(readFileSync(iconPath('search'), 'utf8'));
    expect(markup).toContain('<path d="m21 21-4.34-4.34" /><circle cx="11" cy="11" r="8" /></svg>');
    expect(markup).toContain('aria-hidden="true"');
  });

  it('of the app can all be written as markup', () => {
    const names = new Set(imports.map(([, , name]) => name ?? ''));
    expect(names.size).toBeGreaterThan(30);
    for (const name of names) expect(markupOf(readFileSync(iconPath(name), 'utf8'))).toContain('<svg ');
  });

  it('are given a class where that is known, and nothing else', () => {
    const names = new Map(imports.map(([, local, name]) => [local ?? '', name ?? '']));
    for (const text of sources)
      for (const [tag, local, given] of text.matchAll(/<([A-Z]\w*)((?:\s[^<>]*)?)\/>/gu)) {
        const name = names.get(local ?? '');
        if (name === undefined || !text.includes(`import ${local ?? ''} from '@lucide`)) continue;
        const allowed = classed.includes(name) ? /^(?:|class="[\w-]+")$/u : /^(?:|aria-hidden="true")$/u;
        expect([tag, given?.trim()]).toEqual([tag, expect.stringMatching(allowed)]);
      }
  });

  it('are taken from the package, nothing else is', () => {
    const { load } = iconMarkup();
    const call = (id: string): unknown =>
      typeof load === 'function' ? (load as (id: string) => unknown).call(undefined, id) : undefined;
    expect(call(iconPath('x'))).toEqual(expect.stringContaining('<svg '));
    expect(call(join(root, 'src/ui/kit/IconButton.svelte'))).toBeUndefined();
  });
});
