/** Holds package.json, the lock file and .npmrc to what `npm ci` needs to work anywhere, and to exact versions. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from './step.ts';

export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface LockFile {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The lock file's path of a dependency as Node would find it from the package at `from`; `undefined`: it is not there. */
export function findLocked(lock: LockFile, from: string, name: string): string | undefined {
  for (
    let at = from;
    ;
    at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : ''
  ) {
    const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (lock.packages[path] !== undefined) return path;
    if (at === '') return undefined;
  }
}

export function lockProblems(lock: LockFile, manifest: Manifest, npmrc: string): string[] {
  const problems: string[] = [];
  if (lock.lockfileVersion !== 3) problems.push(`lock file version ${lock.lockfileVersion}, expected 3`);
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === '' || entry.link === true) continue;
    if (entry.resolved !== undefined) problems.push(`${path} names a registry address ("resolved")`);
    if (entry.integrity === undefined) problems.push(`${path} has no integrity hash`);
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      // npm drops what the registry did not have that day without a word; `npm ci` then refuses the lock file.
      if (findLocked(lock, path, name) === undefined)
        problems.push(`${path} wants ${name}, which the lock file lacks`);
    }
  }
  return [...problems, ...pinProblems(lock, manifest), ...npmrcProblems(npmrc)];
}

const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

function pinProblems(lock: LockFile, manifest: Manifest): string[] {
  const locked = lock.packages[''] ?? {};
  return kinds.flatMap((kind) =>
    Object.entries(manifest[kind] ?? {}).flatMap(([name, version]) => {
      if (!/^\d+\.\d+\.\d+(?:-[\w.]+)?$/u.test(version))
        return [`${name} is not pinned exactly: "${version}"`];
      if (locked[kind]?.[name] !== version)
        return [`the lock file does not know ${name} ${version}: run npm install`];
      const found = lock.packages[`node_modules/${name}`]?.version;
      return found === version
        ? []
        : [`${name} is pinned to ${version}, the lock file has ${found ?? 'none'}`];
    }),
  );
}

function npmrcProblems(npmrc: string): string[] {
  const lines = new Set(npmrc.split('\n').map((line) => line.trim()));
  return ['engine-strict=true', 'save-exact=true', 'omit-lockfile-registry-resolved=true']
    .filter((line) => !lines.has(line))
    .map((line) => `.npmrc lacks "${line}"`);
}

export function lockFileStep(root: string): Step {
  const read = (name: string): string => readFileSync(join(root, name), 'utf8');
  return {
    name: 'lock file',
    run: () => ({
      problems: lockProblems(
        JSON.parse(read('package-lock.json')) as LockFile,
        JSON.parse(read('package.json')) as Manifest,
        read('.npmrc'),
      ),
    }),
  };
}
