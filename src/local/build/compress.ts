/** Vite plugin: Terser rewrites each file that is built, before Vite's own minifier shortens its names. */
import { minify } from 'terser';
import type { Plugin } from 'vite';

/**
 * Each does what the other does not: Terser puts the values of constants and the bodies of functions called once in their
 * place, over and over until little is left to do; the names that Vite's gives, those of private members above all, compress
 * better. Nothing here changes what code means: all options that call themselves unsafe are off, and so is `pure_getters`,
 * since Svelte's getters note who reads.
 */
export async function compress(
  code: string,
  wantsMap = false,
): Promise<{ code: string; map: string | null }> {
  const written = await minify(code, {
    module: true,
    ecma: 2020,
    compress: { passes: 2 },
    mangle: false,
    sourceMap: wantsMap,
  });
  if (written.code === undefined) throw new Error('nothing was written');
  return { code: written.code, map: typeof written.map === 'string' ? written.map : null };
}

export function compressed(): Plugin {
  return {
    name: 'kith:compress',
    apply: 'build',
    enforce: 'post',
    renderChunk: (code, _chunk, { sourcemap }) => compress(code, sourcemap !== false),
  };
}
