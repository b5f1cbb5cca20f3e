// @vitest-environment node
/** A roster of 10,000 people on a real Prosody 13: one answer, which is read in turns. */
import { afterAll, beforeAll, expect } from 'vitest';
import { bare, must } from '#test/builders.ts';
import { live, LiveRig } from '#test/live-server.ts';
import { inOneTurn } from '#lib/turns.ts';
import { readRoster, rosterGet } from '../core/roster.ts';

let rig: LiveRig;
beforeAll(async () => {
  const started = await LiveRig.start();
  if (started) rig = started;
}, 120_000);
afterAll(() => (rig as LiveRig | undefined)?.stop());

const people = 10_000;

live(
  'answers with all of them',
  async () => {
    const entries = Array.from({ length: people }, (_, i) => ({
      jid: bare(`person-${String(i)}@contacts.localhost`),
      name: `Person ${String(i)}`,
      subscription: 'none' as const,
      groups: [`Group ${String(i % 10)}`],
    }));
    await rig.server.setRoster('alice', entries);
    const { session, closed } = await rig.up('alice');
    const answer = must(await session.iq({ type: 'get', payload: rosterGet('') }));
    if (answer === undefined) throw new Error('an empty answer');
    expect(must(inOneTurn(readRoster(answer))).items).toHaveLength(people);
    expect(await session.probe(5000)).toBe(true);
    expect(closed).toEqual([]);
  },
  60_000,
);
