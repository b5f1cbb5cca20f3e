/** The bench itself: one row of it, so that it is known to run when figures are wanted. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '../fixtures.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

// eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' needs from this pattern.
test('a row of the bench measures Kith beside the floor', async ({}, info) => {
  const file = info.outputPath('bench.json');
  const asked = ['--row', 'sign-in-20', '--runs', '1', '--without', 'converse', '--json', file];
  const { stdout } = await promisify(execFile)('node_modules/.bin/tsx', ['e2e/bench/run.ts', ...asked], {
    cwd: root,
  });
  expect(stdout).toContain('≤ 1/2 Converse');
  const { rows } = JSON.parse(await readFile(file, 'utf8')) as {
    rows: { name: string; tallies: Record<string, { attempts: { list: number }[]; failures: string[] }> }[];
  };
  expect(rows.map(({ name }) => name)).toEqual(['sign-in-20']);
  const { kith, floor, converse } = rows[0]?.tallies ?? {};
  expect(converse).toBeUndefined();
  for (const tally of [kith, floor]) {
    expect(tally?.failures).toEqual([]);
    expect(tally?.attempts.map(({ list }) => list > 0)).toEqual([true]);
  }
});
