/** The files of the start: all that is imported at once, however far down, and nothing that is asked for later. */
import { expect, it } from 'vitest';
import { startFiles } from './first-screen.ts';

const imports: Readonly<Record<string, readonly string[]>> = {
  main: ['app', 'kit'],
  app: ['kit', 'main'],
  kit: ['runtime'],
  later: ['runtime', 'heavy', 'shared'],
  '/src/engine/host.ts': ['/src/engine/session.ts', 'runtime', 'shared'],
  '/src/engine/session.ts': ['/src/xmpp/stream.ts'],
  '/src/engine/later.ts': ['/src/xmpp/stream.ts', '/src/xmpp/rare.ts'],
};
const all = [...new Set([...Object.keys(imports), ...Object.values(imports).flat()])].sort();
const getModuleInfo = ((id: string) => ({ importedIds: imports[id] ?? [] })) as never;
const groups = startFiles({ app: 'main', engine: '/src/engine/host.ts' });
const filesOf = (name: string) =>
  all.filter((id) => groups.some((group) => group.name(id, { getModuleInfo }) === name));

it('hold what the entry imports at once', () => {
  expect(filesOf('app')).toEqual(['app', 'kit', 'main', 'runtime']);
});

it('hold of the engine what no screen imports, also where a later part of it does', () => {
  expect(filesOf('engine')).toEqual(['/src/engine/host.ts', '/src/engine/session.ts', '/src/xmpp/stream.ts']);
});

it('give what both import to the first', () => {
  const [app, engine] = groups;
  expect((app?.priority ?? 0) > (engine?.priority ?? 0)).toBe(true);
});
