/** How the build cuts the app: all that the page imports at once is one file, since each file is a request and compresses alone. */
import type { Rolldown } from 'vite';

type Graph = Pick<Rolldown.ChunkingContext, 'getModuleInfo'>;

/** The entry of the app and all that it imports without waiting. */
function importedAtOnce(entry: string, graph: Graph): ReadonlySet<string> {
  const found = new Set([entry]);
  for (const id of found) for (const next of graph.getModuleInfo(id)?.importedIds ?? []) found.add(next);
  return found;
}

/** A group of chunks for `output.codeSplitting`: without it what the first screen shares with later ones is cut off from it. */
export function firstScreen(entry: string): {
  readonly debugName: string;
  readonly name: (id: string, graph: Graph) => string | null;
} {
  let first: ReadonlySet<string> | undefined;
  return {
    debugName: 'first screen',
    name: (id, graph) => {
      first ??= importedAtOnce(entry, graph);
      return first.has(id) ? 'app' : null;
    },
  };
}
