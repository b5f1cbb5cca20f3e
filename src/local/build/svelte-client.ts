/** Vite plugin: no server renders this app, so a build of it leaves out how Svelte takes over a page that one has rendered. */
import type { Plugin } from 'vite';

const hydrationFile = '/svelte/src/internal/client/dom/hydration.js';

/**
 * Every block of Svelte asks `hydrating` first. It turns true in `hydrate()` alone, which nothing here calls; but a variable
 * that something could set is one that no minifier may take for `false`. Without `hydrate()` and with this in its place, what
 * lies behind the question falls away.
 */
const never = `
  export const hydrating = false;
  export const hydrate_node = null;
  const nothing = /* @__NO_SIDE_EFFECTS__ */ () => {};
  export {
    nothing as set_hydrating,
    nothing as set_hydrate_node,
    nothing as hydrate_next,
    nothing as reset,
    nothing as hydrate_template,
    nothing as next,
    nothing as skip_nodes,
    nothing as read_hydration_instruction,
  };
`;

/** For the test, which compares what it offers with the original. */
export const withoutHydration = (id: string): string | undefined =>
  id.endsWith(hydrationFile) ? never : undefined;

export function svelteClient(): Plugin {
  return { name: 'kith:svelte-client', apply: 'build', enforce: 'pre', load: withoutHydration };
}
