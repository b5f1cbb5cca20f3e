/** While something may have arrived, nothing overtakes it, and nobody else has to wait for it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BareJid } from '#lib/jid.ts';
import { bare } from '#test/builders.ts';
import { bob, EngineRig, rest, until } from '#test/engine-rig.ts';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
  rig.server.tellsCount = false;
});
afterEach(() => rig.close());

const count = 60;
const people = Array.from({ length: count }, (_, i) => bare(`p${String(i)}@example.org`));

/** Messages to these may have arrived, and the archive does not tell. */
const leaveUnknown = async (...chats: readonly BareJid[]): Promise<void> => {
  await rig.goOnline();
  rig.server.swallows = true;
  for (const chat of chats) await rig.write('unknown', chat);
  await until('all handed over', async () => (await rig.store.outboxBatch(1, count)).length === 0);
  await rest();
  rig.server.swallows = false;
  rig.server.overrides.push((_iq, payload) =>
    payload.ns === 'urn:xmpp:mam:2' ? { error: 'internal-server-error' } : undefined,
  );
  rig.server.expireSession();
  rig.stream.cut();
  await rig.untilPhase('offline');
  await rig.clock.advance(3000);
  await rig.untilPhase('online');
  await rest();
  expect(await rig.store.unknownOutbox(100)).toHaveLength(chats.length);
};
const sentTo = (): (string | undefined)[] => rig.server.sent('message').map((el) => el.attr('to'));

test('nothing overtakes in any of many conversations', async () => {
  await leaveUnknown(...people);
  for (const chat of people) await rig.write('later', chat);
  await rig.write('free', bob);
  await until('the free one', () => sentTo().length > 0);
  await rest();
  expect(sentTo()).toEqual([bob]);
  rig.server.overrides.length = 0;
  await rig.clock.advance(60_000);
  await until('all', () => sentTo().length === 2 * count + 1);
  for (const chat of people) expect(await rig.bodies(chat)).toEqual(['unknown', 'later']);
});

test('many messages of a conversation that waits hold nobody else up', async () => {
  const [held = bob] = people;
  await leaveUnknown(held);
  for (let i = 0; i < count; i++) await rig.write(`later ${String(i)}`, held);
  await rig.write('free', bob);
  await until('the free one', () => sentTo().length > 0);
  await rest();
  expect(sentTo()).toEqual([bob]);
  rig.server.overrides.length = 0;
  await rig.clock.advance(60_000);
  await until('all', () => sentTo().length === count + 2);
});
