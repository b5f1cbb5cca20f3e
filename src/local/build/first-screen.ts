/** How the build cuts the app: what is needed at once is one file, since each file is a request and compresses alone. */
import type { Rolldown } from 'vite';

type Graph = Pick<Rolldown.ChunkingContext, 'getModuleInfo'>;

interface Group {
  readonly debugName: string;
  readonly priority: number;
  readonly name: (id: string, graph: Graph) => string | null;
}

/** A module and all that it imports without waiting. */
function importedAtOnce(entry: string, graph: Graph): ReadonlySet<string> {
  const found = new Set([entry]);
  for (const id of found) for (const next of graph.getModuleInfo(id)?.importedIds ?? []) found.add(next);
  return found;
}

function group(name: string, entry: string, priority: number, belongs: (id: string) => boolean): Group {
  let together: ReadonlySet<string> | undefined;
  return {
    debugName: name,
    priority,
    name: (id, graph) => {
      together ??= importedAtOnce(entry, graph);
      return together.has(id) && belongs(id) ? name : null;
    },
  };
}

/**
 * Groups of chunks for `output.codeSplitting`: without them what they share with what is loaded later is cut off from them.
 * `app` is the entry of the app. `engine` is the engine's, and of its file are only the layers that no screen imports: a
 * screen must not have to load the engine for what both of them use.
 */
export function startFiles(entries: { readonly app: string; readonly engine: string }): Group[] {
  return [
    group('app', entries.app, 2, () => true),
    group('engine', entries.engine, 1, (id) => /\/src\/(?:engine|xmpp)\//u.test(id)),
  ];
}
