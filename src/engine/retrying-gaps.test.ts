/** Another try at what could not be had of the archive, asked for by a person. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MessageKey } from '#model/message.ts';
import { bob, EngineRig, rest } from '#test/engine-rig.ts';
import { carol, HarmedArchive, minute, names, shown } from '#test/harmed-archive.ts';

let rig: EngineRig;
let scene: HarmedArchive;
beforeEach(() => {
  rig = new EngineRig();
  scene = new HarmedArchive(rig);
  rig.server.roster.push({ jid: bob, subscription: 'both' });
});
afterEach(() => rig.close());

const retry = async (): Promise<boolean | undefined> => {
  const rows = await rig.messages();
  const beside = rows.find((row) => row.gapBefore !== undefined || row.gapAfter !== undefined);
  if (!beside) throw new Error('nothing is marked');
  let isDone: boolean | undefined;
  void rig.send({ name: 'retry-gap', chat: bob, key: beside.key }).then(({ ok }) => (isDone = ok));
  await scene.eventually('an answer', () => Promise.resolve(isDone !== undefined));
  return isDone;
};

const withHole = async (...bad: readonly number[]): Promise<void> => {
  scene.archive(60, Object.fromEntries(bad.map((at) => [at, 'broken'])));
  await rig.start();
  await scene.eventually(
    'the rest',
    async () => (await rig.bodies()).length >= 50 && (await scene.marked()).includes('n0'),
  );
};

test('brings what can be read by now, in its place, and takes the mark away', async () => {
  await withHole(20);
  expect(await scene.marked()).toEqual(shown(60, 20, 'messages'));
  delete rig.server.archive[20]?.harm;
  expect(await retry()).toBe(true);
  expect(await scene.marked()).toEqual(names(60));
  expect((await rig.store.chat(bob))?.unread).toBe(0);
});

test('that fails costs two streams, and leaves all as it was', async () => {
  await withHole(20);
  const logins = rig.server.requests.length;
  expect(await retry()).toBe(false);
  await rig.clock.advance(30 * minute);
  await rest();
  expect(await scene.marked()).toEqual(shown(60, 20, 'messages'));
  expect(rig.server.requests.length - logins).toBeLessThanOrEqual(2);
});

test('that gets a part of them leaves a mark where the others are', async () => {
  await withHole(20, 21, 22);
  expect(await scene.marked()).toEqual([...names(20), '[messages]', ...names(60).slice(23)]);
  delete rig.server.archive[22]?.harm;
  expect(await retry()).toBe(false);
  expect(await scene.marked()).toEqual([...names(20), '[messages]', ...names(60).slice(22)]);
});

test('shows that it was not of this conversation', async () => {
  scene.say('to bob');
  scene.say('lost', { from: carol, harm: 'broken' });
  scene.say('to carol', { from: carol });
  await rig.start();
  await scene.eventually(
    'both',
    async () => (await scene.marked(carol)).length === 2 && (await scene.marked()).length === 2,
  );
  expect(await scene.marked()).toEqual(['to bob', '[messages]']);
  expect(await retry()).toBe(true);
  expect(await scene.marked()).toEqual(['to bob']);
  expect(await scene.marked(carol)).toEqual(['[messages]', 'to carol']);
});

test('needs a connection', async () => {
  await rig.goOnline();
  rig.stream.cut();
  expect(await rig.send({ name: 'retry-gap', chat: bob, key: 1 as MessageKey })).toEqual({
    ok: false,
    error: { kind: 'offline' },
  });
});
