/** Which Prosody `npm start` takes: the unpacked one, else an installed one, else a line that says what is missing. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Unavailable } from '../server/local-server.ts';
import { chooseProsody } from './choose.ts';
import type { Program } from './unpack.ts';

const unpacked: Program = { command: 'p', args: [], env: {}, label: 'unpacked', series: 'prosody-13' };
const missing = (): Promise<Program> => Promise.reject(new Unavailable('no apt here'));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kith-path-'));
  vi.stubEnv('PATH', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** What `prosodyctl about` of the installed one says. */
const install = async (about: string): Promise<void> => {
  await writeFile(join(folder, 'prosodyctl'), `#!/bin/sh\necho '${about}'\n`);
  await chmod(join(folder, 'prosodyctl'), 0o755);
};

test('the unpacked Prosody 13 comes first, whatever is installed', async () => {
  await install('Prosody 0.12.3');
  const asked = vi.fn(() => Promise.resolve(unpacked));
  expect(await chooseProsody(() => undefined, asked)).toBe(unpacked);
  expect(asked).toHaveBeenCalledWith('prosody-13', expect.anything());
});

test.each([
  ['Prosody 0.12.3', 'prosody-0.12'],
  ['Prosody 13.0.1', 'prosody-13'],
])('without it the installed %s is taken, and said so', async (about, series) => {
  await install(about);
  const told: string[] = [];
  const chosen = await chooseProsody((line) => void told.push(line), missing);
  expect(chosen).toMatchObject({ command: 'prosody', series, label: `${about.toLowerCase()} (installed)` });
  expect(told).toEqual(['no apt here; using the installed Prosody']);
});

test('with neither, it is told why there is none', async () => {
  await expect(chooseProsody(() => undefined, missing)).rejects.toThrow(new Unavailable('no apt here'));
  await install('something else');
  await expect(chooseProsody(() => undefined, missing)).rejects.toThrow(Unavailable);
});

test('what breaks is not taken for what is missing', async () => {
  await install('Prosody 13.0.1');
  const broken = (): Promise<Program> => Promise.reject(new TypeError('bug'));
  await expect(chooseProsody(() => undefined, broken)).rejects.toThrow(TypeError);
});
