/** The life of the connection: attempts, failures, looks, goodbyes (N01 to N09, A01, F06). */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StreamFailure } from '#xmpp/stream/failure.ts';
import { bob, EngineRig, rest, until } from '#test/engine-rig.ts';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
});
afterEach(() => rig.close());

const phases = (): string[] => {
  const all = rig.signalsOf('connection').map(({ connection }) => connection.phase);
  return all.filter((phase, i) => phase !== all[i - 1]);
};

describe('signing in', () => {
  test('is told step by step', async () => {
    await rig.goOnline();
    expect(phases()).toEqual(['connecting', 'syncing', 'online']);
  });

  test('needs something to sign in with', async () => {
    rig.credentials = undefined;
    await rig.start();
    await rig.untilPhase('offline');
    const failure = { kind: 'not-recognised', everyTime: false };
    expect(rig.engine.connection).toEqual({ phase: 'offline', failure });
    expect(rig.server.requests).toEqual([]);
  });

  const final: StreamFailure[] = [
    { kind: 'wrong-password' },
    { kind: 'account-disabled' },
    { kind: 'host-unknown', domain: 'example.org' },
    { kind: 'mechanism-too-weak' },
  ];
  test.each(final)('that fails by $kind is not tried again (A01)', async (failure) => {
    rig.server.refusals.push(failure);
    await rig.start();
    await rig.untilPhase('offline');
    expect(rig.engine.connection).toEqual({ phase: 'offline', failure });
    await rig.clock.advance(600_000);
    expect(rig.server.requests).toHaveLength(1);
  });

  test('that fails for the moment is tried again, when said', async () => {
    rig.server.refusals.push({ kind: 'temporary' });
    await rig.start();
    await rig.untilPhase('offline');
    const { connection } = rig.engine;
    const retryAt = connection.phase === 'offline' ? connection.retryAt : undefined;
    expect(retryAt).toBe(rig.clock.now() + 500);
    await rig.clock.advance(500);
    await rig.untilPhase('online');
  });

  test('can be asked for at once', async () => {
    rig.server.refusals.push({ kind: 'wrong-password' });
    await rig.start();
    await rig.untilPhase('offline');
    expect(await rig.send({ name: 'connect' })).toMatchObject({
      ok: true,
      value: { jid: 'alice@example.org/kith~1' },
    });
    rig.stream.cut();
    rig.server.refusals.push({ kind: 'unreachable', domain: 'example.org' });
    expect(await rig.send({ name: 'connect' })).toEqual({ ok: false, error: { kind: 'offline' } });
  });
});

describe('a connection', () => {
  test('that throws us out twice is not fought for (F06)', async () => {
    await rig.goOnline();
    rig.stream.cut({ kind: 'conflict' });
    await rig.clock.advance(3000);
    await rig.untilPhase('online');
    rig.stream.cut({ kind: 'conflict' });
    await rest();
    expect(rig.engine.connection).toEqual({ phase: 'offline', failure: { kind: 'conflict' } });
  });

  test('flapping stays one, and one attempt at a time (N02)', async () => {
    await rig.goOnline();
    for (let i = 0; i < 100; i++) {
      if (rig.stream.state === 'bound') rig.stream.cut();
      rig.engine.look();
      await rig.clock.advance(600);
    }
    await rig.clock.advance(60_000);
    await rig.untilPhase('online');
    expect(rig.streams).toHaveLength(1);
    expect(rig.server.requests.length).toBeLessThan(100);
    expect(rig.clock.waiting).toBeLessThan(5);
  });

  test('that only seems to be there is found out when somebody looks (N01)', async () => {
    await rig.goOnline();
    rig.stream.answersProbe = false;
    rig.engine.look();
    await rest();
    rig.stream.answersProbe = true;
    await rig.clock.advance(3000);
    await rig.untilPhase('online');
    expect(rig.server.requests).toHaveLength(2);
  });

  test('is tried at once when somebody looks', async () => {
    await rig.goOnline();
    await rig.clock.advance(10_000);
    rig.stream.cut();
    await rig.untilPhase('offline');
    rig.engine.look();
    await until('back', () => rig.engine.connection.phase === 'online');
    expect(rig.server.requests).toHaveLength(2);
  });

  test('knows whether anybody looks (XEP-0352)', async () => {
    await rig.goOnline();
    expect(rig.stream.active).toBe(true);
    rig.visible = false;
    rig.engine.look();
    await rest();
    expect(rig.stream.active).toBe(false);
  });
});

describe('the end', () => {
  test('by another engine stops this one, which writes nothing more', async () => {
    await rig.goOnline();
    const old = rig.stream;
    await rig.store.claimEpoch();
    await rig.server.say(`${bob}/x`, 'not for me');
    await until('stopped', () => old.state === 'closed');
    expect(await rig.bodies()).toEqual([]);
    await rig.clock.advance(600_000);
    expect(rig.server.requests).toHaveLength(1);
  });

  test('by signing out ends the session, tells all tabs, then deletes', async () => {
    await rig.goOnline();
    expect(await rig.send({ name: 'sign-out' })).toEqual({ ok: true, value: null });
    expect(rig.server.session).toBeUndefined();
    expect(rig.signalsOf('signed-out')).toHaveLength(1);
    expect(rig.forgotten).toBe(true);
    await rig.clock.advance(600_000);
    expect(rig.server.requests).toHaveLength(1);
  });

  test('by hiding the page keeps the session for the next', async () => {
    await rig.goOnline();
    await rig.server.say(`${bob}/x`, 'hello');
    await rig.engine.stop('drop');
    expect(rig.server.session?.id).toBe('sm-1');
    expect(await rig.store.streamRow()).toMatchObject({ id: 'sm-1' });
    await rig.clock.advance(600_000);
    expect(rig.server.requests).toHaveLength(1);
  });

  test('comes while an attempt is under way, too', async () => {
    await rig.start();
    await rig.engine.stop('drop');
    await rest(200);
    expect(rig.server.requests.length).toBeLessThan(2);
    expect(rig.streams.every((stream) => stream.state === 'closed')).toBe(true);
  });
});
