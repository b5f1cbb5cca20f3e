/** What may be asked for by name, and what is said where that is missing. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { findServer, isServerKind } from './choose.ts';
import { Unavailable } from './local-server.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('a kind of server is told from the address of one', () => {
  expect(['prosody-13', 'prosody-0.12', 'ejabberd'].every(isServerKind)).toBe(true);
  expect(['wss://chat.example.org/ws', 'example.org', 'prosody', ''].some(isServerKind)).toBe(false);
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
