/** Decides which built files the service worker keeps, and under which revision. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from './tree.ts';

export interface PrecacheEntry {
  readonly url: string;
  /** `null`: the name already carries a hash of the content. */
  readonly revision: string | null;
}

/** Files that are read by the browser's own user interface, by operators or by other software, not by the running app. */
const left = new Set(['config.json', 'doap.xml', 'third-party-notices.txt', 'sw.js', 'sw-retire.js']);
const keptIcons = new Set(['icons/icon.svg', 'icons/icon-192.png', 'icons/badge-96.png']);

/** `config.json` is the operator's to change at any time; the app keeps its own last copy of it. */
export function isPrecached(path: string): boolean {
  if (path.startsWith('.') || path.includes('/.') || path.endsWith('.map') || left.has(path)) return false;
  return path.startsWith('icons/') ? keptIcons.has(path) : true;
}

/** Everything the app needs to start and run without a network, save `others`. */
export function precacheManifest(dist: string, others: readonly string[] = []): PrecacheEntry[] {
  return filesBelow(dist)
    .filter((path) => isPrecached(path) && !others.includes(path))
    .map((url) => ({ url, revision: url.startsWith('assets/') ? null : contentHash(join(dist, url)) }));
}

function contentHash(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
}
