/** What all rows stand on: one server, one browser, the pages of the contestants, and people with contacts and archives. */
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright/test';
import { findChromium } from '../../src/local/build/chromium.ts';
import type { ArchiveEntry, LocalServer, RosterEntry } from '../../src/local/server/local-server.ts';
import type { StaticServer } from '../../src/local/static.ts';
import { type Account, Stack, startServer, startSite } from '../stack.ts';
import { clients } from './client.ts';
import type { Contestant } from './figures.ts';
import { Screen } from './screen.ts';
import { type Site, browserScript, serveRivals } from './site.ts';

const assets = fileURLToPath(new URL('../../dist/assets', import.meta.url));
const desk: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, locale: 'en-GB' };

export interface Crowd {
  readonly owner: Account;
  readonly contacts: readonly Account[];
}

export class Bench {
  readonly server: LocalServer;
  readonly stack: Stack;
  readonly browser: Browser;
  readonly #kith: StaticServer;
  readonly #rivals: Site;
  readonly #instruments: string;
  readonly #contexts = new Set<BrowserContext>();
  readonly #kept = new Set<BrowserContext>();

  private constructor(
    server: LocalServer,
    browser: Browser,
    kith: StaticServer,
    rivals: Site,
    script: string,
  ) {
    this.server = server;
    this.stack = new Stack(server);
    this.browser = browser;
    this.#kith = kith;
    this.#rivals = rivals;
    this.#instruments = script;
  }

  /** `converse`: the folder of its build. */
  static async start(converse: string | undefined): Promise<Bench> {
    const server = await startServer('prosody-13');
    const kith = await startSite();
    const executablePath = findChromium();
    const browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        // Pictures of sponsors elsewhere are nobody's to wait for.
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
        // Two screens of one conversation stand beside each other, and neither is in the background.
        '--disable-backgrounding-occluded-windows',
        '--disable-renderer-backgrounding',
      ],
    });
    const rivals = await serveRivals(converse);
    // What a web server compresses once, no visitor waits for.
    for (const name of ['', ...(await readdir(assets)).map((file) => `assets/${file}`)]) {
      await fetch(`${kith.origin}/${name}`, { headers: { 'accept-encoding': 'br' } }).then((got) =>
        got.arrayBuffer(),
      );
    }
    // The first page of a browser waits for what all later ones find ready.
    const first = await browser.newPage();
    await first.goto(`${rivals.origin}/floor.html`);
    await first.close();
    return new Bench(server, browser, kith, rivals, await browserScript('instruments'));
  }

  /** A fresh profile with one empty page. `kept`: until the row is over, not only for this attempt. */
  async screen(
    contestant: Contestant,
    account: Account,
    { kept = false, ...options }: { kept?: boolean } & BrowserContextOptions = {},
  ): Promise<Screen> {
    const context = await this.browser.newContext({ ...desk, ...options });
    (kept ? this.#kept : this.#contexts).add(context);
    await context.addInitScript({ content: this.#instruments });
    return this.page(context, contestant, account);
  }

  /** A further page of a profile. */
  async page(context: BrowserContext, contestant: Contestant, account: Account): Promise<Screen> {
    const origin = contestant === 'kith' ? this.#kith.origin : this.#rivals.origin;
    return new Screen(await context.newPage(), clients[contestant], {
      origin,
      webSocket: this.server.webSocket,
      account,
    });
  }

  /** Closes what an attempt has opened. */
  async endAttempt(): Promise<void> {
    await closeAll(this.#contexts);
  }

  async endRow(): Promise<void> {
    await closeAll(this.#contexts);
    await closeAll(this.#kept);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.#rivals.stop();
    await this.#kith.stop();
    await this.server.stop();
  }

  /** An account with so many contacts, subscribed both ways. */
  async crowd(count: number): Promise<Crowd> {
    const owner = await this.stack.createAccount('owner');
    const tail = randomBytes(3).toString('hex');
    const contacts: Account[] = [];
    const roster: RosterEntry[] = [];
    for (let i = 1; i <= count; i += 1) {
      const number = String(i).padStart(4, '0');
      const user = `person-${number}-${tail}`;
      const contact = {
        user,
        password: 'pw',
        domain: this.server.domain,
        jid: `${user}@${this.server.domain}`,
        name: `Person ${number}`,
      };
      await this.server.addAccount(user, contact.password);
      await this.server.setRoster(user, [{ jid: owner.jid, name: 'Owner', subscription: 'both' }]);
      contacts.push(contact);
      roster.push({ jid: contact.jid, name: contact.name, subscription: 'both' });
    }
    await this.server.setRoster(owner.user, roster);
    return { owner, contacts };
  }

  /**
   * Fills the owner's archive with `count` messages of one contact, `every` seconds apart, the newest `ago` seconds ago:
   * `line 1` … `line <count>`, every third by the owner unless `received`.
   */
  async archive(
    owner: Account,
    contact: Account,
    count: number,
    {
      every = 60,
      ago = 3600,
      received = false,
      word = 'line',
    }: { every?: number; ago?: number; received?: boolean; word?: string } = {},
  ): Promise<void> {
    const newest = Math.floor(Date.now() / 1000) - ago;
    const entries = Array.from({ length: count }, (_, i): ArchiveEntry => {
      const n = i + 1;
      const [from, to] = n % 3 === 0 && !received ? [owner, contact] : [contact, owner];
      const id = `${word}-${n}-${contact.user}`;
      const xml = `<message xmlns='jabber:client' type='chat' id='${id}' from='${from.jid}/old' to='${to.jid}'><body>${word} ${n}</body></message>`;
      return { user: owner.user, with: contact.jid, at: newest - (count - n) * every, xml };
    });
    // In parts: one request has a bound.
    for (let from = 0; from < entries.length; from += 2500)
      await this.server.archive(entries.slice(from, from + 2500));
  }
}

async function closeAll(contexts: Set<BrowserContext>): Promise<void> {
  for (const context of contexts) await context.close();
  contexts.clear();
}
