/** Remembers what went into a build: the graph of chunks, for the size budget, and the modules, for the notices. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { Rolldown } from 'vite';

export interface ChunkRecord {
  readonly file: string;
  /** The module it was made for, relative to the project; absent for chunks of shared code. */
  readonly module?: string;
  readonly isEntry: boolean;
  readonly imports: readonly string[];
  readonly dynamicImports: readonly string[];
  readonly css: readonly string[];
}

export interface BundleRecord {
  readonly buildId: string;
  readonly chunks: readonly ChunkRecord[];
}

interface WithCss {
  readonly viteMetadata?: { readonly importedCss: ReadonlySet<string> };
}

/** The chunks of a bundle, by file name. */
export function chunkRecords(bundle: Rolldown.OutputBundle, root: string): ChunkRecord[] {
  return Object.values(bundle)
    .filter((output) => output.type === 'chunk')
    .map((chunk) => ({
      file: chunk.fileName,
      ...(chunk.facadeModuleId === null ? {} : { module: relative(root, chunk.facadeModuleId) }),
      isEntry: chunk.isEntry,
      imports: chunk.imports,
      dynamicImports: chunk.dynamicImports,
      css: [...((chunk as WithCss).viteMetadata?.importedCss ?? [])],
    }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** Vite leaves out an entry that only imports; the page then names what it imported, which is an entry in its place. */
export function writtenChunks(
  chunks: readonly ChunkRecord[],
  isWritten: (file: string) => boolean,
): ChunkRecord[] {
  const left = chunks.filter(({ file }) => !isWritten(file));
  const named = new Set(left.filter(({ isEntry }) => isEntry).flatMap(({ imports }) => imports));
  const styles = left.flatMap(({ css }) => css);
  return chunks
    .filter(({ file }) => isWritten(file))
    .map((chunk) =>
      named.has(chunk.file)
        ? { ...chunk, isEntry: true, css: [...new Set([...chunk.css, ...styles])] }
        : chunk,
    );
}

export function moduleIds(outputs: Iterable<Rolldown.OutputAsset | Rolldown.OutputChunk>): string[] {
  return [...outputs].flatMap((output) => (output.type === 'chunk' ? output.moduleIds : []));
}

/** Kept beside the build, not in it. */
export function writeRecord(file: string, record: BundleRecord): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(record, null, 1)}\n`);
}
