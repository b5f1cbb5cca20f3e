/** Accounts and rosters as the plain files that Prosody's internal storage reads; no server round trip needed. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RosterEntry } from '../server/local-server.ts';
import { type LuaValue, lua } from './config.ts';

/** The password is hashed by Prosody at the first sign-in. `data` is Prosody's data_path. */
export async function writeAccount(
  data: string,
  host: string,
  user: string,
  password: string,
): Promise<void> {
  await writeStore(data, host, 'accounts', user, { password });
}

/**
 * Replaces the roster; must happen before the account's first sign-in, as Prosody keeps rosters of online users.
 * `requests`: addresses that wait for an answer to their subscription request.
 */
export async function writeRoster(
  data: string,
  host: string,
  user: string,
  entries: readonly RosterEntry[],
  requests: readonly string[] = [],
): Promise<void> {
  const items: Record<string, LuaValue> = {};
  for (const entry of entries) {
    items[entry.jid] = {
      subscription: entry.subscription,
      ...(entry.name === undefined ? {} : { name: entry.name }),
      groups: Object.fromEntries((entry.groups ?? []).map((group) => [group, true])),
    };
  }
  const pending = lua(Object.fromEntries(requests.map((jid) => [jid, true])));
  const head = `[false] = { version = 1; pending = ${pending} };`;
  await writeFile(await storePath(data, host, 'roster', user), `return { ${head}${lua(items).slice(1)};\n`);
}

async function writeStore(
  data: string,
  host: string,
  store: string,
  user: string,
  value: LuaValue,
): Promise<void> {
  await writeFile(await storePath(data, host, store, user), `return ${lua(value)};\n`);
}

async function storePath(data: string, host: string, store: string, user: string): Promise<string> {
  const folder = join(data, encodeName(host), store);
  await mkdir(folder, { recursive: true });
  return join(folder, `${encodeName(user)}.dat`);
}

/** util.datamanager's encoding: every byte that is neither letter nor digit as %xx, lower case. */
export function encodeName(name: string): string {
  let out = '';
  for (const byte of new TextEncoder().encode(name)) {
    const char = String.fromCharCode(byte);
    out += /[A-Za-z0-9]/.test(char) ? char : `%${byte.toString(16).padStart(2, '0')}`;
  }
  return out;
}
