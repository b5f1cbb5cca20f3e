/** File names and contents of Prosody's internal storage. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { encodeName, writeAccount, writeRoster } from './accounts.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kith-accounts-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('encodes names as Prosody does', () => {
  expect(encodeName('other.localhost')).toBe('other%2elocalhost');
  expect(encodeName('مر')).toBe('%d9%85%d8%b1');
});

it('writes an account', async () => {
  await writeAccount(folder, 'localhost', 'al.ice', 'p"w');
  expect(await readFile(join(folder, 'localhost/accounts/al%2eice.dat'), 'utf8')).toBe(
    'return { ["password"] = "p\\034w" };\n',
  );
});

it('writes a roster with groups', async () => {
  await writeRoster(folder, 'localhost', 'alice', [
    { jid: 'bob@localhost', name: 'Bob', groups: ['Friends'], subscription: 'both' },
  ]);
  expect(await readFile(join(folder, 'localhost/roster/alice.dat'), 'utf8')).toBe(
    'return { [false] = { version = 1; pending = {  } }; ["bob@localhost"] = { ["subscription"] = "both"; ["name"] = "Bob"; ["groups"] = { ["Friends"] = true } } };\n',
  );
});
