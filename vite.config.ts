/** Build, dev server and tests: Vite's root is `src`, what it builds lands in `dist`. */
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { buildId } from './src/local/build/build-id.ts';
import { chromiumLaunch } from './src/local/build/chromium.ts';
import { compressed } from './src/local/build/compress.ts';
import { startFiles } from './src/local/build/first-screen.ts';
import { iconMarkup } from './src/local/build/icon-markup.ts';
import { notices } from './src/local/build/notices.ts';
import { shortScopes } from './src/local/build/scope-names.ts';
import { serviceWorker } from './src/local/build/service-worker.ts';
import { stropheWebsocket } from './src/local/build/strophe.ts';
import { svelteClient } from './src/local/build/svelte-client.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
/** Modules of the service workers, so that their packages are in the notices too. */
const workerModules = new Set<string>();

/** Vite's name of what is going on is not enough: `vitest` also runs as `serve`. */
function nameOfBuild(command: 'build' | 'serve'): string {
  if (process.env['VITEST'] !== undefined) return 'test';
  return command === 'build' ? buildId(root) : 'dev';
}

export default defineConfig(({ command, mode }) => ({
  root: 'src',
  publicDir: '../public',
  base: './',
  cacheDir: '../node_modules/.vite',
  define: {
    __BUILD_ID__: JSON.stringify(nameOfBuild(command)),
    __PROBE__: JSON.stringify(mode === 'probe'),
  },
  plugins: [
    iconMarkup(),
    svelte({
      configFile: false,
      compilerOptions: { cssHash: shortScopes(), runes: true },
      // Unit tests run in node, where the plugin would compile for server rendering: runes would not react.
      ...(process.env['VITEST'] === undefined
        ? {}
        : { dynamicCompileOptions: () => ({ generate: 'client' }) }),
    }),
    svelteClient(),
    stropheWebsocket(root),
    compressed(),
    serviceWorker(workerModules),
    notices(workerModules, { root, file: `${root}.cache/bundle-${mode}.json` }),
  ],
  // All screens, so that the dev server prepares their packages at once and does not reload the page for each.
  optimizeDeps: { entries: ['index.html', 'ui/**/*.svelte', 'engine/host.ts'] },
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    // What the colours need: `light-dark()` in `oklch()`. Older targets would get each colour four times over.
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // Most of the time goes into making the files small, as it should.
      checks: { bundlerTimings: false },
      output: {
        codeSplitting: {
          groups: startFiles({ app: `${root}src/main.ts`, engine: `${root}src/engine/host.ts` }),
        },
      },
    },
  },
  test: {
    projects: [
      {
        extends: true,
        resolve: {
          // In node these names mean Svelte's server halves.
          alias: [
            { find: /^svelte$/u, replacement: `${root}node_modules/svelte/src/index-client.js` },
            {
              find: /^svelte\/(reactivity|store)$/u,
              replacement: `${root}node_modules/svelte/src/$1/index-client.js`,
            },
          ],
        },
        test: {
          name: 'unit',
          environment: 'node',
          // A net for what hangs, not a measure of speed.
          testTimeout: 30_000,
          include: ['**/*.test.ts', '../e2e/bench/*.test.ts'],
          exclude: ['ui/**/*.svelte.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['ui/**/*.svelte.test.ts'],
          setupFiles: ['test/no-warnings.ts', 'ui/testing/all-words.ts'],
          browser: {
            enabled: true,
            headless: true,
            provider: playwright({ launchOptions: chromiumLaunch() }),
            instances: [{ browser: 'chromium' }],
            screenshotFailures: false,
          },
        },
      },
    ],
  },
}));
