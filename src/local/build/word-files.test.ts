/** The files of languages are told apart from those of the app. */
import { expect, test } from 'vitest';
import type { Rolldown } from 'vite';
import { pseudoWordFiles, wordFiles } from './word-files.ts';

test('a language is its first and its later words; English and what only tests read is none', () => {
  const chunk = (fileName: string, module: string | null): [string, unknown] => [
    fileName,
    { type: 'chunk', fileName, facadeModuleId: module },
  ];
  const bundle = Object.fromEntries([
    chunk('assets/de-1.js', '/kith/src/ui/i18n/de.ts'),
    chunk('assets/de-later-1.js', '/kith/src/ui/i18n/de-later.ts'),
    chunk('assets/ar-1.js', '/kith/src/ui/i18n/ar.ts'),
    chunk('assets/en-later-1.js', '/kith/src/ui/i18n/en-later.ts'),
    chunk('assets/pseudo-1.js', '/kith/src/ui/i18n/pseudo.ts'),
    chunk('assets/lock-1.js', null),
    ['assets/de.css', { type: 'asset', fileName: 'assets/de.css' }],
  ]) as unknown as Rolldown.OutputBundle;
  expect(wordFiles(bundle)).toEqual({
    de: ['assets/de-1.js', 'assets/de-later-1.js'],
    ar: ['assets/ar-1.js'],
  });
  expect(pseudoWordFiles(bundle)).toEqual(['assets/pseudo-1.js']);
});
