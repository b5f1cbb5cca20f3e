/** What a test run stands on: one server, one web server with the built app, and fresh accounts for each test. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loopback } from '../src/local/headers.ts';
import type { HostSettings, ServerOptions } from '../src/local/prosody/config.ts';
import { type ServerKind, findServer } from '../src/local/server/choose.ts';
import type { ArchiveEntry, LocalServer, RosterEntry } from '../src/local/server/local-server.ts';
import { type StaticServer, serveStatic } from '../src/local/static.ts';
import type { PeerAccount } from './peers/peer.ts';

const dist = fileURLToPath(new URL('../dist', import.meta.url));

/** Hosts of the run's server that check passwords in other ways than the main one. */
export const hosts = {
  /** Keeps passwords as they are: a new salt at each sign-in. */
  salting: 'salting.localhost',
  plainOnly: 'plain.localhost',
} as const;

const disabled = ['SHA-1', 'SHA-256', 'SHA-512'].flatMap((hash) => [`SCRAM-${hash}`, `SCRAM-${hash}-PLUS`]);

export const hostSettings: Readonly<Record<string, HostSettings>> = {
  [hosts.salting]: { authentication: 'internal_plain' },
  [hosts.plainOnly]: { disable_sasl_mechanisms: [...disabled, 'DIGEST-MD5', 'OAUTHBEARER'] },
};

export interface Account extends PeerAccount {
  /** Name under which befriended contacts have this account in their rosters. */
  readonly name: string;
}

/** A server of the wanted kind and no other. Throws `Unavailable`. */
export async function startServer(kind: ServerKind, options: ServerOptions = {}): Promise<LocalServer> {
  const choice = await findServer(kind, (line) => {
    console.log(line);
  });
  if (choice.kind !== kind) throw new Error(`asked for ${kind}, got ${choice.label}`);
  return choice.launch(options);
}

export async function startSite(overrides?: ReadonlyMap<string, string>): Promise<StaticServer> {
  if (!existsSync(`${dist}/index.html`)) throw new Error('no build to test: run `npm run build` first');
  return serveStatic({ folder: dist, headers: loopback, ...(overrides === undefined ? {} : { overrides }) });
}

/** Accounts, contacts and archives on one server. */
export class Stack {
  readonly server: LocalServer;
  readonly #rosters = new Map<string, RosterEntry[]>();

  constructor(server: LocalServer) {
    this.server = server;
  }

  /** On another of the server's hosts than the main one: without contacts, which are on that alone. */
  async createAccount(prefix = 'user', host = this.server.domain): Promise<Account> {
    const tail = randomBytes(3).toString('hex');
    const user = `${prefix.toLowerCase()}-${tail}`;
    const password = `pw ${randomBytes(6).toString('base64')} é`;
    await this.server.addAccount(user, password, host);
    const name = prefix.charAt(0).toUpperCase() + prefix.slice(1);
    return { user, password, domain: host, jid: `${user}@${host}`, name };
  }

  /** Both are in each other's rosters, subscribed both ways; only before either has signed in. */
  async befriend(one: Account, two: Account): Promise<void> {
    await this.#addToRoster(one, two);
    await this.#addToRoster(two, one);
  }

  /** Two accounts that are friends. */
  async friends(one = 'alice', two = 'bob'): Promise<[Account, Account]> {
    const a = await this.createAccount(one);
    const b = await this.createAccount(two);
    await this.befriend(a, b);
    return [a, b];
  }

  /**
   * Fills both archives with `count` lines between two people, one a minute (or `every` so many seconds) up to an hour
   * ago. The texts are `line 1` … `line <count>`; every third is by `two`.
   */
  async history(one: Account, two: Account, count: number, every = 60): Promise<void> {
    const start = Math.floor(Date.now() / 1000) - 3600 - count * every;
    const entries: ArchiveEntry[] = [];
    for (let i = 1; i <= count; i += 1) {
      const [from, to] = i % 3 === 0 ? [two, one] : [one, two];
      const at = start + i * every;
      const xml = `<message xmlns='jabber:client' type='chat' id='h-${i}' from='${from.jid}/old' to='${to.jid}'><body>line ${i}</body></message>`;
      entries.push({ user: from.user, with: to.jid, at, xml }, { user: to.user, with: from.jid, at, xml });
    }
    await this.server.archive(entries);
  }

  async #addToRoster(owner: Account, other: Account): Promise<void> {
    const entries = this.#rosters.get(owner.jid) ?? [];
    entries.push({ jid: other.jid, name: other.name, subscription: 'both' });
    this.#rosters.set(owner.jid, entries);
    await this.server.setRoster(owner.user, entries);
  }
}
