/** Says what an import specifier points at. */
import { posix } from 'node:path';

export type Target =
  /** A file of ours, relative to `src`. */
  | { readonly kind: 'file'; readonly path: string; readonly style: 'hash' | 'relative' }
  /** A package, by its name without the path inside. */
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'node'; readonly name: string };

export function resolveImport(from: string, specifier: string): Target {
  const plain = specifier.replace(/\?.*$/u, '');
  if (plain.startsWith('#')) return { kind: 'file', path: plain.slice(1), style: 'hash' };
  if (plain.startsWith('.')) {
    return { kind: 'file', path: posix.normalize(posix.join(posix.dirname(from), plain)), style: 'relative' };
  }
  if (plain.startsWith('node:')) return { kind: 'node', name: plain };
  const depth = plain.startsWith('@') ? 2 : 1;
  return { kind: 'package', name: plain.split('/').slice(0, depth).join('/') };
}
