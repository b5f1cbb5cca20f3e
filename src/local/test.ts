/** `npm test`: every stage in turn, each with its minutes; the last line is the sum. `--quick` takes a few minutes. */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findChromium } from './build/chromium.ts';
import { untilEnded } from './lifetime.ts';
import { type ServerKind, findServer } from './server/choose.ts';
import { Unavailable } from './server/local-server.ts';
import { type Count, add, countLine, countPlaywright, countVitest, none, withExit } from './test-count.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const results = `${root}test-results`;
const inCi = process.env['CI'] === 'true';
const running = new Set<() => void>();
const leftOut: string[] = [];
let built = false;

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });

interface Stage {
  readonly name: string;
  /** Why the stage cannot run here; undefined when it can. */
  readonly missing?: () => Promise<string | undefined>;
  run(): Promise<Count>;
}

const stages: readonly Stage[] = [
  {
    name: 'build',
    run: async () => {
      const { code } = await command('vite', ['build', '--logLevel', 'warn']);
      built = code === 0;
      return built ? { ...none, passed: 1 } : { ...none, failed: 1 };
    },
  },
  {
    // After the build: the check takes one that stands for the present sources as it is.
    name: 'check',
    run: async () => {
      const { code, output } = await command('tsx', ['src/local/check.ts']);
      return withExit(countLine(output, code), code);
    },
  },
  { name: 'unit', run: () => vitest('unit') },
  ...(values.quick ? [] : [{ name: 'components', missing: browser, run: () => vitest('browser') }]),
  e2e('e2e', 'prosody-13'),
  ...(values.quick ? [] : [e2e('e2e on ejabberd', 'ejabberd'), e2e('e2e on Prosody 0.12', 'prosody-0.12')]),
];

untilEnded(() => {
  for (const kill of running) kill();
  return Promise.resolve();
});
await mkdir(results, { recursive: true });
let total = none;
for (const stage of stages) total = add(total, await runStage(stage));
for (const line of leftOut) console.log(line);
if (total.skipped > 0) console.log(`${total.skipped} skipped`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);

async function runStage(stage: Stage): Promise<Count> {
  const missing = await stage.missing?.();
  if (missing !== undefined) return leave(stage.name, missing);
  console.log(`\n=== ${stage.name}`);
  const start = performance.now();
  const count = await stage.run().catch((error: unknown) => {
    console.error(error);
    return { ...none, failed: 1 };
  });
  const minutes = ((performance.now() - start) / 60_000).toFixed(1);
  console.log(`=== ${stage.name}: ${count.passed} passed, ${count.failed} failed, ${minutes} min`);
  return count;
}

/** What cannot run here is said where it would stand, and again at the end; in CI it is a failure. */
function leave(name: string, missing: string): Count {
  const line = `${name}: ${inCi ? 'failed' : 'skipped'}: ${missing}`;
  console.log(`\n=== ${line}`);
  leftOut.push(line);
  return inCi ? { ...none, failed: 1 } : { ...none, skipped: 1 };
}

async function vitest(project: 'unit' | 'browser'): Promise<Count> {
  const json = `${results}/${project}.json`;
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${json}`];
  await rm(json, { force: true });
  const { code } = await command('vitest', ['run', '--project', project, '--passWithNoTests', ...reporters]);
  return withExit(countVitest(await report(project)), code);
}

async function report(name: string): Promise<string> {
  return readFile(`${results}/${name}.json`, 'utf8');
}

/** Runs one of the project's own tools; its output goes to the terminal and comes back. */
async function command(name: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  const child = spawn(`${root}node_modules/.bin/${name}`, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = (): void => {
    child.kill('SIGTERM');
  };
  running.add(kill);
  let output = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      resolve(status ?? 1);
    });
  });
  running.delete(kill);
  return { code, output };
}

function browser(): Promise<string | undefined> {
  const found = findChromium() !== undefined;
  return Promise.resolve(
    found ? undefined : 'no Chromium here; on Debian and Ubuntu: apt-get install chromium',
  );
}

/** The tests of one of Playwright's projects, which are named after their servers. */
function e2e(name: string, kind: ServerKind): Stage {
  return {
    name,
    missing: async () => (await browser()) ?? (await server(kind)),
    run: async () => {
      if (!built) throw new Error('there is no build to test');
      // Tests of the main project want the old one too; it is fetched here, where nobody waits with a deadline.
      if (kind === 'prosody-13' && !values.quick) await server('prosody-0.12');
      await rm(`${results}/e2e.json`, { force: true });
      const quick = values.quick ? ['--grep', '@quick'] : [];
      const config = ['--config', 'e2e/playwright.config.ts', '--project', kind];
      const { code } = await command('playwright', ['test', ...config, ...quick]);
      return withExit(countPlaywright(await report('e2e')), code);
    },
  };
}

/** Finds it, which may mean to fetch it, and says what was found; else gives why it cannot run here. */
async function server(kind: ServerKind): Promise<string | undefined> {
  try {
    const { label } = await findServer(kind, console.log);
    console.log(`Server: ${label}`);
    return undefined;
  } catch (error) {
    if (error instanceof Unavailable) return error.message;
    throw error;
  }
}
