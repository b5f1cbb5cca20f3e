/** The rules about imports: layers, doors, packages, features, folders of the screen, cycles. */
import { resolveImport } from './resolve.ts';
import type { Import, Source } from './source.ts';
import {
  adviceFor,
  doors,
  grants,
  isTest,
  layerOf,
  mayImport,
  mostOtherUi,
  packageOwners,
  sharedUi,
} from './table.ts';

const owns = (owner: string, path: string): boolean =>
  owner.endsWith('/') ? path.startsWith(owner) : path === owner;

/** One sentence for each broken rule, with the place and where the code should go. */
export function importViolations(sources: readonly Source[]): string[] {
  const single = sources.flatMap((source) =>
    source.imports.flatMap((item) => {
      const found = [
        styleOf(source, item),
        layerBreach(source, item),
        packageBreach(source, item),
        featureBreach(source, item),
      ];
      return found.filter((text) => text !== undefined).map((text) => `${source.path}:${item.line}: ${text}`);
    }),
  );
  return [...single, ...uiFolders(sources), ...cycles(sources)];
}

function styleOf(source: Source, item: Import): string | undefined {
  const target = resolveImport(source.path, item.specifier);
  if (target.kind !== 'file') return undefined;
  if (!/\.[a-z]+$/u.test(target.path)) return `"${item.specifier}" lacks the file's extension`;
  const from = layerOf(source.path);
  const same = from === layerOf(target.path);
  if (target.style === 'relative' && !same && target.path.startsWith('..')) return undefined;
  if (target.style === 'relative' && !same && from !== 'main') {
    return `"${item.specifier}" leaves its layer: write "#${target.path}"`;
  }
  if (target.style === 'hash' && same) return `"${item.specifier}" stays in its layer: write a relative path`;
  return undefined;
}

function layerBreach(source: Source, item: Import): string | undefined {
  const from = layerOf(source.path);
  const target = resolveImport(source.path, item.specifier);
  if (from === undefined || from === 'test' || isTest(source.path) || target.kind !== 'file')
    return undefined;
  const to = layerOf(target.path);
  if (to === undefined || to === from) return undefined;
  if (grants.some((g) => owns(g.from, source.path) && g.to === to && g.kinds.includes(item.kind)))
    return undefined;
  if (!mayImport[from].includes(to))
    return `${from}/ imports ${target.path} (${item.kind}): ${adviceFor(from, to)}`;
  const door = doors.find((d) => d.from === from && d.to === to)?.door;
  if (door !== undefined && door !== target.path)
    return `${from}/ imports ${target.path}: enter ${to}/ through ${door}`;
  return undefined;
}

function packageBreach(source: Source, item: Import): string | undefined {
  const from = layerOf(source.path);
  const target = resolveImport(source.path, item.specifier);
  if (isTest(source.path) || from === 'local' || target.kind === 'file') return undefined;
  if (target.kind === 'node') {
    return from === 'relay'
      ? undefined
      : `${target.name} exists in Node only: that code belongs in local/ or relay/`;
  }
  const owners = packageOwners[target.name];
  if (owners === undefined)
    return `package ${target.name} has no owner: name one in src/test/layering/table.ts`;
  if (owners.some((owner) => owns(owner, source.path))) return undefined;
  return `package ${target.name} belongs to ${owners.join(', ')}: ask that code to do it`;
}

const featureOf = (path: string): string | undefined =>
  /^engine\/features\/([^/]+?)(?:\.ts|\/.*)$/u.exec(path)?.[1]?.replace(/\.test$/u, '');

function featureBreach(source: Source, item: Import): string | undefined {
  const from = featureOf(source.path);
  const target = resolveImport(source.path, item.specifier);
  if (from === undefined || from === 'index' || isTest(source.path) || target.kind !== 'file')
    return undefined;
  const to = featureOf(target.path);
  if (to === undefined || to === from) return undefined;
  return `feature ${from} imports feature ${to}: move what both need to engine/, or connect them in features/index.ts`;
}

const uiFolder = (path: string): string | undefined => /^ui\/([^/]+)\//u.exec(path)?.[1];

/** Files directly in `ui/` put the screen together and may use all folders. */
function uiFolders(sources: readonly Source[]): string[] {
  const used = new Map<string, Set<string>>();
  for (const source of sources) {
    const from = uiFolder(source.path);
    if (from === undefined || isTest(source.path)) continue;
    for (const item of source.imports) {
      const target = resolveImport(source.path, item.specifier);
      const to = target.kind === 'file' ? uiFolder(target.path) : undefined;
      if (to === undefined || to === from || sharedUi.has(to)) continue;
      used.set(from, (used.get(from) ?? new Set()).add(to));
    }
  }
  return [...used]
    .filter(([from, others]) => others.size > (sharedUi.has(from) ? 0 : mostOtherUi))
    .map(
      ([from, others]) =>
        `ui/${from}/ uses ${[...others].join(', ')}: move shared parts to ui/kit/, or compose them in ui/`,
    );
}

/** Groups of files that import each other, each as one sentence. A component may import itself (recursion). */
export function cycles(sources: readonly Source[]): string[] {
  const known = new Set(sources.map((source) => source.path));
  const graph = new Map(
    sources.map((source) => [source.path, filesOf(source).filter((path) => known.has(path))]),
  );
  const found: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    state.set(path, 'open');
    trail.push(path);
    for (const next of graph.get(path) ?? []) {
      if (next === path) continue;
      if (state.get(next) === 'open') {
        const ring = [...trail.slice(trail.indexOf(next)), next];
        found.push(`import cycle: ${ring.join(' -> ')}: move what they share into a file of its own`);
      } else if (state.get(next) === undefined) visit(next);
    }
    trail.pop();
    state.set(path, 'done');
  };
  for (const path of graph.keys()) if (state.get(path) === undefined) visit(path);
  return found;
}

function filesOf(source: Source): string[] {
  return source.imports
    .map((item) => resolveImport(source.path, item.specifier))
    .flatMap((target) => (target.kind === 'file' ? [target.path] : []));
}
