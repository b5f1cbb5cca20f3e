/** The test function of all specs: stack, pages and peers, each tidied up, and no error overlooked. */
import { type Browser, type BrowserContextOptions, test as base } from 'playwright/test';
import type { ServerOptions } from '../src/local/prosody/config.ts';
import type { ServerKind } from '../src/local/server/choose.ts';
import { Unavailable } from '../src/local/server/local-server.ts';
import type { StaticServer } from '../src/local/static.ts';
import { App } from './pages/app.ts';
import { Peer, type PeerAccount, type PeerOptions } from './peers/peer.ts';
import { hostSettings, Stack, startServer, startSite } from './stack.ts';
import { Trouble } from './trouble.ts';

export { expect } from 'playwright/test';
export type { Account } from './stack.ts';

interface TestFixtures {
  /** The run's server; accounts are fresh, so tests do not meet. */
  stack: Stack;
  /** A server of one's own, for tests that stop it or leave modules out. */
  launch: (options?: ServerOptions & { version?: ServerKind }) => Promise<Stack>;
  /** A new browser profile showing the app; `stack` names another server than the run's. */
  open: (options?: OpenOptions) => Promise<App>;
  /** An independent client. */
  peer: (account: PeerAccount, options?: PeerOptions & { stack?: Stack }) => Promise<Peer>;
  trouble: Trouble;
}

/** What a project of the configuration chooses. */
export interface ServerChoice {
  /** The run's server, and the one that `launch` starts unless told. */
  server: ServerKind;
}

interface WorkerFixtures extends ServerChoice {
  site: StaticServer;
  /** Or why there is none. */
  runStack: Stack | Unavailable;
}

export interface OpenOptions extends BrowserContextOptions {
  /** Address and WebSocket are filled in for it; it is not signed in yet. */
  readonly account?: PeerAccount;
  readonly stack?: Stack;
  readonly phone?: boolean;
}

const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
};

/** Without its server a test fails in CI; elsewhere it is skipped, and says why. */
function unlessMissing<T>(found: T | Unavailable): T {
  if (!(found instanceof Unavailable)) return found;
  base.skip(process.env['CI'] !== 'true', found.message);
  throw found;
}

async function stackOrWhyNot(kind: ServerKind, options: ServerOptions): Promise<Stack | Unavailable> {
  try {
    return new Stack(await startServer(kind, options));
  } catch (error) {
    if (error instanceof Unavailable) return error;
    throw error;
  }
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: ['prosody-13', { option: true, scope: 'worker' }],
  site: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern.
    async ({}, use) => {
      const site = await startSite();
      await use(site);
      await site.stop();
    },
    { scope: 'worker' },
  ],
  runStack: [
    async ({ server }, use) => {
      const stack = await stackOrWhyNot(server, server === 'ejabberd' ? {} : { extraHosts: hostSettings });
      await use(stack);
      if (stack instanceof Stack) await stack.server.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  stack: async ({ runStack }, use) => {
    await use(unlessMissing(runStack));
  },
  launch: async ({ server }, use) => {
    const started: Stack[] = [];
    await use(async ({ version = server, ...options } = {}) => {
      const stack = unlessMissing(await stackOrWhyNot(version, options));
      started.push(stack);
      return stack;
    });
    for (const stack of started) await stack.server.stop();
  },
  // eslint-disable-next-line no-empty-pattern -- as above
  trouble: async ({}, use) => {
    const trouble = new Trouble();
    await use(trouble);
    base.expect(trouble.unexpected(), 'page errors, console errors and policy violations').toEqual([]);
  },
  open: async ({ browser, site, stack, trouble }, use) => {
    const contexts: Awaited<ReturnType<Browser['newContext']>>[] = [];
    await use(async (options = {}) => {
      const { account, stack: other, phone: small, ...rest } = options;
      const context = await browser.newContext({ ...(small === true ? phone : {}), ...rest });
      contexts.push(context);
      await trouble.watch(context);
      const app = new App(await context.newPage(), site.origin, (other ?? stack).server);
      await app.goto(account);
      return app;
    });
    for (const context of contexts) await context.close();
  },
  peer: async ({ stack }, use) => {
    const peers: Peer[] = [];
    await use(async (account, { stack: other, ...options } = {}) => {
      const peer = await Peer.connect(account, (other ?? stack).server.webSocket, options);
      peers.push(peer);
      return peer;
    });
    for (const peer of peers) await peer.stop().catch(() => undefined);
  },
});
