/** Runs a throw-away server program on a loopback port, waits until it answers, and ends it together with this process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { access, constants, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import { freePort } from '../ports.ts';

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface Recipe {
  /** Of the program, for folders and error lines. */
  readonly name: string;
  readonly domain: string;
  /** Path of its WebSocket. */
  readonly path: string;
  /** Name of its log in the folder, and what that says when the port was taken meanwhile. */
  readonly log: string;
  readonly portTaken: RegExp;
  /** Writes the configuration for that port; gives what to run. `token` is the key of its staging module. */
  prepare(folder: string, httpPort: number, token: string): Promise<Command>;
}

export interface Kept {
  readonly folder: string;
  readonly httpPort: number;
  readonly webSocket: string;
  readonly running: boolean;
  /** Asks the staging module. */
  stage(what: string, body: unknown): Promise<unknown>;
  halt(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function keep(recipe: Recipe): Promise<Kept> {
  const folder = await dataFolder(recipe.name);
  const token = randomBytes(16).toString('hex');
  let child: ChildProcess | undefined;
  let httpPort = 0;

  const endNow = (): void => {
    child?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', endNow);

  const webSocket = (): string => `ws://localhost:${httpPort}${recipe.path}`;

  const start = async (): Promise<void> => {
    const fixed = httpPort !== 0;
    for (let attempt = 1; ; attempt += 1) {
      if (!fixed) httpPort = await freePort();
      const command = await recipe.prepare(folder, httpPort, token);
      await rm(join(folder, recipe.log), { force: true });
      child = spawnGuarded(command);
      const problem = await untilReady(child, recipe, join(folder, recipe.log), webSocket());
      if (problem === undefined) return;
      await end(child, 'SIGKILL');
      child = undefined;
      if (problem !== 'port taken' || attempt === 5) {
        throw new Error(`${recipe.name} did not start: ${problem}`);
      }
    }
  };

  const halt = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> => {
    if (child !== undefined) await end(child, signal);
    child = undefined;
  };

  const stop = async (): Promise<void> => {
    await halt();
    process.removeListener('exit', endNow);
    await rm(folder, { recursive: true, force: true });
  };

  await start().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    folder,
    get httpPort() {
      return httpPort;
    },
    get webSocket() {
      return webSocket();
    },
    get running() {
      return child?.exitCode === null;
    },
    stage: async (what, body) => {
      const response = await fetch(`http://127.0.0.1:${httpPort}/kith-stage/${what}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`staging ${what}: ${response.status} ${text}`);
      return JSON.parse(text) as unknown;
    },
    halt,
    start,
    stop,
  };
}

function spawnGuarded({ command, args, env }: Command): ChildProcess {
  // Where Linux offers it, the kernel ends the server even if this process is killed without a chance to tidy up.
  const setpriv = '/usr/bin/setpriv';
  const guarded = existsSync(setpriv);
  return spawn(
    guarded ? setpriv : command,
    guarded ? ['--pdeathsig', 'TERM', '--', command, ...args] : args,
    { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'ignore'], detached: true },
  );
}

/** Undefined once the WebSocket answers; else what went wrong. A server may run on without a port it could not have. */
async function untilReady(
  child: ChildProcess,
  { domain, portTaken }: Recipe,
  log: string,
  webSocket: string,
): Promise<string | undefined> {
  const deadline = Date.now() + 30_000;
  let failed: string | undefined;
  child.once('error', (error) => {
    failed = error.message;
  });
  while (Date.now() < deadline) {
    const text = await readFile(log, 'utf8').catch(() => '');
    if (portTaken.test(text)) return 'port taken';
    if (failed !== undefined) return failed;
    if (child.exitCode !== null || child.signalCode !== null) return `it ended at once. ${lastLines(text)}`;
    if (await answers(webSocket, domain)) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return `no answer within 30 s. ${lastLines(await readFile(log, 'utf8').catch(() => ''))}`;
}

function answers(webSocket: string, domain: string): Promise<boolean> {
  return new Promise((resolve) => {
    const address = webSocket.replace('//localhost', '//127.0.0.1');
    const socket = new WebSocket(address, 'xmpp', { handshakeTimeout: 2000 });
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

/** Memory-backed where there is such a place: SQLite syncs the disk about eight times a message. */
async function fastFolder(): Promise<string> {
  try {
    await access('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}

/** The folder's name tells whose it is, so that what a killed process left behind is swept by the next one. */
async function dataFolder(name: string): Promise<string> {
  const base = await fastFolder();
  for (const entry of await readdir(base)) {
    const owner = /^kith-(?:prosody|ejabberd)-(\d+)-/.exec(entry)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) {
      await rm(join(base, entry), { recursive: true, force: true }).catch(() => undefined);
    }
  }
  return mkdtemp(join(base, `kith-${name.toLowerCase()}-${process.pid}-`));
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
