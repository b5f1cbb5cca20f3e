/** The architecture as a test: who imports whom, what a file is called and how long it is. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { fileViolations } from './layering/files.ts';
import { importViolations } from './layering/imports.ts';
import { readViolations } from './layering/reads.ts';
import { readSource, readTree, type Source } from './layering/source.ts';

const src = fileURLToPath(new URL('..', import.meta.url));

/** Files as `path: code`; each gets its opening sentence. */
function tree(files: Readonly<Record<string, string>>): Source[] {
  return Object.entries(files).map(([path, code]) =>
    readSource(path, path.endsWith('.svelte') ? code : `/** A file. */\n${code}`),
  );
}

describe('the sources of Kith', () => {
  const sources = readTree(src);

  test('are read at all', () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(sources.flatMap((source) => source.imports).length).toBeGreaterThan(20);
  });

  test('import only what their layer may', () => {
    expect(importViolations(sources)).toEqual([]);
  });

  test('are named, opened and bounded as agreed', () => {
    expect(fileViolations(sources)).toEqual([]);
  });

  test('read no table without a bound', () => {
    expect(readViolations(sources)).toEqual([]);
  });
});

describe('reads of the store', () => {
  test.each([
    ['store/a.ts', 'tx.objectStore("chats").getAll();', 'how many rows'],
    ['store/tables/a.ts', 'index.getAllKeys(range);', 'how many rows'],
    ['store/tables/a.ts', 'await index.openCursor(range);', 'row by row'],
  ])('%s must not say %s', (path, code, advice) => {
    expect(readViolations(tree({ [path]: code }))).toEqual([expect.stringContaining(advice)]);
  });

  test.each([
    ['store/a.ts', 'index.getAll(range, 50);'],
    ['store/tables/cursor.ts', 'index.openKeyCursor(range);'],
    ['store/a.test.ts', 'index.getAll();'],
    ['engine/a.ts', 'form.getAll("x");'],
  ])('%s may say %s', (path, code) => {
    expect(readViolations(tree({ [path]: code }))).toEqual([]);
  });
});

describe('imports', () => {
  test('are found in every form', () => {
    const source = readSource(
      'ui/chat/Row.svelte',
      `<!-- A row. -->\n<script lang="ts">\n  import a from './a.ts';\n  import type { B } from './b.ts';\n  import { type C } from './c.ts';
  export { d } from './d.ts';\n  const e = () => import('./e.ts');\n  type F = import('./f.ts').F;\n</script>\n<p>import x from './not.ts'</p>`,
    );
    expect(source.imports).toEqual([
      { specifier: './a.ts', kind: 'value', line: 3 },
      { specifier: './b.ts', kind: 'type', line: 4 },
      { specifier: './c.ts', kind: 'type', line: 5 },
      { specifier: './d.ts', kind: 'value', line: 6 },
      { specifier: './e.ts', kind: 'dynamic', line: 7 },
      { specifier: './f.ts', kind: 'type', line: 8 },
    ]);
  });

  test.each([
    ['lib/a.ts', `import '#model/chat.ts';`, 'lib/ imports nothing of ours'],
    ['model/a.ts', `import '#store/open.ts';`, 'store/ or engine/'],
    ['xmpp/xep/a.ts', `import type { Chat } from '#model/chat.ts';`, 'engine/'],
    ['store/a.ts', `import '#xmpp/codec/dom.ts';`, 'engine/inbound/'],
    ['engine/a.ts', `import '#state/app.ts';`, 'write it to store/'],
    ['bridge/client.ts', `const e = import('#engine/engine.ts');`, 'only bridge/leader.ts'],
    ['bridge/leader.ts', `import '#engine/engine.ts';`, 'with import()'],
    ['state/a.ts', `import '#bridge/leader.ts';`, 'through bridge/client.ts'],
    ['state/a.ts', `import '#xmpp/xep/0393-styling.ts';`, 'lib/'],
    ['ui/chat/A.svelte', `<!-- A. --><script>import '#store/open.ts';</script>`, 'state/'],
    ['sw/sw.ts', `import '#engine/engine.ts';`, 'sw/ must not know engine/'],
    ['main.ts', `import './engine/engine.ts';`, 'join the bridge'],
    ['engine/a.ts', `import '#test/builders.ts';`, 'what ships must not need test/'],
    ['state/a.ts', `import { openDB } from 'idb';`, 'belongs to store/'],
    ['engine/a.ts', `import { Strophe } from 'strophe.js';`, 'belongs to xmpp/stream/'],
    [
      'ui/A.svelte',
      `<!-- A. --><script>import { precache } from 'workbox-precaching';</script>`,
      'belongs to sw/',
    ],
    ['ui/a.ts', `import 'left-pad';`, 'has no owner'],
    ['store/a.ts', `import 'node:fs';`, 'local/ or relay/'],
    ['engine/features/reactions.ts', `import './receipts.ts';`, 'feature reactions imports feature receipts'],
    ['lib/a.ts', `import './b';`, 'extension'],
    ['store/a.ts', `import '../model/chat.ts';`, 'write "#model/chat.ts"'],
    ['store/a.ts', `import '#store/b.ts';`, 'write a relative path'],
  ])('%s must not say %s', (path, code, advice) => {
    const found = importViolations(tree({ [path]: code }));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(advice);
  });

  test.each([
    [
      'bridge/leader.ts',
      `const e = import('#engine/engine.ts'); import type { E } from '#engine/context.ts';`,
    ],
    ['engine/features/index.ts', `import './receipts.ts';`],
    ['engine/features/history/page.ts', `import './query.ts';`],
    ['sw/a.ts', `import { precache } from 'workbox-precaching';`],
    ['engine/a.test.ts', `import '#bridge/client.ts'; import 'fast-check'; import 'node:fs';`],
    ['main.ts', `import './ui/App.svelte';`],
    ['ui/chat/Tree.svelte', `<!-- T. --><script>import Tree from './Tree.svelte';</script>`],
  ])('%s may say %s', (path, code) => {
    expect(importViolations(tree({ [path]: code }))).toEqual([]);
  });

  test('between folders of the screen are few', () => {
    const code = (folders: readonly string[]): string =>
      `<!-- A. --><script>${folders.map((f) => `import '../${f}/B.svelte';`).join('')}</script>`;
    expect(importViolations(tree({ 'ui/chat/A.svelte': code(['kit', 'i18n', 'people', 'media']) }))).toEqual(
      [],
    );
    expect(importViolations(tree({ 'ui/chat/A.svelte': code(['people', 'media', 'rooms']) }))).toHaveLength(
      1,
    );
    expect(importViolations(tree({ 'ui/kit/A.svelte': code(['chat']) }))).toHaveLength(1);
  });

  test('make no cycles', () => {
    const ring = {
      'lib/a.ts': `import './b.ts';`,
      'lib/b.ts': `import './c.ts';`,
      'lib/c.ts': `import type { A } from './a.ts';`,
    };
    expect(importViolations(tree(ring))).toEqual([
      'import cycle: lib/a.ts -> lib/b.ts -> lib/c.ts -> lib/a.ts: move what they share into a file of its own',
    ]);
    expect(importViolations(tree({ ...ring, 'lib/c.ts': '' }))).toEqual([]);
  });
});

describe('files', () => {
  const lines = (count: number): string => Array<string>(count).fill('// x').join('\n');

  test.each([
    ['lib/a.ts', lines(300), '301 lines, at most 300'],
    ['ui/A.svelte', `<!-- A. -->\n${lines(250)}`, '251 lines, at most 250'],
    ['lib/Bad.ts', '', 'kebab-case.ts'],
    ['ui/row.svelte', '<!-- A. -->', 'PascalCase.svelte'],
    ['lib/utils.ts', '', '"utils" says nothing'],
    ['engine/room-manager.ts', '', '"manager" says nothing'],
    ['lib/helpers/a.ts', '', '"helpers" says nothing'],
    ['ui/A.svelte', '<p>hello</p>', 'open it with a comment'],
    ['state/a.ts', 'export const n = $state(1);', '$state works in .svelte'],
    ['engine/a.ts', 'window.close();', 'does not know its host'],
    ['model/a.ts', 'export const t = () => fetch("/");', 'model/ is pure'],
    ['xmpp/xep/a.ts', 'new DOMParser();', 'xmpp/codec/dom.ts'],
  ])('%s is refused', (path, code, reason) => {
    const found = fileViolations(tree({ [path]: code }));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(reason);
  });

  test.each([
    ['store/migrations/0001-initial.ts', lines(400)],
    ['state/a.svelte.ts', 'export const n = $state(1);'],
    ['engine/a.ts', 'export const edge = (window: number[]) => window.length + ({ document: 1 }).document;'],
    ['xmpp/stream/guard.ts', 'new DOMParser();'],
    ['engine/a.test.ts', 'document.title;'],
    ['lib/a.d.ts', ''],
  ])('%s is fine', (path, code) => {
    expect(fileViolations(tree({ [path]: code }))).toEqual([]);
  });

  test('may carry a directive for a tool before their sentence', () => {
    expect(
      fileViolations([readSource('lib/a.test.ts', '// @vitest-environment node\n/** A test. */\n')]),
    ).toEqual([]);
  });

  test('without an opening sentence are refused', () => {
    expect(fileViolations([readSource('lib/a.ts', 'export const a = 1;')])).toHaveLength(1);
  });
});
