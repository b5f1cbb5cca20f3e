/** `npm run bench`: measures Kith beside Converse.js and a bare page, and says what was promised and what was reached. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildStep } from '../../src/local/check/built.ts';
import { untilEnded } from '../../src/local/lifetime.ts';
import { converseVersion, fetchConverse } from './converse-package.ts';
import { type BenchOptions, readOptions, usage } from './options.ts';
import { runRounds } from './rounds.ts';
import { type Row, cap, slow } from './row.ts';
import { rows } from './rows/index.ts';
import { Bench } from './stage.ts';
import {
  type Circumstances,
  type Result,
  circumstanceWords,
  judgements,
  markdownTable,
  notes,
  plainTable,
} from './table.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
process.chdir(root);

const options = readOptions(
  process.argv.slice(2),
  rows.map(({ name }) => name),
);
if (options.help) console.log(`${usage}\nRows: ${rows.map(({ name }) => name).join(', ')}`);
else await main(options);

async function main(asked: BenchOptions): Promise<void> {
  const { problems } = await buildStep(root).run();
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const converse = asked.converse ? await fetchConverse(console.log) : undefined;
  const bench = await Bench.start(converse);
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= bench.stop());
  untilEnded(stop);
  // What an attempt that was given up was still waiting for is no reason to end the others.
  process.on('unhandledRejection', (why) => {
    console.error('  left behind:', why instanceof Error ? why.message : why);
  });
  const results: Result[] = [];
  try {
    for (const row of rows) {
      if (asked.rows.length > 0 && !asked.rows.includes(row.name)) continue;
      console.log(`${row.name} …`);
      results.push(await measure(row, bench, asked));
    }
  } finally {
    await stop();
  }
  const known = await circumstances(bench, converse !== undefined);
  const table = asked.markdown ? markdownTable(results, cap) : plainTable(results, cap);
  console.log(`\n${circumstanceWords(known)}\n\n${table}`);
  for (const note of notes(results)) console.log(`- ${note}`);
  if (asked.json !== undefined) await writeFile(asked.json, JSON.stringify(report(known, results), null, 2));
  process.exit(results.some(({ failure }) => failure !== undefined) ? 1 : 0);
}

async function measure(row: Row, bench: Bench, asked: BenchOptions): Promise<Result> {
  const { name, title, figures } = row;
  const contestants = row.contestants.filter((one) => asked.converse || one !== 'converse');
  const began = performance.now();
  try {
    const attempt = await row.prepare(bench);
    const tallies = await runRounds(
      contestants,
      { runs: asked.runs, cap, slow },
      (contestant) => ({ result: attempt(contestant, bench), undo: () => bench.endAttempt() }),
      (contestant, outcome) => {
        console.log(`  ${contestant}: ${outcome}`);
      },
    );
    return { name, title, figures, tallies };
  } catch (error) {
    console.error(error);
    return {
      name,
      title,
      figures,
      tallies: {},
      failure: error instanceof Error ? error.message : String(error),
    };
  } finally {
    await bench.endRow();
    console.log(`  ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
}

async function circumstances(bench: Bench, converse: boolean): Promise<Circumstances> {
  const { stdout } = await promisify(execFile)('git', ['describe', '--always', '--dirty', '--exclude=*']);
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: stdout.trim(),
    machine: `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'})`,
    browser: `Chromium ${bench.browser.version()}`,
    server: bench.server.label,
    converse: converse ? converseVersion : undefined,
  };
}

function report(known: Circumstances, results: readonly Result[]): unknown {
  return {
    ...known,
    rows: results.map((result) => ({
      ...result,
      figures: result.figures.map((figure) => ({
        ...figure,
        goals: judgements(figure, result.tallies, cap),
      })),
    })),
  };
}
