/** An account whose stored keys the server refuses: it asks for the password and keeps all it has. */
import { describe, expect, it } from 'vitest';
import { err } from '#lib/result.ts';
import type { ConnectFailure } from '#model/failure.ts';
import { alice, form, setUp, turn } from './session-scene.ts';

describe('a password that was changed elsewhere', () => {
  const refused = { phase: 'offline', failure: { kind: 'credentials-expired' } } as const;
  const setUpRefused = async () => {
    const scene = setUp({ current: alice });
    await scene.session.start(scene.shell);
    scene.signal({ name: 'connection', connection: refused });
    return scene;
  };

  it.each(['credentials-expired', 'wrong-password'] as const)('is asked for after %s', async (kind) => {
    const { session, shell, signal } = setUp({ current: alice });
    await session.start(shell);
    expect(session.needsPassword).toBe(false);
    signal({ name: 'connection', connection: { phase: 'offline', failure: { kind } } });
    expect([session.phase, session.needsPassword]).toEqual(['signed-in', true]);
  });

  it('is not asked for when the network is away, nor at a sign-in', async () => {
    const { session, shell, signal, answers } = setUp();
    await session.start(shell);
    answers.push(() => {
      signal({ name: 'connection', connection: refused });
      return Promise.resolve(err({ kind: 'wrong-password' }));
    });
    await session.signIn(form);
    expect(session.needsPassword).toBe(false);
    const other = setUp({ current: alice });
    await other.session.start(other.shell);
    other.signal({ name: 'connection', connection: { phase: 'offline', failure: { kind: 'no-network' } } });
    expect(other.session.needsPassword).toBe(false);
  });

  it('signs in again over the same store', async () => {
    const { session, signal, rejoined, store, log, online } = await setUpRefused();
    const { account } = session;
    const done = session.reauthenticate('new');
    await turn();
    expect([session.busy, session.needsPassword, session.phase]).toEqual([true, true, 'signed-in']);
    expect(rejoined().options).toMatchObject({ jid: alice, memory: false, password: 'new' });
    expect(rejoined().options.store).toBe(store);
    signal({ name: 'connection', connection: online });
    rejoined().conclude(undefined);
    expect(await done).toBe(true);
    expect([session.busy, session.needsPassword, session.failure]).toEqual([false, false, undefined]);
    expect(session.account).toBe(account);
    expect(log.slice(3)).toEqual([
      'left',
      'trying new',
      'attached',
      'told to read again',
      'heard connection',
    ]);
    expect(log).not.toContain('store closed');
  });

  it('is asked for again when it is wrong, and signing out still works', async () => {
    const { session, rejoined, signal } = await setUpRefused();
    const done = session.reauthenticate('wrong');
    await turn();
    signal({ name: 'connection', connection: { phase: 'connecting', attempt: 0 } });
    signal({ name: 'connection', connection: { phase: 'offline', failure: { kind: 'wrong-password' } } });
    rejoined().conclude({ kind: 'wrong-password' });
    expect(await done).toBe(false);
    expect([session.phase, session.needsPassword, session.busy, session.failure]).toEqual([
      'signed-in',
      true,
      false,
      { kind: 'wrong-password' },
    ]);
    await session.signOut();
    await turn();
    expect([session.phase, session.needsPassword]).toEqual(['signed-out', false]);
  });

  const downgrade = { from: 'SCRAM-SHA-256', to: 'PLAIN' };
  it.each<ConnectFailure>([
    { kind: 'not-recognised', everyTime: false },
    { kind: 'not-recognised', everyTime: true },
    { kind: 'mechanism-too-weak', downgrade },
  ])('tells the screen why it is asked for, until it has served: %j', async (failure) => {
    const { session, shell, signal, online } = setUp({ current: alice });
    await session.start(shell);
    expect(session.passwordReason).toBeUndefined();
    signal({ name: 'connection', connection: { phase: 'offline', failure } });
    expect(session.passwordReason).toEqual(failure);
    // A try that only meets the network, or a slip in typing it, changes nothing about it.
    signal({ name: 'connection', connection: { phase: 'connecting', attempt: 1 } });
    for (const kind of ['no-network', 'wrong-password'] as const)
      signal({ name: 'connection', connection: { phase: 'offline', failure: { kind } } });
    expect(session.passwordReason).toEqual(failure);
    signal({ name: 'connection', connection: online });
    expect([session.passwordReason, session.needsPassword]).toEqual([undefined, false]);
  });

  it.each<ConnectFailure>([{ kind: 'mechanism-too-weak' }, { kind: 'plain-refused' }])(
    'is not asked for where it must not be given: %j',
    async (failure) => {
      const { session, shell, signal } = setUp({ current: alice });
      await session.start(shell);
      signal({ name: 'connection', connection: { phase: 'offline', failure } });
      expect(session.needsPassword).toBe(false);
    },
  );

  it('goes out for a weaker way only together with what was agreed to', async () => {
    const { session, rejoined } = await setUpRefused();
    void session.reauthenticate('secret', downgrade);
    await turn();
    expect(rejoined().options).toMatchObject({ password: 'secret', acceptWeaker: downgrade });
    rejoined().conclude({ kind: 'wrong-password' });
    await turn();
    void session.reauthenticate('secret');
    await turn();
    expect(rejoined().options).not.toHaveProperty('acceptWeaker');
  });

  it('is needed at each visit: that is told, and forgotten with the account', async () => {
    const { session, shell, signal } = setUp({ current: alice });
    await session.start(shell);
    expect(session.cannotStay).toBe(false);
    signal({ name: 'cannot-stay' });
    expect(session.cannotStay).toBe(true);
    await session.signOut();
    await turn();
    expect(session.cannotStay).toBe(false);
  });

  it('is still needed when the server was out of reach', async () => {
    const { session, rejoined } = await setUpRefused();
    const done = session.reauthenticate('new');
    await turn();
    rejoined().conclude({ kind: 'unreachable', domain: 'localhost' });
    expect(await done).toBe(false);
    expect([session.needsPassword, session.failure?.kind]).toEqual([true, 'unreachable']);
  });

  it('need not be waited for', async () => {
    const { session } = await setUpRefused();
    const done = session.reauthenticate('new');
    await turn();
    session.cancelSignIn();
    expect([await done, session.failure, session.busy]).toEqual([false, undefined, false]);
  });

  it('is of no use once the account was signed out elsewhere', async () => {
    const { session, lose } = await setUpRefused();
    const done = session.reauthenticate('new');
    await turn();
    lose({ kind: 'gone' });
    expect([await done, session.phase, session.busy]).toEqual([false, 'signed-out', false]);
    expect(await session.reauthenticate('new')).toBe(false);
  });
});
