/** Build, dev server and unit tests: Vite's root is `src`, what it builds lands in `dist`. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: 'src',
  publicDir: '../public',
  base: './',
  plugins: [svelte()],
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    projects: [
      { extends: true, test: { name: 'unit', environment: 'node', include: ['**/*.test.ts'], exclude: ['**/*.svelte.test.ts'] } },
    ],
  },
});
