/** The checks themselves: each finds what it is for, and leaves good input alone. */
import { describe, expect, test } from 'vitest';
import { writtenChunks, type ChunkRecord } from '../build/bundle-record.ts';
import { contentProblems } from './built.ts';
import { isPermissive, runtimeClosure } from './licences.ts';
import { findLocked, lockProblems, type LockFile, type LockedPackage } from './lock-file.ts';
import { neededFiles, sizesOf } from './size-budget.ts';

const npmrc = 'engine-strict=true\nsave-exact=true\nomit-lockfile-registry-resolved=true\n';
const manifest = { dependencies: { a: '1.0.0' } };
const lock = (more: Readonly<Record<string, LockedPackage>> = {}): LockFile => ({
  lockfileVersion: 3,
  packages: {
    '': { dependencies: { a: '1.0.0' } },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' },
    ...more,
  },
});

describe('the lock file', () => {
  test('passes as npm writes it here', () => {
    expect(lockProblems(lock(), manifest, npmrc)).toEqual([]);
  });

  test.each([
    [{ version: '1.0.0', integrity: 'x', resolved: 'https://registry.example/a.tgz' }, 'registry address'],
    [{ version: '1.0.0' }, 'no integrity'],
    [{ version: '2.0.0', integrity: 'x' }, 'is pinned to 1.0.0'],
    [
      { version: '1.0.0', integrity: 'x', optionalDependencies: { '@a/linux': '1.0.0' } },
      'the lock file lacks',
    ],
  ])('%j is refused', (entry, reason) => {
    const problems = lockProblems(lock({ 'node_modules/a': entry }), manifest, npmrc);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(reason);
  });

  test.each(['^1.0.0', '~1.0.0', '1.x', 'latest', '*', 'github:a/a'])(
    '"%s" is no exact version',
    (version) => {
      expect(lockProblems(lock(), { dependencies: { a: version } }, npmrc)[0]).toContain(
        'not pinned exactly',
      );
    },
  );

  test('must know every dependency', () => {
    const problems = lockProblems(lock(), { dependencies: { a: '1.0.0', b: '1.0.0' } }, npmrc);
    expect(problems).toEqual(['the lock file does not know b 1.0.0: run npm install']);
  });

  test('needs the settings of .npmrc', () => {
    expect(lockProblems(lock(), manifest, 'save-exact=true')).toHaveLength(2);
  });

  test('is searched as Node searches', () => {
    const nested = lock({
      'node_modules/a/node_modules/b': { version: '1.0.0' },
      'node_modules/c': { version: '1.0.0' },
    });
    expect(findLocked(nested, 'node_modules/a', 'b')).toBe('node_modules/a/node_modules/b');
    expect(findLocked(nested, 'node_modules/a/node_modules/b', 'c')).toBe('node_modules/c');
    expect(findLocked(nested, 'node_modules/c', 'b')).toBeUndefined();
  });
});

describe('licences', () => {
  test.each(['MIT', '(MIT OR GPL-3.0-only)', 'MIT AND ISC'])('%s is permissive', (expression) => {
    expect(isPermissive(expression)).toBe(true);
  });

  test.each(['GPL-3.0-only', 'MIT AND GPL-3.0', 'MPL-2.0', 'none', 'SEE LICENSE IN x'])(
    '%s is not',
    (expression) => {
      expect(isPermissive(expression)).toBe(false);
    },
  );

  test('are asked of all that ships and of nothing else', () => {
    const tree = lock({
      'node_modules/a': { version: '1.0.0', dependencies: { b: '1.0.0' } },
      'node_modules/b': { version: '1.0.0', dependencies: { a: '1.0.0' } },
      'node_modules/tool': { version: '1.0.0' },
    });
    expect(runtimeClosure(tree, manifest)).toEqual(['node_modules/a', 'node_modules/b']);
  });
});

describe('built files', () => {
  test.each([
    ['assets/a.js', 'if(__PROBE__)x()'],
    ['assets/a.js', '//# sourceMappingURL=a.js.map'],
    ['assets/a.js', 'new Function("x")'],
    ['assets/a.js', 'import("/home/me/kith/src/a.ts")'],
    ['index.html', '<script>boot()</script>'],
    ['index.html', '<p style="color:red">'],
    ['index.html', '<body onload="x()">'],
  ])('%s must not hold %s', (path, text) => {
    expect(contentProblems(path, text, '/home/me/kith')).toHaveLength(1);
  });

  test('may hold what the app needs', () => {
    const html =
      '<script type="module" crossorigin src="./a.js"></script><link rel="stylesheet" href="./a.css">';
    expect(contentProblems('index.html', html, '/home/me/kith')).toEqual([]);
    expect(contentProblems('assets/a.js', 'const evaluate=medieval(1)', '/home/me/kith')).toEqual([]);
  });
});

describe('the size budget', () => {
  const chunk = (name: string, more: Partial<ChunkRecord> = {}): ChunkRecord => ({
    file: `${name}.js`,
    module: `src/${name}.ts`,
    isEntry: false,
    imports: [],
    dynamicImports: [],
    css: [],
    ...more,
  });
  const chunks = [
    chunk('main', {
      isEntry: true,
      imports: ['base.js'],
      dynamicImports: ['engine.js', 'rare.js'],
      css: ['main.css'],
    }),
    chunk('base'),
    chunk('engine', { imports: ['base.js', 'wire.js'], css: ['engine.css'] }),
    chunk('wire'),
    chunk('rare', { imports: ['heavy.js'] }),
    chunk('heavy'),
  ];

  test('counts what the page imports, and what comes after it unless it is excused', () => {
    const { first, usable } = neededFiles(chunks, new Set(['src/rare.ts']));
    expect(first).toEqual(['base.js', 'main.css', 'main.js']);
    expect(usable).toEqual(['base.js', 'engine.css', 'engine.js', 'main.css', 'main.js', 'wire.js']);
    expect(neededFiles(chunks, new Set()).usable).toContain('heavy.js');
  });

  test('takes what the page names for an entry that was left out as that entry', () => {
    const written = writtenChunks(chunks, (file) => file !== 'main.js');
    expect(written.filter(({ isEntry }) => isEntry).map(({ file }) => file)).toEqual(['base.js']);
    expect(neededFiles(written, new Set()).first).toEqual(['base.js', 'main.css']);
    expect(writtenChunks(chunks, () => true)).toEqual(chunks);
  });

  test('measures each file by itself, as it is sent', () => {
    const content = Buffer.from('kith '.repeat(1000));
    const one = sizesOf([content]);
    expect(one.raw).toBe(5000);
    expect(one.gzip).toBeLessThan(100);
    expect(sizesOf([content, content]).brotli).toBe(2 * one.brotli);
  });
});
