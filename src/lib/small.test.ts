/** Queue, emitter, retry, actions, clock: the small tools that the rest leans on. */
import { describe, expect, it, vi } from 'vitest';
import { FakeClock, settle } from '#test/fake-clock.ts';
import { actionOf } from './action.ts';
import { Emitter } from './emitter.ts';
import { newId } from './id.ts';
import { consoleLog, silentLog } from './log.ts';
import { SerialQueue } from './queue.ts';
import { fullJitter } from './retry.ts';

describe('SerialQueue', () => {
  it('runs tasks one after the other, past a failure', async () => {
    const queue = new SerialQueue();
    const steps: string[] = [];
    const step = (name: string, fails = false) =>
      queue.run(async () => {
        steps.push(`${name} starts`);
        await settle(1);
        if (fails) throw new Error(name);
        steps.push(`${name} ends`);
        return name;
      });
    const results = await Promise.allSettled([step('a'), step('b', true), step('c')]);
    expect(steps).toEqual(['a starts', 'a ends', 'b starts', 'c starts', 'c ends']);
    expect(results.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await queue.idle();
  });
});

describe('Emitter', () => {
  it('calls listeners in order until they leave', () => {
    const emitter = new Emitter<{ count: number; done: undefined }>();
    const heard: unknown[] = [];
    const leave = emitter.on('count', (n) => heard.push(n));
    emitter.on('count', (n) => heard.push(-n));
    emitter.on('done', () => heard.push('done'));
    emitter.emit('count', 1);
    leave();
    emitter.emit('count', 2);
    emitter.emit('done');
    expect(heard).toEqual([1, -1, -2, 'done']);
  });

  it('lets the same function listen twice, and leave once', () => {
    const emitter = new Emitter<{ count: number }>();
    const listener = vi.fn();
    const leave = emitter.on('count', listener);
    emitter.on('count', listener);
    leave();
    emitter.emit('count', 1);
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('reaches everybody although one throws, and still says so', () => {
    const emitter = new Emitter<{ count: number }>();
    const after = vi.fn();
    emitter.on('count', () => {
      throw new Error('first');
    });
    emitter.on('count', after);
    expect(() => {
      emitter.emit('count', 1);
    }).toThrow('first');
    expect(after).toHaveBeenCalled();
  });
});

describe('fullJitter', () => {
  it('doubles up to a minute', () => {
    const longest = (attempt: number) => fullJitter(attempt, () => 0.999_999_999);
    expect([0, 1, 2, 3, 4, 5, 6, 7, 1000].map(longest)).toEqual([
      999, 1999, 3999, 7999, 15_999, 31_999, 59_999, 59_999, 59_999,
    ]);
    expect(fullJitter(5, () => 0)).toBe(0);
  });
});

describe('actionOf', () => {
  it.each([
    ['/me waves', 'waves'],
    ['/me  waves ', 'waves'],
    ['/me', undefined],
    ['/me ', undefined],
    ['/mewaves', undefined],
    ['/Me waves', undefined],
    [' /me waves', undefined],
    ["/me's", undefined],
  ])('%j: %j', (body, action) => {
    expect(actionOf(body)).toBe(action);
  });
});

describe('FakeClock', () => {
  it('runs what falls due in order, also what is set meanwhile', async () => {
    const clock = new FakeClock(1000);
    const heard: [string, number][] = [];
    const hear = (name: string) => () => heard.push([name, clock.now()]);
    clock.setTimeout(hear('b'), 200);
    clock.setTimeout(() => {
      hear('a')();
      clock.setTimeout(hear('c'), 150);
    }, 100);
    clock.clearTimeout(clock.setTimeout(hear('never'), 50));
    clock.setTimeout(hear('late'), 10_000);
    await clock.advance(500);
    expect(heard).toEqual([
      ['a', 1100],
      ['b', 1200],
      ['c', 1250],
    ]);
    expect(clock.now()).toBe(1500);
    expect(clock.waiting).toBe(1);
  });
});

describe('log', () => {
  it('opens each line by its scope, or is silent', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    consoleLog('stream').warn('dropped', { reason: 'malformed' });
    silentLog.warn('nothing');
    expect(warn.mock.calls).toEqual([['[stream] dropped', { reason: 'malformed' }]]);
    warn.mockRestore();
  });
});

it('newId gives UUIDs that differ', () => {
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(newId()).not.toBe(newId());
});
