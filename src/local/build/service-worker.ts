/** Vite plugin: after the app is written, builds the service workers beside it, with the list of the app's files inside. */
import { join, resolve } from 'node:path';
import { build, type Plugin, type ResolvedConfig, type Rolldown } from 'vite';
import { moduleIds } from './bundle-record.ts';
import { precacheManifest } from './precached.ts';
import { pseudoWordFiles, wordFiles } from './word-files.ts';

/** One classic script each: browsers start those everywhere, and `import()` does not exist in a service worker. */
const scripts = ['sw', 'sw-retire'] as const;

/** `modules` receives the ids of all modules in the workers, for the third-party notices. */
export function serviceWorker(modules: Set<string>): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'kith:service-worker',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    writeBundle: {
      sequential: true,
      order: 'post',
      async handler(_options, bundle) {
        const outDir = resolve(config.root, config.build.outDir);
        const words = wordFiles(bundle);
        const others = [...Object.values(words).flat(), ...pseudoWordFiles(bundle)];
        const lists = {
          'self.__KITH_PRECACHE': JSON.stringify(precacheManifest(outDir, others)),
          'self.__KITH_WORDS': JSON.stringify(words),
        };
        for (const name of scripts) {
          for (const id of await buildWorker(config, outDir, name, lists)) modules.add(id);
        }
      },
    },
  };
}

async function buildWorker(
  config: ResolvedConfig,
  outDir: string,
  name: (typeof scripts)[number],
  lists: Readonly<Record<string, string>>,
): Promise<string[]> {
  const result = await build({
    configFile: false,
    root: config.root,
    mode: config.mode,
    logLevel: 'warn',
    publicDir: false,
    define: { ...lists, ...config.define },
    build: {
      outDir,
      emptyOutDir: false,
      copyPublicDir: false,
      target: config.build.target,
      modulePreload: false,
      rolldownOptions: {
        input: join(config.root, 'sw', `${name}.ts`),
        output: { format: 'iife', entryFileNames: `${name}.js`, codeSplitting: false },
      },
    },
  });
  return moduleIds((result as Rolldown.RolldownOutput).output);
}
