/** `npm run check`: everything about the sources and the build that needs no test run. Names of steps as arguments pick some. */
import { fileURLToPath } from 'node:url';
import { buildStep, contentStep } from './check/built.ts';
import { licenceStep } from './check/licences.ts';
import { lockFileStep } from './check/lock-file.ts';
import { sizeStep } from './check/size-budget.ts';
import { tool, type Step } from './check/step.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
process.chdir(root);

const steps: readonly Step[] = [
  lockFileStep(root),
  licenceStep(root),
  tool('format', 'prettier', [
    '--config=.config/prettier.json',
    '--ignore-path=.config/prettierignore',
    '--log-level=warn',
    '--check',
    '.',
  ]),
  tool('lint', 'eslint', [
    '--config=.config/eslint.config.js',
    '--max-warnings=0',
    'src',
    'e2e',
    'vite.config.ts',
    '.config',
  ]),
  tool('types: app', 'tsc', ['-p', 'tsconfig.json']),
  tool('types: tests and tools', 'tsc', ['-p', 'src/local/tsconfig.json']),
  tool('types: service worker', 'tsc', ['-p', 'src/sw/tsconfig.json']),
  tool('svelte-check', 'svelte-check', ['--tsconfig=tsconfig.json', '--fail-on-warnings', '--output=human']),
  buildStep(root),
  contentStep(root),
  sizeStep(root),
];

/** A step that throws has failed too, and the others still run. */
async function passes(step: Step): Promise<boolean> {
  const start = performance.now();
  let problems: readonly string[];
  let notes: readonly string[] = [];
  try {
    ({ problems, notes = [] } = await step.run());
  } catch (error) {
    problems = [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${step.name} (${seconds} s)`);
  for (const line of [...notes, ...problems]) console.log(line.replace(/^/gmu, '     '));
  return problems.length === 0;
}

const asked = process.argv.slice(2);
const chosen = steps.filter((step) => asked.length === 0 || asked.some((name) => step.name.startsWith(name)));
if (chosen.length === 0)
  throw new Error(`No step is called ${asked.join(' or ')}: ${steps.map((step) => step.name).join(', ')}`);
let failed = 0;
for (const step of chosen) if (!(await passes(step))) failed += 1;
console.log(`${chosen.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
