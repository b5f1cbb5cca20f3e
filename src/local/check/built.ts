/** Makes sure that `dist` is built from the present sources, and looks for what must not be in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildId } from '../build/build-id.ts';
import type { BundleRecord } from '../build/bundle-record.ts';
import { filesBelow } from '../build/tree.ts';
import { failureOf, type Step } from './step.ts';

export const recordFile = '.cache/bundle-production.json';

/** What the last build wrote about itself; `undefined` when there was none. */
export function readRecord(root: string): BundleRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(root, recordFile), 'utf8')) as BundleRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Builds unless `dist` stands for the sources as they are. */
export function buildStep(root: string): Step {
  return {
    name: 'build',
    run: async () => {
      const built = filesBelow(join(root, 'dist')).includes('index.html');
      if (built && readRecord(root)?.buildId === buildId(root))
        return { problems: [], notes: ['dist is up to date'] };
      return { problems: await failureOf('vite', ['build', '--logLevel', 'warn']) };
    },
  };
}

/** What a built text file must not hold, and why. */
const unwanted: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/__PROBE__|__BUILD_ID__|__KITH_PRECACHE/u, 'a constant that the build should have replaced'],
  [/sourceMappingURL/u, 'a link to a source map'],
  [/\beval\(|\bnew Function\(/u, 'code made from text, which the content security policy refuses'],
  [/\bdebugger\b/u, 'a breakpoint'],
];

/** `home`: the folder of the project, which must not be named in what others download. */
export function contentProblems(path: string, text: string, home: string): string[] {
  const problems = unwanted
    .filter(([pattern]) => pattern.test(text))
    .map(([pattern, why]) => `${path}: ${why} (${pattern.source})`);
  if (text.includes(home)) problems.push(`${path}: a path of the machine that built it`);
  if (path.endsWith('.html')) problems.push(...inlineProblems(path, text));
  return problems;
}

/** The content security policy refuses inline scripts, styles and handlers. */
function inlineProblems(path: string, html: string): string[] {
  const problems: string[] = [];
  if (/<script\b(?![^>]*\bsrc=)/u.test(html)) problems.push(`${path}: an inline script`);
  if (/<style\b|\sstyle=/u.test(html)) problems.push(`${path}: an inline style`);
  if (/\son[a-z]+=/u.test(html)) problems.push(`${path}: an inline event handler`);
  return problems;
}

export function contentStep(root: string): Step {
  return {
    name: 'built files',
    run: () => {
      const dist = join(root, 'dist');
      const files = filesBelow(dist);
      const required = [
        'index.html',
        'sw.js',
        'manifest.webmanifest',
        'config.json',
        'third-party-notices.txt',
      ];
      const missing = required.filter((path) => !files.includes(path)).map((path) => `${path} is missing`);
      const stray = files
        .filter((path) => path.endsWith('.map') || path.startsWith('.'))
        .map((path) => `${path} must not ship`);
      const texts = files.filter((path) => /\.(?:js|css|html|json|webmanifest)$/u.test(path));
      const home = root.replace(/\/$/u, '');
      const content = texts.flatMap((path) =>
        contentProblems(path, readFileSync(join(dist, path), 'utf8'), home),
      );
      return { problems: [...missing, ...stray, ...content] };
    },
  };
}
