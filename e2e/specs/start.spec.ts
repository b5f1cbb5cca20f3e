/** `npm start` and `npm run dev` as one meets them: what they print works, and Ctrl-C leaves nothing. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { developmentHeaders, loopback, securityHeaders } from '../../src/local/headers.ts';
import { expect, test } from '../fixtures.ts';
import { App } from '../pages/app.ts';
import { Peer } from '../peers/peer.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ready = 'Ctrl-C ends everything';

/** A command in a process group of its own, as a terminal would run it. */
class Command {
  output = '';
  readonly ended: Promise<unknown>;
  readonly #child: ChildProcess;

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.#child = spawn(command, args, {
      cwd: root,
      detached: true,
      env: { ...process.env, XMPP_SERVER: undefined, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    // Not before all that hold its output are gone: its children too.
    this.ended = once(this.#child, 'close').then(([code]) => code as unknown);
  }

  /** With these arguments, without npm, whose shell has no exit code of its own to give. */
  static start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Command {
    return new Command(process.execPath, ['--import', 'tsx', 'src/local/start.ts', ...args], env);
  }

  async says(text: string): Promise<void> {
    await expect.poll(() => this.output, { timeout: 40_000 }).toContain(text);
  }

  interrupt(): void {
    this.#signal('SIGINT');
  }

  /** Whatever the test found. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#signal('SIGKILL');
    await this.ended;
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child.pid !== undefined) process.kill(-this.#child.pid, signal);
  }
}

const isOpen = (port: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(Number(port), 'localhost');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** The data folder of the server at this port. */
async function dataFolder(port: string): Promise<string> {
  for (const base of ['/dev/shm', tmpdir()].filter((path) => existsSync(path))) {
    for (const name of await readdir(base)) {
      const [, server] = /^kith-(prosody|ejabberd)-/.exec(name) ?? [];
      const folder = join(base, name);
      const file = server === 'prosody' ? 'prosody.cfg.lua' : 'ejabberd.yml';
      const config = server === undefined ? '' : await readFile(join(folder, file), 'utf8').catch(() => '');
      if (config.includes(`http_ports = { ${port} }`) || config.includes(`"port": ${port},`)) return folder;
    }
  }
  throw new Error(`no data folder of a server at ${port}`);
}

const links = (output: string): URL[] =>
  [...output.matchAll(/^ {2}(http:\S+)$/gm)].map(([, link]) => new URL(link ?? ''));

test('npm start prints two links that sign in to a living history, and Ctrl-C ends it all @wire @old', async ({
  browser,
  trouble,
  server,
}) => {
  test.setTimeout(90_000);
  const command = Command.start(['--no-build', ...(server === 'prosody-13' ? [] : ['--server', server])]);
  try {
    await command.says(ready);
    const signIns = [...command.output.matchAll(/^(\S+) {2}password (\S+)$/gm)];
    expect(signIns.map(([, address]) => address)).toEqual(['alice@localhost', 'bob@localhost']);
    const [forAlice, forBob] = links(command.output);
    if (forAlice === undefined || forBob === undefined) throw new Error(command.output);
    expect(forBob.searchParams.get('address')).toBe('bob@localhost');
    const webSocket = forAlice.searchParams.get('ws') ?? '';

    const page = await fetch(forAlice);
    for (const [name, value] of securityHeaders(loopback)) expect(page.headers.get(name), name).toBe(value);

    const [alice, bob] = await Promise.all(
      signIns.map(([, jid = '', password = '']) => {
        const [user = '', domain = ''] = jid.split('@');
        return Peer.connect({ jid, user, domain, password }, webSocket, { receipts: false, presence: false });
      }),
    );
    if (alice === undefined || bob === undefined) throw new Error('two people were expected');
    const said = await alice.bodies('bob@localhost');
    expect(said.length).toBeGreaterThan(30);
    expect(await bob.bodies('alice@localhost')).toEqual(said);
    await Promise.all([alice.stop(), bob.stop()]);

    const context = await browser.newContext();
    await trouble.watch(context);
    const app = new App(await context.newPage(), forAlice.origin, { webSocket });
    await app.page.goto(forAlice.href);
    await expect(app.signInPage.address).toHaveValue('alice@localhost');
    await app.signIn(alice.account);
    await app.chats.open('Bob Okafor');
    const last = said.at(-1)?.replace(/^\/me /, '') ?? 'nothing';
    await expect(app.conversation.messages.last()).toContainText(last.slice(0, 20));
    await context.close();

    const ports = [forAlice.port, new URL(webSocket).port];
    const folder = await dataFolder(ports[1] ?? '');
    expect(await Promise.all(ports.map(isOpen))).toEqual([true, true]);
    command.interrupt();
    expect(await command.ended).toBe(0);
    expect(await Promise.all(ports.map(isOpen))).toEqual([false, false]);
    expect(existsSync(folder)).toBe(false);
  } finally {
    await command.end();
  }
});

test('npm run dev serves the sources beside such a server, and Ctrl-C ends both', async () => {
  test.setTimeout(90_000);
  const command = new Command('npm', ['run', 'dev', '--silent']);
  try {
    await command.says(ready);
    const [link] = links(command.output);
    if (link === undefined) throw new Error(command.output);
    const page = await fetch(link);
    for (const [name, value] of developmentHeaders()) expect(page.headers.get(name), name).toBe(value);
    const html = await page.text();
    expect(html).toContain('/@vite/client');
    const main = await fetch(new URL('/main.ts', link));
    expect(main.headers.get('content-type')).toContain('javascript');
    expect(await main.text()).not.toContain('import type');
    const ports = [link.port, new URL(link.searchParams.get('ws') ?? '').port];
    expect(await Promise.all(ports.map(isOpen))).toEqual([true, true]);
    command.interrupt();
    await command.ended;
    await expect.poll(() => Promise.all(ports.map(isOpen))).toEqual([false, false]);
  } finally {
    await command.end();
  }
});

test('a server that is named is used: the option first, then the environment', async () => {
  const named = 'wss://named.example/ws';
  for (const [args, env, server, query] of [
    [['--server', named], { XMPP_SERVER: 'other.example' }, named, `?ws=${encodeURIComponent(named)}`],
    [[], { XMPP_SERVER: 'other.example' }, 'other.example', ''],
  ] as const) {
    const command = Command.start(['--no-build', ...args], env);
    try {
      await command.says(ready);
      expect(command.output).toContain(`XMPP server: ${server} (not started here)`);
      expect(/^Kith: http:\/\/localhost:\d+\/(.*)$/m.exec(command.output)?.[1]).toBe(query);
      expect(command.output).not.toContain('password');
      command.interrupt();
      expect(await command.ended).toBe(0);
    } finally {
      await command.end();
    }
  }
});

test('where no server can be had, one line says what to do', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'kith-empty-'));
  const command = Command.start(['--no-build'], { PATH: empty, XDG_CACHE_HOME: empty });
  try {
    expect(await command.ended).toBe(1);
    expect(command.output.trim()).toMatch(
      /^Cannot start a server: no apt here .+ --server wss:\/\/host\/xmpp-websocket$/,
    );
  } finally {
    await command.end();
    await rm(empty, { recursive: true });
  }
});
