/** Lets only permissive licences into what ships. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findLocked, type LockFile, type Manifest } from './lock-file.ts';
import type { Step } from './step.ts';

const permissive = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Zlib',
]);

/** An SPDX expression that leaves a permissive choice: `A OR B` needs one, `A AND B` both. */
export function isPermissive(expression: string): boolean {
  return expression
    .replace(/[()]/gu, '')
    .split(/\s+OR\s+/u)
    .some((choice) => choice.split(/\s+AND\s+/u).every((part) => permissive.has(part.trim())));
}

/** Lock file paths of all packages that the runtime dependencies bring along. */
export function runtimeClosure(lock: LockFile, manifest: Manifest): string[] {
  const found = new Set<string>();
  const visit = (from: string, names: readonly string[]): void => {
    for (const name of names) {
      const path = findLocked(lock, from, name);
      if (path === undefined || found.has(path)) continue;
      found.add(path);
      visit(path, Object.keys(lock.packages[path]?.dependencies ?? {}));
    }
  };
  visit('', Object.keys(manifest.dependencies ?? {}));
  return [...found].sort();
}

export function licenceStep(root: string): Step {
  const json = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));
  return {
    name: 'licences',
    run: () => {
      const packages = runtimeClosure(
        json('package-lock.json') as LockFile,
        json('package.json') as Manifest,
      );
      const problems = packages.flatMap((path) => {
        const { license = 'none' } = json(`${path}/package.json`) as { readonly license?: string };
        return isPermissive(license)
          ? []
          : [`${path.replace('node_modules/', '')} has the licence ${license}`];
      });
      return { problems, notes: [`${packages.length} packages with what they need`] };
    },
  };
}
