/** Starts a throw-away Prosody on loopback, waits until it answers, and ends it together with this process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, constants, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { freePort } from '../ports.ts';
import { type RosterEntry, writeAccount, writeRoster } from './accounts.ts';
import { type ServerOptions, configText } from './config.ts';
import type { Program } from './unpack.ts';

/** Modules for throw-away servers. */
export const pluginFolder = fileURLToPath(new URL('./plugins', import.meta.url));

/** One archived message as a person's archive holds it. */
export interface ArchiveEntry {
  readonly user: string;
  /** Bare address of the other side. */
  readonly with: string;
  /** Seconds since the epoch. */
  readonly at: number;
  readonly xml: string;
}

export interface LocalServer {
  readonly label: string;
  readonly domain: string;
  readonly webSocket: string;
  readonly httpPort: number;
  readonly folder: string;
  readonly running: boolean;
  addAccount(user: string, password: string, host?: string): Promise<void>;
  /** Only before the first sign-in of that user. `requests`: who waits for an answer. */
  setRoster(user: string, entries: readonly RosterEntry[], requests?: readonly string[]): Promise<void>;
  /** Appends to archives with chosen dates; gives the archive ids. */
  archive(entries: readonly ArchiveEntry[]): Promise<string[]>;
  /** Cuts a user's sockets, silently or with a stream error; gives how many. */
  cut(user: string, condition?: string, host?: string): Promise<number>;
  /** SIGTERM and wait for the exit; data and port stay for `start`. */
  halt(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  start(): Promise<void>;
  /** Halt and delete the data. */
  stop(): Promise<void>;
}

export async function launchProsody(program: Program, options: ServerOptions = {}): Promise<LocalServer> {
  const folder = await dataFolder();
  await mkdir(join(folder, 'data'));
  await mkdir(join(folder, 'certs'));
  const token = randomBytes(16).toString('hex');
  const domain = options.domain ?? 'localhost';
  let child: ChildProcess | undefined;
  let httpPort = 0;

  const endNow = (): void => {
    child?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', endNow);

  const start = async (): Promise<void> => {
    const fixed = httpPort !== 0;
    for (let attempt = 1; ; attempt += 1) {
      if (!fixed) httpPort = await freePort();
      const facts = { version: program.series, folder, pluginFolder, httpPort, token };
      await writeFile(join(folder, 'prosody.cfg.lua'), configText(facts, options));
      await rm(join(folder, 'prosody.log'), { force: true });
      child = spawnProsody(program, folder);
      const problem = await untilReady(child, folder, httpPort, domain);
      if (problem === undefined) return;
      await end(child, 'SIGKILL');
      child = undefined;
      if (problem !== 'port taken' || attempt === 5) throw new Error(`Prosody did not start: ${problem}`);
    }
  };

  const halt = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> => {
    if (child !== undefined) await end(child, signal);
    child = undefined;
  };

  const stage = async (path: string, body: unknown): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${httpPort}/kith-stage/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`staging ${path}: ${response.status} ${text}`);
    return text;
  };

  await start();
  return {
    label: program.label,
    domain,
    folder,
    get httpPort() {
      return httpPort;
    },
    get webSocket() {
      return `ws://localhost:${httpPort}/xmpp-websocket`;
    },
    get running() {
      return child?.exitCode === null;
    },
    addAccount: (user, password, host = domain) => writeAccount(join(folder, 'data'), host, user, password),
    setRoster: (user, entries, requests = []) =>
      writeRoster(join(folder, 'data'), domain, user, entries, requests),
    archive: async (entries) => JSON.parse(await stage('archive', entries)) as string[],
    cut: async (user, condition, host = domain) =>
      Number(await stage('cut', { user, host, ...(condition === undefined ? {} : { condition }) })),
    halt,
    start,
    stop: async () => {
      await halt();
      process.removeListener('exit', endNow);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function spawnProsody(program: Program, folder: string): ChildProcess {
  const args = [...program.args, '--config', join(folder, 'prosody.cfg.lua'), '-F'];
  // Where Linux offers it, the kernel ends Prosody even if this process is killed without a chance to tidy up.
  const setpriv = '/usr/bin/setpriv';
  const guarded = existsSync(setpriv);
  return spawn(
    guarded ? setpriv : program.command,
    guarded ? ['--pdeathsig', 'TERM', '--', program.command, ...args] : args,
    { env: { ...process.env, ...program.env }, stdio: ['ignore', 'ignore', 'ignore'], detached: true },
  );
}

/** Undefined once the WebSocket answers; else what went wrong. Prosody runs on without a port it could not have. */
async function untilReady(
  child: ChildProcess,
  folder: string,
  port: number,
  domain: string,
): Promise<string | undefined> {
  const deadline = Date.now() + 20_000;
  let failed: string | undefined;
  child.once('error', (error) => {
    failed = error.message;
  });
  while (Date.now() < deadline) {
    const log = await readFile(join(folder, 'prosody.log'), 'utf8').catch(() => '');
    if (/Failed to open server port|in use by another/i.test(log)) return 'port taken';
    if (failed !== undefined) return failed;
    if (child.exitCode !== null || child.signalCode !== null) return `it ended at once. ${lastLines(log)}`;
    if (await answers(port, domain)) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return `no answer within 20 s. ${lastLines(await readFile(join(folder, 'prosody.log'), 'utf8').catch(() => ''))}`;
}

function answers(port: number, domain: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/xmpp-websocket`, 'xmpp', { handshakeTimeout: 2000 });
    const settle = (ok: boolean): void => {
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.terminate();
      resolve(ok);
    };
    socket.on('open', () =>
      socket.send(`<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='${domain}' version='1.0'/>`),
    );
    socket.on('message', (data: Buffer) => settle(data.toString().startsWith('<open')));
    socket.on('error', () => settle(false));
    socket.on('close', () => settle(false));
  });
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(timer);
}

/** Memory-backed where there is such a place: Prosody's SQLite syncs the disk about eight times a message. */
async function fastFolder(): Promise<string> {
  try {
    await access('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}

/** The folder's name tells whose it is, so that what a killed process left behind is swept by the next one. */
async function dataFolder(): Promise<string> {
  const base = await fastFolder();
  for (const name of await readdir(base)) {
    const owner = /^kith-prosody-(\d+)-/.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) {
      await rm(join(base, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
  return mkdtemp(join(base, `kith-prosody-${process.pid}-`));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-5).join(' | ');
}
