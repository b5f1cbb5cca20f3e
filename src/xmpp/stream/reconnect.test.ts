/** The reconnect policy, failure by failure and over time (A01, F05 to F07, N02). */
import { describe, expect, it, vi } from 'vitest';
import { FakeClock } from '#test/fake-clock.ts';
import type { StreamFailure } from './failure.ts';
import { Reconnect } from './reconnect.ts';

const setup = (random = 0.999_999) => {
  const clock = new FakeClock();
  const attempt = vi.fn();
  return { clock, attempt, policy: new Reconnect({ clock, random: () => random, attempt }) };
};
const dropped: StreamFailure = { kind: 'dropped' };
const refused = (condition: string): StreamFailure => ({ kind: 'refused', condition });

describe('which failures are tried again', () => {
  it.each<[StreamFailure, number]>([
    [dropped, Infinity],
    [{ kind: 'unreachable', domain: 'x' }, Infinity],
    [{ kind: 'no-network' }, Infinity],
    [{ kind: 'temporary' }, Infinity],
    [{ kind: 'rate-limited' }, Infinity],
    [refused('system-shutdown'), Infinity],
    [refused('not-well-formed'), Infinity],
    [{ kind: 'conflict' }, 1],
    [refused('policy-violation'), 2],
    [{ kind: 'wrong-password' }, 0],
    [{ kind: 'credentials-expired' }, 0],
    [{ kind: 'account-disabled' }, 0],
    [{ kind: 'not-recognised', everyTime: false }, 0],
    [{ kind: 'mechanism-too-weak' }, 0],
    [{ kind: 'plain-refused' }, 0],
    [{ kind: 'server-not-verified' }, 0],
    [{ kind: 'host-unknown', domain: 'x' }, 0],
    [{ kind: 'no-websocket', domain: 'x' }, 0],
    [{ kind: 'insecure-context' }, 0],
    [{ kind: 'insecure-websocket', url: 'x' }, 0],
    [{ kind: 'storage' }, 5],
    [refused('see-other-uri'), 0],
    [refused('encryption-required'), 0],
    [refused('aborted'), 0],
    [refused('no-mechanism'), 0],
    [refused('something-new'), 0],
  ])('%j: %d times', async (failure, times) => {
    const { clock, attempt, policy } = setup();
    for (let i = 0; i < 20; i++) {
      policy.failed(failure);
      if (policy.state.phase === 'stopped') break;
      await clock.advance(120_000);
    }
    expect(attempt).toHaveBeenCalledTimes(times === Infinity ? 20 : times);
    expect(policy.state.phase).toBe(times === Infinity ? 'idle' : 'stopped');
  });

  it.each<StreamFailure>([
    { kind: 'no-websocket', domain: 'x' },
    { kind: 'host-unknown', domain: 'x' },
  ])('%j: as long as it takes, once the account has been online', async (failure) => {
    const { clock, attempt, policy } = setup();
    policy.bound();
    for (let i = 0; i < 20; i++) {
      policy.failed(failure);
      await clock.advance(120_000);
    }
    expect(attempt).toHaveBeenCalledTimes(20);
    policy.failed(failure);
    policy.hint();
    expect(attempt).toHaveBeenCalledTimes(21);
    const later = new Reconnect({ clock, random: () => 0.5, attempt, isProven: true });
    later.failed(failure);
    expect(later.state.phase).toBe('waiting');
  });

  it('storage is tried again when somebody looks (D01)', async () => {
    const { clock, attempt, policy } = setup();
    await clock.advance(1000);
    policy.failed({ kind: 'storage' });
    policy.hint();
    expect(attempt).toHaveBeenCalledTimes(1);
  });

  it('counts each limited failure by itself and forgets it after a stable minute', async () => {
    const { clock, policy } = setup();
    policy.failed({ kind: 'conflict' });
    await clock.advance(2000);
    policy.bound();
    await clock.advance(59_999);
    policy.failed({ kind: 'conflict' });
    expect(policy.state.phase).toBe('stopped');
    policy.retryNow();
    policy.bound();
    await clock.advance(60_000);
    policy.failed({ kind: 'conflict' });
    expect(policy.state.phase).toBe('waiting');
  });
});

describe('when', () => {
  it('waits 1, 2, 4 … 60 seconds at most', async () => {
    const { clock, policy } = setup();
    const waits: number[] = [];
    for (let i = 0; i < 9; i++) {
      policy.failed(dropped);
      if (policy.state.phase !== 'waiting') throw new Error('not waiting');
      waits.push(policy.state.retryAt - clock.now());
      await clock.advance(60_000);
    }
    expect(waits).toEqual([999, 1999, 3999, 7999, 15_999, 31_999, 59_999, 59_999, 59_999]);
  });

  it('may try at once, by luck of the jitter', async () => {
    const { clock, attempt, policy } = setup(0);
    policy.failed(dropped);
    await clock.advance(0);
    expect(attempt).toHaveBeenCalledTimes(1);
  });

  it('keeps the backoff through streams that do not last', async () => {
    const { clock, policy } = setup();
    for (let i = 0; i < 6; i++) {
      policy.failed(dropped);
      await clock.advance(60_000);
      policy.bound();
    }
    await clock.advance(1000);
    policy.failed(dropped);
    expect(policy.state.phase === 'waiting' && policy.state.retryAt - clock.now()).toBe(59_999);
    expect(policy.attempts).toBe(7);
  });

  it('survives flapping: a hundred cuts in a minute are few attempts and one timer (N02)', async () => {
    const { clock, attempt, policy } = setup(0.5);
    for (let i = 0; i < 100; i++) {
      if (policy.state.phase === 'idle') {
        policy.bound();
        policy.failed(dropped);
      }
      expect(clock.waiting).toBeLessThanOrEqual(1);
      await clock.advance(600);
    }
    expect(attempt.mock.calls.length).toBeLessThan(10);
  });

  it('waits at least half a minute where the server limits tries, whatever happens here', async () => {
    const { clock, attempt, policy } = setup(0);
    policy.failed({ kind: 'rate-limited' });
    policy.hint();
    await clock.advance(29_999);
    expect(attempt).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(attempt).toHaveBeenCalledTimes(1);
  });
});

describe('hints', () => {
  it('try once, at once; a bunch of them is one', async () => {
    const { clock, attempt, policy } = setup();
    for (let i = 0; i < 6; i++) {
      policy.failed(dropped);
      await clock.advance(60_000);
    }
    policy.failed(dropped);
    attempt.mockClear();
    await clock.advance(1000);
    policy.hint();
    policy.hint();
    expect(attempt).toHaveBeenCalledTimes(1);
    policy.failed(dropped);
    policy.hint();
    expect(attempt).toHaveBeenCalledTimes(1);
    await clock.advance(1000);
    policy.hint();
    expect(attempt).toHaveBeenCalledTimes(2);
  });

  it('do nothing while connected, connecting or stopped', () => {
    const { attempt, policy } = setup();
    policy.hint();
    policy.bound();
    policy.hint();
    policy.failed({ kind: 'wrong-password' });
    policy.hint();
    expect(attempt).not.toHaveBeenCalled();
  });

  it('a person restarts what had stopped', () => {
    const { attempt, policy } = setup();
    policy.failed({ kind: 'host-unknown', domain: 'x' });
    policy.retryNow();
    expect(attempt).toHaveBeenCalledTimes(1);
    policy.retryNow();
    expect(attempt).toHaveBeenCalledTimes(1);
    expect(policy.attempts).toBe(0);
  });

  it('stop ends all waiting', async () => {
    const { clock, attempt, policy } = setup();
    policy.failed(dropped);
    policy.stop();
    await clock.advance(120_000);
    expect(attempt).not.toHaveBeenCalled();
    expect(clock.waiting).toBe(0);
  });
});
