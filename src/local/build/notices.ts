/** Vite plugin: writes the licences of all packages that ended up in the build to `third-party-notices.txt`. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plugin, ResolvedConfig } from 'vite';
import { buildId } from './build-id.ts';
import { chunkRecords, moduleIds, writeRecord, writtenChunks, type ChunkRecord } from './bundle-record.ts';

export interface PackageNotice {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** The package folder that a module of the build came from; `undefined` for our own modules and virtual ones. */
export function packageFolder(moduleId: string): string | undefined {
  const match = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/@]+)\//u.exec(moduleId.replace(/^\0/u, ''));
  return match?.[1];
}

/** Name, version, licence and licence text of the package in a folder. Throws when it has no licence at all. */
export function readNotice(folder: string): PackageNotice {
  const json = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson;
  const file = readdirSync(folder).find((name) => /^(?:licen[cs]e|copying)(?:[.-]|$)/iu.test(name));
  if (json.license === undefined) throw new Error(`${json.name} names no licence`);
  const text =
    file === undefined ? `Licence: ${json.license}` : readFileSync(join(folder, file), 'utf8').trim();
  return { name: json.name, version: json.version, license: json.license, text };
}

export function formatNotices(notices: readonly PackageNotice[]): string {
  const rule = '-'.repeat(80);
  const parts = notices.map((n) => `${rule}\n${n.name} ${n.version} (${n.license})\n${rule}\n\n${n.text}\n`);
  return ['Kith contains these packages, under the licences that follow.\n', ...parts].join('\n');
}

/** `modules` holds module ids of scripts built by others (the service workers); those of the app are added here. */
export function notices(
  modules: Set<string>,
  record: { readonly root: string; readonly file: string },
): Plugin {
  let config: ResolvedConfig;
  let chunks: ChunkRecord[] = [];
  return {
    name: 'kith:notices',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    generateBundle(_options, bundle) {
      chunks = chunkRecords(bundle, record.root);
      for (const id of moduleIds(Object.values(bundle))) modules.add(id);
    },
    writeBundle: {
      sequential: true,
      order: 'post',
      handler(_options, bundle) {
        chunks = writtenChunks(chunks, (file) => file in bundle);
        const folders = new Set([...modules].map(packageFolder).filter((folder) => folder !== undefined));
        const found = [...folders]
          .filter((folder) => existsSync(join(folder, 'package.json')))
          .map(readNotice);
        found.sort((a, b) => (a.name < b.name ? -1 : 1));
        writeFileSync(
          join(resolve(config.root, config.build.outDir), 'third-party-notices.txt'),
          formatNotices(found),
        );
        writeRecord(record.file, { buildId: buildId(record.root), chunks });
      },
    },
  };
}
