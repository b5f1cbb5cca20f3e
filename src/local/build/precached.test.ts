/** Which built files the worker keeps, what names a build, and whose licence is due. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildId, countsForBuild } from './build-id.ts';
import { formatNotices, packageFolder, readNotice } from './notices.ts';
import { isPrecached, precacheManifest } from './precached.ts';

let folder = '';
const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kith-build-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the precache', () => {
  test.each([
    'config.json',
    'doap.xml',
    'sw.js',
    'assets/a.js.map',
    'icons/icon-512.png',
    '.vite/manifest.json',
  ])('leaves out %s', (path) => {
    expect(isPrecached(path)).toBe(false);
  });

  test('leaves out what it is told to', () => {
    put('assets/main-abc.js', 'code');
    put('assets/de-abc.js', 'words');
    expect(precacheManifest(folder, ['assets/de-abc.js']).map((entry) => entry.url)).toEqual([
      'assets/main-abc.js',
    ]);
  });

  test('names hashed files without a revision and others by their content', () => {
    put('index.html', 'one');
    put('assets/main-abc.js', 'code');
    put('config.json', '{}');
    const before = precacheManifest(folder);
    expect(before.map((entry) => entry.url)).toEqual(['assets/main-abc.js', 'index.html']);
    expect(before[0]?.revision).toBeNull();
    put('index.html', 'two');
    expect(precacheManifest(folder)[1]?.revision).not.toBe(before[1]?.revision);
  });
});

describe('the build id', () => {
  test.each(['src/lib/a.ts', 'src/local/build/notices.ts', 'public/icons/icon.svg'])('counts %s', (path) => {
    expect(countsForBuild(path)).toBe(true);
  });

  test.each([
    'src/lib/a.test.ts',
    'src/test/builders.ts',
    'src/local/start.ts',
    'src/xmpp/xep/fixtures/0030/a.xml',
  ])('does not count %s', (path) => {
    expect(countsForBuild(path)).toBe(false);
  });

  test('changes with the sources and with nothing else', () => {
    put('package-lock.json', '{}');
    put('vite.config.ts', '');
    put('src/a.ts', 'one');
    const first = buildId(folder);
    put('src/a.test.ts', 'test');
    put('README.md', 'words');
    put('src/node_modules/.vite/vitest/results.json', '{}');
    put('src/ui/node_modules/.vite/deps/a.js', 'cache');
    expect(buildId(folder)).toBe(first);
    put('src/a.ts', 'two');
    expect(buildId(folder)).not.toBe(first);
  });
});

describe('the notices', () => {
  test.each([
    ['/p/node_modules/idb/build/index.js', '/p/node_modules/idb'],
    ['/p/node_modules/@lucide/svelte/dist/a.js?x', '/p/node_modules/@lucide/svelte'],
    ['/p/node_modules/a/node_modules/b/c.js', '/p/node_modules/a/node_modules/b'],
    ['/p/src/main.ts', undefined],
    ['\0virtual', undefined],
  ])('%s comes from %s', (id, from) => {
    expect(packageFolder(id)).toBe(from);
  });

  test('carry the text of the licence', () => {
    put('package.json', '{"name":"n","version":"1.2.3","license":"MIT"}');
    put('LICENSE', 'Do as you like.\n');
    expect(formatNotices([readNotice(folder)])).toContain('n 1.2.3 (MIT)');
    expect(formatNotices([readNotice(folder)])).toContain('Do as you like.');
  });

  test('refuse a package without a licence', () => {
    put('package.json', '{"name":"n","version":"1.2.3"}');
    expect(() => readNotice(folder)).toThrow('n names no licence');
  });
});
