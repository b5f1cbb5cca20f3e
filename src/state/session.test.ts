/** Starting, signing in and signing out. */
import { describe, expect, it } from 'vitest';
import { err } from '#lib/result.ts';
import { alice, form, setUp, turn } from './session-scene.ts';

describe('start', () => {
  it('asks to sign in when nobody is', async () => {
    const { session, shell } = setUp();
    expect(session.phase).toBe('starting');
    await session.start(shell);
    expect([session.phase, session.jid, session.memory]).toEqual(['signed-out', undefined, false]);
    expect(session.prefill).toEqual({ address: 'bob@localhost' });
  });

  it('is signed in from what is stored, before there is a link', async () => {
    const { session, shell, log } = setUp({ current: alice });
    await session.start(shell);
    expect([session.phase, session.jid, session.connection.phase]).toEqual([
      'signed-in',
      alice,
      'connecting',
    ]);
    expect(log).toEqual(['somebody', 'attached']);
    expect(session.waitingCount).toBe(2);
  });

  it('says so when the store cannot be opened', async () => {
    const { session, shell } = setUp({ current: alice, open: { kind: 'newer-schema' } });
    await session.start(shell);
    expect([session.phase, session.failure]).toEqual(['signed-out', { kind: 'storage' }]);
  });

  it('knows that the browser refuses storage', async () => {
    const { session, shell } = setUp({ memory: true });
    await session.start(shell);
    expect([session.storageRefused, session.memory]).toEqual([true, true]);
  });
});

describe('signing in', () => {
  it('remembers the account', async () => {
    const { session, shell, succeed, current, log } = setUp();
    await session.start(shell);
    succeed();
    const done = session.signIn(form);
    expect(session.busy).toBe(true);
    expect(await done).toBe(true);
    expect([session.phase, session.busy, current()]).toEqual(['signed-in', false, alice]);
    expect(log).toEqual(['signing in alice@localhost', 'somebody', 'attached']);
  });

  it('keeps nothing on a public computer', async () => {
    const { session, shell, succeed, current } = setUp();
    await session.start(shell);
    succeed(true);
    expect(await session.signIn({ ...form, remember: false })).toBe(true);
    expect(current()).toBeUndefined();
  });

  it('says why it failed, and can be tried again', async () => {
    const { session, shell, answers, succeed } = setUp();
    await session.start(shell);
    answers.push(() => Promise.resolve(err({ kind: 'wrong-password' })));
    expect(await session.signIn(form)).toBe(false);
    expect([session.phase, session.failure, session.busy]).toEqual([
      'signed-out',
      { kind: 'wrong-password' },
      false,
    ]);
    succeed();
    expect(await session.signIn(form)).toBe(true);
    expect(session.failure).toBeUndefined();
  });

  it('can be cancelled, which is no failure', async () => {
    const { session, shell, answers } = setUp();
    await session.start(shell);
    answers.push(
      (request) =>
        new Promise((resolve) => {
          request.signal?.addEventListener('abort', () => {
            resolve(err({ kind: 'cancelled' }));
          });
        }),
    );
    const done = session.signIn(form);
    session.cancelSignIn();
    expect([await done, session.failure, session.busy]).toEqual([false, undefined, false]);
  });

  it('is not tried twice at once', async () => {
    const { session, shell, succeed, log } = setUp();
    await session.start(shell);
    succeed();
    expect(await Promise.all([session.signIn(form), session.signIn(form)])).toEqual([true, false]);
    expect(log.filter((line) => line.startsWith('signing'))).toHaveLength(1);
  });

  it.each([
    [{ address: 'alice at home' }, { kind: 'invalid-address' }],
    [{ address: 'example.org' }, { kind: 'invalid-address' }],
    [{ webSocket: 'https://example.org/' }, { kind: 'insecure-websocket', url: 'https://example.org/' }],
    [{ webSocket: 'localhost' }, { kind: 'insecure-websocket', url: 'localhost' }],
  ])('refuses %j before anything is sent', async (typed, failure) => {
    const { session, shell, log } = setUp();
    await session.start(shell);
    expect(await session.signIn({ ...form, ...typed })).toBe(false);
    expect([session.failure, log]).toEqual([failure, []]);
  });

  it('completes a name with the operator’s domain, and keeps to it where told', async () => {
    const config = { domain: 'acme.example', features: { otherDomains: false } };
    const { session, shell, succeed, log } = setUp({ config });
    await session.start(shell);
    expect(await session.signIn(form)).toBe(false);
    expect(session.failure).toEqual({ kind: 'other-domain', domain: 'acme.example' });
    succeed();
    expect(await session.signIn({ ...form, address: 'alice', webSocket: 'wss://acme.example/ws' })).toBe(
      true,
    );
    expect(log[0]).toBe('signing in alice@acme.example at wss://acme.example/ws');
  });
});

describe('a session', () => {
  it('follows the link, and reads again after a catch-up', async () => {
    const { session, shell, signal, log, online } = setUp({ current: alice });
    await session.start(shell);
    signal({ name: 'connection', connection: { phase: 'syncing' } });
    expect(session.connection.phase).toBe('syncing');
    expect(log).not.toContain('told to read again');
    signal({ name: 'connection', connection: online });
    signal({ name: 'connection', connection: online });
    expect(log.filter((line) => line === 'told to read again')).toHaveLength(1);
    session.retryNow();
    expect(log).toContain('sent retry-now');
  });

  it('takes the link as it stands when it joins', async () => {
    const { session, shell, connect } = setUp({ current: alice });
    connect();
    await session.start(shell);
    expect(session.connection.phase).toBe('online');
  });

  it('makes way for other code', async () => {
    const { session, shell, signal, lose, log } = setUp({ current: alice });
    await session.start(shell);
    signal({ name: 'reload' });
    lose({ kind: 'newer-schema' });
    expect(log.filter((line) => line === 'reload')).toHaveLength(2);
  });
});

describe('signing out', () => {
  it('ends the session, once', async () => {
    const { session, shell, current, log } = setUp({ current: alice });
    await session.start(shell);
    await session.signOut();
    await turn();
    expect([session.phase, session.jid, session.busy, current()]).toEqual([
      'signed-out',
      undefined,
      false,
      undefined,
    ]);
    expect(log.slice(2)).toEqual([
      'leaves alice@localhost',
      'sent sign-out',
      'heard signed-out',
      'account disposed',
      'nobody',
      'left',
      'store closed',
      'has left',
    ]);
    expect(session.account).toBeUndefined();
  });

  it('deletes what is stored by itself when no engine answers', async () => {
    const { session, shell, refuseSignOut, log, current } = setUp({ current: alice });
    await session.start(shell);
    refuseSignOut();
    await session.signOut();
    await turn();
    expect(log).toContain('forgot alice@localhost');
    expect([session.phase, current()]).toEqual(['signed-out', undefined]);
  });

  it('that the page before did not end is ended first, without that account', async () => {
    const { session, shell, log, current, succeed } = setUp({ current: alice, leaving: alice });
    succeed();
    await session.start(shell);
    expect(session.phase).toBe('signed-out');
    await session.signIn(form);
    expect(log.slice(0, 4)).toEqual([
      'leaves alice@localhost',
      'forgot alice@localhost',
      'has left',
      'signing in alice@localhost',
    ]);
    expect([session.phase, current()]).toEqual(['signed-in', alice]);
  });

  it('in another tab ends it here', async () => {
    const { session, shell, signal, log } = setUp({ current: alice });
    await session.start(shell);
    signal({ name: 'signed-out' });
    await turn();
    expect([session.phase, log.includes('store closed')]).toEqual(['signed-out', true]);
  });

  it('is what a deleted database means', async () => {
    const { session, shell, lose } = setUp({ current: alice });
    await session.start(shell);
    lose({ kind: 'gone' });
    await turn();
    expect(session.phase).toBe('signed-out');
  });
});
