/** A profile on the disk with an account whose messages were put straight into its database. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium } from 'playwright/test';
import { build } from 'vite';
import { findChromium } from '../../src/local/build/chromium.ts';
import { App } from '../pages/app.ts';
import type { Account } from '../stack.ts';
import type { LocalServer } from '../../src/local/server/local-server.ts';
import type { Amounts } from './seed.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The seeding code as one script. */
export async function seedingScript(): Promise<string> {
  const built = await build({
    configFile: false,
    root,
    logLevel: 'warn',
    build: {
      write: false,
      minify: false,
      lib: { entry: join(root, 'e2e/long/seed.ts'), formats: ['iife'], name: 'seeding' },
    },
  });
  const [bundle] = Array.isArray(built) ? built : [built];
  const chunk = bundle !== undefined && 'output' in bundle ? bundle.output[0] : undefined;
  if (chunk?.type !== 'chunk') throw new Error('no script was built');
  return chunk.code;
}

export class FilledProfile {
  readonly app: App;
  readonly #context: BrowserContext;
  readonly #folder: string;

  readonly #account: string;
  readonly #script: string;
  readonly #elsewhere: string;

  private constructor(
    app: App,
    context: BrowserContext,
    folder: string,
    made: { readonly account: string; readonly script: string; readonly elsewhere: string },
  ) {
    this.#account = made.account;
    this.#script = made.script;
    this.#elsewhere = made.elsewhere;
    this.app = app;
    this.#context = context;
    this.#folder = folder;
  }

  /** Signs in once, then fills the database while the app is away. */
  static async make(
    script: string,
    account: Account,
    amounts: Omit<Amounts, 'account'>,
    at: { readonly origin: string; readonly server: LocalServer },
  ): Promise<FilledProfile> {
    const folder = await mkdtemp(join(tmpdir(), 'kith-long-'));
    const executablePath = findChromium();
    const context = await chromium.launchPersistentContext(folder, {
      ...(executablePath === undefined ? {} : { executablePath }),
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-quic'],
    });
    const page = context.pages()[0] ?? (await context.newPage());
    const app = new App(page, at.origin, at.server);
    await app.goto(account);
    await app.signIn(account);
    const made = { account: account.jid, script, elsewhere: `${at.origin}/config.json` };
    const profile = new FilledProfile(app, context, folder, made);
    await profile.#run(`fill(${JSON.stringify({ ...amounts, account: account.jid })})`);
    return profile;
  }

  /** Leaves the app, so that the next visit begins as if nothing had been read. */
  leave(): Promise<void> {
    return this.#run(`forgetPlaces(${JSON.stringify(this.#account)})`);
  }

  /** On a page of the same origin that is not the app. */
  async #run(call: string): Promise<void> {
    await this.app.page.goto(this.#elsewhere);
    // What is evaluated has no global names of its own, so that the script stands before the call.
    await this.app.page.evaluate(`(async () => { ${this.#script}; await seeding.${call}; })()`);
  }

  async close(): Promise<void> {
    await this.#context.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
