/** What several tabs know of each other's eyes. */
import { describe, expect, it } from 'vitest';
import { bare } from '#test/builders.ts';
import { Gaze, noLocks, type GazeLocks } from './gaze.ts';

const alice = bare('alice@localhost');
const bob = bare('bob@localhost');
const carol = bare('carol@localhost');

const fakeLocks = (): GazeLocks => {
  const held: { name: string }[] = [];
  return {
    request: async (name, _options, run) => {
      const lock = { name };
      held.push(lock);
      await run();
      held.splice(held.indexOf(lock), 1);
    },
    query: () => Promise.resolve({ held: [...held] }),
  };
};
const fail = (error: unknown) => {
  throw error;
};

describe('Gaze', () => {
  it('sees what another tab shows, until it does not', async () => {
    const locks = fakeLocks();
    const here = new Gaze(alice, locks, fail);
    const there = new Gaze(alice, locks, fail);
    there.show(false, bob);
    expect(await here.isSeen(bob)).toBe(true);
    expect(await here.isSeen(carol)).toBe(false);
    there.show(false, carol);
    await Promise.resolve();
    expect([await here.isSeen(bob), await here.isSeen(carol)]).toEqual([false, true]);
    there.show(true, undefined);
    await Promise.resolve();
    expect(await here.isSeen(bob)).toBe(true);
    there.show(false, undefined);
    await Promise.resolve();
    await Promise.resolve();
    expect(await here.isSeen(bob)).toBe(false);
  });

  it('does not mix accounts', async () => {
    const locks = fakeLocks();
    new Gaze(carol, locks, fail).show(true, bob);
    expect(await new Gaze(alice, locks, fail).isSeen(bob)).toBe(false);
  });

  it('knows its own eyes without locks', async () => {
    const gaze = new Gaze(alice, noLocks, fail);
    gaze.show(false, bob);
    expect([await gaze.isSeen(bob), await gaze.isSeen(carol)]).toEqual([true, false]);
  });
});
