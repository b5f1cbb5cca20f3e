/** What a server is shown at a sign-in and what is kept of it, over the real stream: nothing sent that need not be (A01, A02). */
import { describe, expect, test } from 'vitest';
import type { Downgrade } from '#model/failure.ts';
import { FakeClock } from '#test/fake-clock.ts';
import { alice, keeperOf, Shell } from '#test/keeper-rig.ts';
import { ScramServer } from '#test/scram-server.ts';
import { eventually, sasl2Offer, success } from '#test/scripted-login.ts';
import { ScriptedNetwork, type ScriptedConnection } from '#test/scripted-transport.ts';
import { silentLog } from '#lib/log.ts';
import type { Xml } from '#xmpp/codec/dom.ts';
import { ClientSession } from '#xmpp/stream/client-session.ts';
import type { AccountKeeper, EngineContext } from './context.ts';
import { Dialler } from './dial.ts';

/** A server whose ways of checking passwords can be changed, and which counts what it is shown. */
class Server {
  readonly network = new ScriptedNetwork();
  mechanisms: readonly string[] = ['SCRAM-SHA-1', 'PLAIN'];
  salt = 'salt one';
  password = 'secret';
  /** Proofs of SCRAM and passwords of PLAIN: what a wrong one of counts as a failed try. */
  readonly shown: ('proof' | 'password')[] = [];

  /** Answers the newest connection until it is up or left. */
  async serve(): Promise<void> {
    const connection = await eventually(() => this.network.connections.at(-1));
    connection.opened();
    connection.feed(sasl2Offer({ mechanisms: this.mechanisms }));
    const authenticate = await said(connection);
    if (!authenticate) return;
    const initial = authenticate.children()[0]?.text() ?? '';
    if (authenticate.attr('mechanism') === 'PLAIN') {
      this.shown.push('password');
      this.#answer(connection, Buffer.from(initial, 'base64').toString() === `\0alice\0${this.password}`);
      return;
    }
    const scram = new ScramServer({ salt: btoa(this.salt), password: this.password });
    connection.feed(`<challenge xmlns='urn:xmpp:sasl:2'>${scram.challenge(initial)}</challenge>`);
    const response = await said(connection);
    if (!response) return;
    this.shown.push('proof');
    const final = scram.final(response.text());
    this.#answer(connection, final !== undefined, `<additional-data>${final ?? ''}</additional-data>`);
  }

  #answer(connection: ScriptedConnection, isRight: boolean, data = ''): void {
    const refusal = "<not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>";
    if (!isRight) connection.feed(`<failure xmlns='urn:xmpp:sasl:2'>${refusal}</failure>`);
    else
      connection.feed(
        success(`${data}<bound xmlns='urn:xmpp:bind:0'/>`, `${alice}/one`),
        '<stream:features/>',
      );
  }
}

/** The next element from the client; undefined: it has left. */
const said = async (connection: ScriptedConnection): Promise<Xml | undefined> =>
  eventually(() => connection.take()[0] ?? (connection.closedBy === undefined ? undefined : 'left')).then(
    (what) => (what === 'left' ? undefined : what),
  );

interface Visit {
  readonly keeper: AccountKeeper;
  readonly told: string[];
  /** One attempt; `mechanism` or the failure. */
  dial(): Promise<unknown>;
}

const setUp = () => {
  const server = new Server();
  const shell = new Shell();
  const visit = async (
    options: {
      password?: string;
      webSocket?: string;
      webSocketFromLink?: boolean;
      acceptWeaker?: Downgrade;
    } = {},
  ): Promise<Visit> => {
    const told: string[] = [];
    const keeper = await keeperOf(shell, { ...options, cannotStay: () => told.push('cannot stay') });
    let count = 0;
    const clock = new FakeClock();
    const { open } = server.network;
    const session = new ClientSession({ open, clock, log: silentLog, newId: () => `id-${String(++count)}` });
    const ctx: Partial<EngineContext> = {
      jid: alice,
      account: keeper,
      clock,
      store: { streamRow: () => Promise.resolve(undefined) } as unknown as EngineContext['store'],
      discover: () => Promise.resolve({ ok: true, value: ['wss://example.org/ws'] }),
    };
    const dialler = new Dialler(ctx as EngineContext, session, () => false);
    const dial = async (): Promise<unknown> => {
      const before = server.network.connections.length;
      let served = before;
      const dialling = dialler.dial(() => true);
      let outcome: Awaited<typeof dialling> | undefined;
      void dialling.then((result) => (outcome = result));
      while (outcome === undefined) {
        await eventually(() => outcome ?? (server.network.connections.length > served ? true : undefined));
        if (server.network.connections.length > served) {
          served++;
          await server.serve();
          await eventually(() => outcome ?? (server.network.connections.length > served ? true : undefined));
        }
      }
      if (!outcome.ok) return outcome.error;
      const { mechanism, scramKeys } = outcome.value;
      await keeper.signedIn({ mechanism, ...(scramKeys ? { scramKeys } : {}) });
      await session.close('drop');
      return mechanism;
    };
    return { keeper, told, dial };
  };
  return { server, shell, visit };
};

describe('a server that stores passwords as they are and salts them anew', () => {
  test('is never shown a proof that cannot be right, and is known at second sight', async () => {
    const { server, visit } = setUp();
    expect(await (await visit({ password: 'secret' })).dial()).toBe('SCRAM-SHA-1');
    server.salt = 'salt two';
    expect(await (await visit()).dial()).toEqual({ kind: 'not-recognised', everyTime: false });
    expect(server.shown).toEqual(['proof']);

    server.salt = 'salt three';
    const second = await visit({ password: 'secret' });
    expect(await second.dial()).toBe('SCRAM-SHA-1');
    expect(second.told).toEqual(['cannot stay']);
    server.salt = 'salt four';
    expect(await (await visit()).dial()).toEqual({ kind: 'not-recognised', everyTime: true });
    expect(server.shown).toEqual(['proof', 'proof']);
  });

  test('is told the password of this visit at each reconnect, without a detour once it is known', async () => {
    const { server, visit } = setUp();
    const { dial, told } = await visit({ password: 'secret' });
    await dial();
    for (const [salt, connections] of [
      ['salt two', 2],
      ['salt three', 1],
    ] as const) {
      const before = server.network.connections.length;
      server.salt = salt;
      expect(await dial()).toBe('SCRAM-SHA-1');
      expect(server.network.connections.length - before).toBe(connections);
    }
    expect([server.shown.length, told]).toEqual([3, ['cannot stay']]);
  });

  test('keeps one signed in as soon as it hashes them', async () => {
    const { server, visit } = setUp();
    await (await visit({ password: 'secret' })).dial();
    server.salt = 'salt two';
    await (await visit({ password: 'secret' })).dial();
    expect(await (await visit()).dial()).toBe('SCRAM-SHA-1');
    server.salt = 'salt three';
    expect(await (await visit()).dial()).toEqual({ kind: 'not-recognised', everyTime: false });
  });

  test('is not taken for one when the password was changed elsewhere', async () => {
    const { server, visit } = setUp();
    await (await visit({ password: 'secret' })).dial();
    server.salt = 'salt two';
    server.password = 'new';
    expect(await (await visit()).dial()).toEqual({ kind: 'not-recognised', everyTime: false });
    expect(server.shown).toHaveLength(1);
    const wrong = await visit({ password: 'secret' });
    expect(await wrong.dial()).toEqual({ kind: 'wrong-password' });
    // The same password is never shown twice; what is left are keys that do not fit.
    expect(await wrong.dial()).toEqual({ kind: 'not-recognised', everyTime: false });
    expect(server.shown).toHaveLength(2);
    const right = await visit({ password: 'new' });
    expect([await right.dial(), right.told]).toEqual(['SCRAM-SHA-1', []]);
    expect(await (await visit()).dial()).toBe('SCRAM-SHA-1');
  });
});

describe('a server that takes PLAIN alone', () => {
  test('gets the password where the host is to be trusted, and is not called upon without one', async () => {
    const { server, shell, visit } = setUp();
    server.mechanisms = ['PLAIN'];
    const first = await visit({ password: 'secret', webSocket: 'wss://typed.example/ws' });
    expect([await first.dial(), first.told]).toEqual(['PLAIN', ['cannot stay']]);
    expect(await first.dial()).toBe('PLAIN');
    expect(shell.secrets.size).toBe(0);
    const before = server.network.connections.length;
    expect(await (await visit()).dial()).toEqual({ kind: 'not-recognised', everyTime: true });
    expect(server.network.connections).toHaveLength(before);
  });

  test('gets nothing where a link named the host', async () => {
    const { server, visit } = setUp();
    server.mechanisms = ['PLAIN'];
    const linked = await visit({
      password: 'secret',
      webSocket: 'wss://listener.example/ws',
      webSocketFromLink: true,
    });
    expect(await linked.dial()).toEqual({ kind: 'plain-refused' });
    expect(server.shown).toEqual([]);
  });
});

describe('a server that offers less than before', () => {
  const downgrade = { from: 'SCRAM-SHA-1', to: 'PLAIN' };
  const weakened = async () => {
    const scene = setUp();
    await (await scene.visit({ password: 'secret' })).dial();
    scene.server.mechanisms = ['PLAIN'];
    return scene;
  };

  test.each([{}, { password: 'secret' }])('is shown nothing: %j', async (options) => {
    const { server, visit } = await weakened();
    expect(await (await visit(options)).dial()).toEqual({ kind: 'mechanism-too-weak', downgrade });
    expect(server.shown).toEqual(['proof']);
  });

  test('is used as the person agreed, and then pinned', async () => {
    const { server, shell, visit } = await weakened();
    const agreed = await visit({ password: 'secret', acceptWeaker: downgrade });
    expect(await agreed.dial()).toBe('PLAIN');
    expect(shell.saved.get(alice)?.strongest).toBe('PLAIN');
    expect(await (await visit({ password: 'secret' })).dial()).toBe('PLAIN');
    server.mechanisms = ['PLAIN', 'SCRAM-SHA-1'];
    expect(await (await visit({ password: 'secret' })).dial()).toBe('SCRAM-SHA-1');
    server.mechanisms = ['PLAIN'];
    expect(await (await visit({ password: 'secret' })).dial()).toEqual({
      kind: 'mechanism-too-weak',
      downgrade,
    });
  });

  test('is not given more than was agreed to', async () => {
    const { server, visit } = setUp();
    server.mechanisms = ['SCRAM-SHA-512'];
    const shown = { from: 'SCRAM-SHA-512', to: 'SCRAM-SHA-1' };
    const first = await visit({ password: 'secret' });
    await first.keeper.signedIn({ mechanism: 'SCRAM-SHA-512' });
    server.mechanisms = ['PLAIN'];
    expect(await (await visit({ password: 'secret', acceptWeaker: shown })).dial()).toMatchObject({
      kind: 'mechanism-too-weak',
      downgrade: { to: 'PLAIN' },
    });
    expect(server.shown).toEqual([]);
  });

  test('gets no PLAIN at an address of a link, whatever was agreed to', async () => {
    const scene = setUp();
    const webSocket = { webSocket: 'wss://listener.example/ws', webSocketFromLink: true };
    await (await scene.visit({ password: 'secret', ...webSocket })).dial();
    scene.server.mechanisms = ['PLAIN'];
    const agreed = await scene.visit({ password: 'secret', acceptWeaker: downgrade });
    expect(await agreed.dial()).toEqual({ kind: 'plain-refused' });
    expect(scene.server.shown).toEqual(['proof']);
  });
});
