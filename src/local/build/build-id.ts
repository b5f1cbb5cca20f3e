/** Names a build by what goes into it, so that the same sources give the same bytes anywhere, with or without git. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from './tree.ts';

const single = ['package-lock.json', 'vite.config.ts'];

/** Folders of `src` that never reach the built app; `local/build` makes it, so it counts. */
const outside = new Set(['src/test', 'src/relay', 'src/local/check']);

/** Whether a file (relative to the project) has a part in the built app. */
export function countsForBuild(path: string): boolean {
  if (path.endsWith('.test.ts') || path.includes('/fixtures/')) return false;
  if (path.startsWith('src/local/')) return path.startsWith('src/local/build/');
  return ![...outside].some((folder) => path.startsWith(`${folder}/`));
}

/** Tools put caches into a `node_modules` wherever they run. */
const isSource = (folder: string): boolean => !/(?:^|\/)node_modules$/u.test(folder);

/** Twelve hex digits of SHA-256 over names and contents. */
export function buildId(root: string): string {
  const paths = ['src', 'public'].flatMap((folder) =>
    filesBelow(join(root, folder), isSource).map((path) => `${folder}/${path}`),
  );
  const hash = createHash('sha256');
  for (const path of [...single, ...paths.filter(countsForBuild)]) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 12);
}
