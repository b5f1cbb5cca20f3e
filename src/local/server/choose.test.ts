/** What may be asked for by name, and what is said where that is missing. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { findServer, readWish } from './choose.ts';
import { Unavailable } from './local-server.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('a server to start is told from the address of one, and from what is neither', () => {
  for (const kind of ['prosody-13', 'prosody-0.12', 'ejabberd']) expect(readWish(kind)).toEqual({ kind });
  for (const address of ['wss://chat.example.org/ws', 'example.org', 'localhost', '[::1]:5280'])
    expect(readWish(address)).toEqual({ address });
  expect(() => readWish('ejaberd')).toThrow(
    '“ejaberd” is neither one that can be started (prosody-13, prosody-0.12, ejabberd) nor the address of one',
  );
});

test('without an ejabberd it is told what to install, and no other server is taken', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'kith-path-'));
  vi.stubEnv('PATH', empty);
  const told: string[] = [];
  const finding = findServer('ejabberd', (line) => void told.push(line));
  await expect(finding).rejects.toThrow(Unavailable);
  await expect(finding).rejects.toThrow('apt-get install ejabberd erlang-p1-sqlite3');
  expect(told).toEqual([]);
  await rm(empty, { recursive: true });
});
