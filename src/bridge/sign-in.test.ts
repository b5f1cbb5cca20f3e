/** Signing in: what it hands over, and that a failure leaves nothing behind. */
import { describe, expect, test } from 'vitest';
import type { Account } from '#model/account.ts';
import type { Signal } from '#model/command.ts';
import type { Connection } from '#model/connection.ts';
import { settle } from '#test/fake-clock.ts';
import { FakeBrowser } from '#test/fake-tabs.ts';
import { alice, FakeWorld } from '#test/fake-world.ts';
import { rejoin, signIn, type RejoinOptions, type SignInRequest } from './client.ts';
import type { LeadInput, Led, LedStore } from './leader.ts';

const store = { jid: alice } as LedStore;
const account: Account = { jid: alice, userAgentId: 'agent', createdAt: 1 };

interface World {
  readonly browser: FakeBrowser;
  readonly leads: LeadInput[];
  undone: number;
  stopped: number;
  /** What the engine says once it runs. */
  tell(connection: Connection): void;
}

const run = (
  request: Partial<SignInRequest> = {},
  options: {
    readonly importFails?: boolean;
    readonly storageRefused?: boolean;
    readonly storageBlocked?: boolean;
    readonly storageBreaks?: boolean;
  } = {},
) => {
  const browser = new FakeBrowser();
  const world: World = {
    browser,
    leads: [],
    undone: 0,
    stopped: 0,
    tell: (connection) => {
      for (const input of world.leads) input.emit(1, { name: 'connection', connection });
    },
  };
  const led: Led = {
    epoch: 1,
    connection: { phase: 'connecting', attempt: 0 },
    handle: () => Promise.resolve({ ok: true, value: null }),
    nudge: () => undefined,
    look: () => undefined,
    stop: () => {
      world.stopped++;
      return Promise.resolve();
    },
  };
  const tab = browser.openTab(() =>
    options.importFails === true
      ? Promise.reject(new TypeError('no chunk'))
      : Promise.resolve({
          lead: (input: LeadInput) => {
            world.leads.push(input);
            return Promise.resolve(led);
          },
          openAccount: (_jid: unknown, memory: boolean) =>
            options.storageBlocked === true
              ? Promise.reject(new Error('an older tab holds it'))
              : Promise.resolve({
                  store,
                  memory: memory || options.storageRefused === true,
                  account: () =>
                    options.storageBreaks === true
                      ? Promise.reject(new Error('no shell'))
                      : Promise.resolve(account),
                  undo: () => {
                    world.undone++;
                    return options.storageBreaks === true
                      ? Promise.reject(new Error('no shell'))
                      : Promise.resolve();
                  },
                }),
          forgetAccount: () => Promise.resolve(),
        }),
  );
  const result = signIn(
    { jid: alice, password: 'secret', remember: true, config: {}, ...request },
    tab.platform,
  );
  return { world, result };
};

describe('a sign-in', () => {
  test('hands over account, store and bridge once the server has taken us', async () => {
    const signals: Signal[] = [];
    const { world, result } = run({
      onSignal: (signal) => signals.push(signal),
      webSocket: 'wss://linked.example/ws',
      webSocketFromLink: true,
    });
    await settle();
    expect(world.leads).toMatchObject([
      {
        password: 'secret',
        webSocket: 'wss://linked.example/ws',
        webSocketFromLink: true,
        memory: false,
      },
    ]);
    world.tell({ phase: 'syncing' });
    const signedIn = await result;
    expect(signedIn).toMatchObject({ ok: true, value: { account, store, memory: false } });
    expect(signals).toContainEqual({ name: 'connection', connection: { phase: 'syncing' } });
    expect([world.undone, world.stopped]).toEqual([0, 0]);
  });

  test.each(['wrong-password', 'account-disabled'] as const)('that fails by %s is undone', async (kind) => {
    const { world, result } = run();
    await settle();
    world.tell({ phase: 'offline', failure: { kind } });
    expect(await result).toEqual({ ok: false, error: { kind } });
    expect([world.undone, world.stopped]).toEqual([1, 1]);
  });

  test('is not taken for successful because another tab is online with the old password', async () => {
    const { world, result } = run();
    const other = world.browser.openTab(() => Promise.reject(new Error('never leads')));
    const channel = other.platform.openChannel(`bridge:${alice}`, () => undefined);
    channel.post({ kind: 'leader', epoch: 1, build: 'one', connection: { phase: 'online' } });
    await settle();
    world.tell({ phase: 'offline', failure: { kind: 'wrong-password' } });
    expect(await result).toEqual({ ok: false, error: { kind: 'wrong-password' } });
  });

  test('can be cancelled, also before it began', async () => {
    const abort = new AbortController();
    const { world, result } = run({ signal: abort.signal });
    await settle();
    abort.abort();
    expect(await result).toEqual({ ok: false, error: { kind: 'cancelled' } });
    expect(world.undone).toBe(1);
    const late = run({ signal: abort.signal });
    expect(await late.result).toEqual({ ok: false, error: { kind: 'cancelled' } });
  });

  test('says that the app’s own server is out of reach', async () => {
    expect(await run({}, { importFails: true }).result).toEqual({ ok: false, error: { kind: 'no-network' } });
  });

  test('needs https', async () => {
    const { platform } = new FakeBrowser().openTab(() => Promise.reject(new Error('not asked for')));
    const request = { jid: alice, password: 'secret', remember: true, config: {} };
    expect(await signIn(request, { ...platform, isSecure: false })).toEqual({
      ok: false,
      error: { kind: 'insecure-context' },
    });
  });

  test('is not made in memory while an older tab holds the storage', async () => {
    const { world, result } = run({}, { storageBlocked: true });
    expect(await result).toEqual({ ok: false, error: { kind: 'storage' } });
    expect(world.leads).toEqual([]);
  });

  test.each<Connection>([{ phase: 'online' }, { phase: 'offline', failure: { kind: 'wrong-password' } }])(
    'that storage fails at its end never rejects: %j',
    async (end) => {
      const { world, result } = run({}, { storageBreaks: true });
      await settle();
      world.tell(end);
      expect(await result).toEqual({ ok: false, error: { kind: 'storage' } });
      expect([world.undone, world.stopped]).toEqual([1, 1]);
    },
  );

  test('goes on in memory where storage is refused or not wanted', async () => {
    for (const { world, result } of [run({}, { storageRefused: true }), run({ remember: false })]) {
      await settle();
      expect(world.leads[0]?.memory).toBe(true);
      world.tell({ phase: 'online' });
      expect(await result).toMatchObject({ ok: true, value: { memory: true } });
    }
  });
});

describe('a new password for a known account', () => {
  const refused: Connection = { phase: 'offline', failure: { kind: 'credentials-expired' } };
  const again = async (given: Pick<RejoinOptions, 'signal' | 'acceptWeaker'> = {}) => {
    const world = new FakeWorld();
    world.connection = { phase: 'connecting', attempt: 0 };
    const { tab, client } = await world.join();
    const other = await world.join();
    world.engine.input.emit(world.engine.epoch, { name: 'connection', connection: refused });
    await settle();
    await client.leave();
    const rejoining = rejoin(
      { jid: alice, store, memory: false, config: {}, password: 'new', ...given },
      tab.platform,
    );
    await settle();
    const tell = (connection: Connection): void => {
      world.engine.input.emit(world.engine.epoch, { name: 'connection', connection });
    };
    return { world, tab, other, ...rejoining, tell };
  };

  test('is tried by this tab, over the store it has', async () => {
    const { world, tab, bridge, outcome, tell } = await again();
    expect(world.engine.tab).toBe(tab);
    expect(world.engine.input).toMatchObject({ password: 'new', store });
    tell({ phase: 'syncing' });
    expect(await outcome).toBeUndefined();
    expect(bridge.connection.phase).toBe('syncing');
  });

  test('takes along what the person agreed to, until it is no longer needed', async () => {
    const acceptWeaker = { from: 'SCRAM-SHA-256', to: 'SCRAM-SHA-1' };
    const { world, tab, other } = await again({ acceptWeaker });
    expect(world.engine.input).toMatchObject({ password: 'new', acceptWeaker });
    world.engine.input.sealed?.();
    await other.client.leave();
    tab.fire('hide');
    await settle();
    tab.fire('show');
    await settle();
    expect([world.engine.tab, world.engine.input.password]).toEqual([tab, undefined]);
    expect(world.engine.input).not.toHaveProperty('acceptWeaker');
  });

  test('stays joined when it is wrong, for the commands of this tab', async () => {
    const { world, bridge, outcome, tell } = await again();
    tell({ phase: 'offline', failure: { kind: 'wrong-password' } });
    expect(await outcome).toEqual({ kind: 'wrong-password' });
    expect(await bridge.send({ name: 'sign-out' })).toEqual({ ok: true, value: null });
    expect(world.engine.commands).toContainEqual({ name: 'sign-out' });
  });

  test('ends with the account', async () => {
    const { world, outcome } = await again();
    world.engine.input.emit(world.engine.epoch, { name: 'signed-out' });
    expect(await outcome).toEqual({ kind: 'cancelled' });
  });

  test('may be given in another tab at the same time', async () => {
    const abort = new AbortController();
    const { world, other, outcome } = await again({ signal: abort.signal });
    await other.client.leave();
    const late = rejoin(
      { jid: alice, store, memory: false, config: {}, password: 'new', takeOver: true },
      other.tab.platform,
    );
    await settle();
    expect(world.engine.tab).toBe(other.tab);
    world.engine.input.emit(world.engine.epoch, { name: 'connection', connection: { phase: 'online' } });
    expect(await late.outcome).toBeUndefined();
    expect(await outcome).toBeUndefined();
  });

  test('cannot be tried without the engine’s code', async () => {
    const world = new FakeWorld();
    const { tab, client } = await world.join();
    await client.leave();
    world.importFails = true;
    const { outcome } = rejoin(
      { jid: alice, store, memory: false, config: {}, password: 'new' },
      tab.platform,
    );
    expect(await outcome).toEqual({ kind: 'no-network' });
  });
});
