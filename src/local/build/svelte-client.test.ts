/** What stands in for Svelte's taking over of pages: every name of the original, and never a page to take over. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { withoutHydration } from './svelte-client.ts';

const file = fileURLToPath(
  new URL('../../../node_modules/svelte/src/internal/client/dom/hydration.js', import.meta.url),
);

it('offers what the original does, and nothing is ever hydrated', async () => {
  const original = [...readFileSync(file, 'utf8').matchAll(/^export (?:let|const|function) (\w+)/gmu)];
  const code = withoutHydration(file) ?? '';
  const offered = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as Record<
    string,
    unknown
  >;
  expect(Object.keys(offered).sort()).toEqual(original.map(([, name]) => name).sort());
  expect([offered['hydrating'], offered['hydrate_node']]).toEqual([false, null]);
});

it('touches no other module, and the app asks for no page to be taken over', () => {
  expect(withoutHydration(file.replace('hydration.js', 'template.js'))).toBeUndefined();
  const main = readFileSync(new URL('../../main.ts', import.meta.url), 'utf8');
  expect(main).toMatch(/import \{ mount \} from 'svelte'/u);
});
