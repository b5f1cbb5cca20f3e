/** Lint rules: strict and type-aware for all TypeScript and Svelte; what endangers people is an error everywhere. */
import { fileURLToPath } from 'node:url';
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

const root = fileURLToPath(new URL('..', import.meta.url));

const tests = ['**/*.test.ts', 'src/test/**/*.ts', 'e2e/**/*.ts'];
/** Test doubles of the screen: they know Svelte, so the app's tsconfig has them. */
const doubles = ['src/ui/testing/**/*.ts'];
const node = ['src/local/**/*.ts', 'src/relay/**/*.ts', 'vite.config.ts', ...tests];
const worker = ['src/sw/**/*.ts'];

/** Sinks that turn text into markup or code. Trusted Types stop them at run time; this says so earlier. */
const sinks = ['innerHTML', 'outerHTML', 'srcdoc'].map((property) => ({
  property,
  message: 'Text becomes nodes through Svelte or textContent, never markup.',
}));
const callSinks = [
  {
    property: 'insertAdjacentHTML',
    message: 'Text becomes nodes through Svelte or textContent, never markup.',
  },
  { property: 'setHTMLUnsafe', message: 'Text becomes nodes through Svelte or textContent, never markup.' },
  {
    object: 'document',
    property: 'write',
    message: 'Text becomes nodes through Svelte or textContent, never markup.',
  },
];

const syntax = [
  { selector: 'TSEnumDeclaration', message: 'A union of literals in place of an enum.' },
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
];

export default defineConfig(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      '.cache/**',
      'coverage/**',
      'test-results/**',
      'playwright-report/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...ts.configs.stylisticTypeChecked,
  ...svelte.configs.recommended,
  ...svelte.configs.prettier,

  // Which tsconfig knows which file.
  { languageOptions: { parserOptions: { tsconfigRootDir: root, projectService: true } } },
  {
    files: node,
    languageOptions: { parserOptions: { projectService: false, project: ['src/local/tsconfig.json'] } },
  },
  {
    files: worker,
    ignores: ['**/*.test.ts'],
    languageOptions: { parserOptions: { projectService: false, project: ['src/sw/tsconfig.json'] } },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, projectService: true, extraFileExtensions: ['.svelte'] },
    },
  },

  {
    rules: {
      // TypeScript sees undefined names itself, with the right globals.
      'no-undef': 'off',
      eqeqeq: 'error',
      'no-misleading-character-class': ['error', { allowEscape: true }],
      'no-alert': 'error',
      'no-console': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'off',
      '@typescript-eslint/no-implied-eval': 'error',
      'no-script-url': 'error',
      'no-restricted-properties': ['error', ...sinks, ...callSinks],
      'no-restricted-globals': [
        'error',
        {
          name: 'localStorage',
          message: 'What is kept is kept by store/: localStorage is readable by every script of the origin.',
        },
        { name: 'event', message: 'Take the event as a parameter.' },
        { name: 'name', message: 'Declare it: this is window.name.' },
      ],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/unified-signatures': ['error', { ignoreOverloadsWithDifferentJSDoc: true }],
      // A brand or a member kept for its documentation is worth its line.
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      'no-restricted-syntax': ['error', ...syntax],
      // Slow, and about things that are not here: enums, stores.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'svelte/require-store-reactive-access': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/no-target-blank': 'error',
      'svelte/button-has-type': 'error',
      'svelte/require-each-key': 'error',
      'svelte/no-navigation-without-resolve': 'off',
      // `let { a, b = $bindable() } = $props()` cannot be split.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { destructuring: 'all' }],
      'no-restricted-syntax': [
        'error',
        ...syntax,
        {
          selector: 'SvelteAttribute[key.name="style"]',
          message:
            'The content security policy refuses style attributes: use a class, or style:property={value}.',
        },
      ],
    },
  },
  // Classes keep maps that are not meant to react; what reacts says so with $state or SvelteMap.
  { files: ['**/*.svelte.ts'], rules: { 'svelte/prefer-svelte-reactivity': 'off' } },
  {
    files: ['vite.config.ts', 'e2e/**/playwright.config.ts', '.config/*.js'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  { files: ['src/local/**/*.ts', 'e2e/**/*.ts', 'src/lib/log.ts'], rules: { 'no-console': 'off' } },
  {
    files: [...tests, ...doubles],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      'no-script-url': 'off',
    },
  },
  { files: ['.config/*.js'], extends: [ts.configs.disableTypeChecked] },
);
