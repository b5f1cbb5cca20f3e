/** The first screen's file: all that is imported at once, however far down, and nothing that is asked for later. */
import { expect, it } from 'vitest';
import { firstScreen } from './first-screen.ts';

const imports: Readonly<Record<string, readonly string[]>> = {
  main: ['app', 'kit'],
  app: ['kit', 'main'],
  kit: ['runtime'],
  later: ['runtime', 'heavy'],
};
const getModuleInfo = ((id: string) => ({ importedIds: imports[id] ?? [] })) as never;

it('holds what the entry imports at once', () => {
  const { name } = firstScreen('main');
  const named = ['main', 'app', 'kit', 'runtime', 'later', 'heavy'].filter(
    (id) => name(id, { getModuleInfo }) === 'app',
  );
  expect(named).toEqual(['main', 'app', 'kit', 'runtime']);
});
