/** Another try at what could not be had of the archive, asked for by a person. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { err } from '#lib/result.ts';
import type { Reply } from '#model/command.ts';
import type { MessageKey } from '#model/message.ts';
import { bob, EngineRig, rest, until } from '#test/engine-rig.ts';
import type { IqAnswer } from '#test/fake-server/state.ts';
import { carol, HarmedArchive, minute, names, shown } from '#test/harmed-archive.ts';
import { xml } from '#xmpp/codec/dom.ts';
import { mamNs } from '#xmpp/xep/0313-mam.ts';

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

const sendRetry = async (): Promise<{ answer: Reply | undefined }> => {
  const row = (await rig.messages()).find(({ gapBefore }) => gapBefore !== undefined);
  const sent: { answer: Reply | undefined } = { answer: undefined };
  if (!row) throw new Error('nothing is marked');
  void rig.send({ name: 'retry-gap', chat: bob, key: row.key }).then((answer) => (sent.answer = answer));
  return sent;
};

/** From now on each query of the archive is answered by this; undefined: as ever. */
const answerQueries = (answer: (nth: number) => IqAnswer | undefined): { asked: number } => {
  const count = { asked: 0 };
  rig.server.overrides.push((_, payload) => (payload.ns === mamNs ? answer(++count.asked) : undefined));
  return count;
};

const failed = err({ kind: 'timeout' });

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

test('goes on past what is no message, to the far side', async () => {
  for (let i = 0; i < 20; i++) scene.say(`n${i}`);
  for (let i = 0; i < 60; i++) scene.receipt('broken');
  for (let i = 20; i < 40; i++) scene.say(`n${i}`);
  await rig.start();
  await scene.eventually('both sides', async () => (await rig.bodies()).length === 40);
  expect(await scene.marked()).toEqual([...names(20), '[messages]', ...names(40).slice(20)]);
  for (const item of rig.server.archive) delete item.harm;
  expect(await retry()).toBe(true);
  expect(await scene.marked()).toEqual(names(40));
});

test('has not succeeded while the mark is there', async () => {
  await withHole(20);
  answerQueries(() => ({ result: xml('fin', mamNs, {}, xml('set', 'http://jabber.org/protocol/rsm')) }));
  expect(await retry()).toBe(false);
  expect(await scene.marked()).toEqual(shown(60, 20, 'messages'));
});

test('is one run for all who ask meanwhile, and may be asked for again afterwards', async () => {
  await withHole(20);
  const queries = answerQueries(() => ({ error: 'internal-server-error' }));
  const both = [await sendRetry(), await sendRetry()];
  await until('answers', () => both.every(({ answer }) => answer?.ok === false));
  expect(queries.asked).toBe(1);
  expect(await retry()).toBe(false);
  expect(queries.asked).toBe(2);
});

test('ends in time where the archive is slow, with the mark where it got to', async () => {
  await withHole(20, 21, 22);
  for (const item of rig.server.archive) delete item.harm;
  answerQueries((nth) => (nth === 1 ? 'silence' : undefined));
  const sent = await sendRetry();
  await rest();
  await rig.clock.advance(2 * minute);
  rig.stream.runOut();
  await until('an answer', () => sent.answer !== undefined);
  expect(sent.answer).toEqual(failed);
  expect(await scene.marked()).toEqual([...names(20), '[messages]', ...names(60).slice(22)]);
});

test('needs a connection', async () => {
  await rig.goOnline();
  rig.stream.cut();
  expect(await rig.send({ name: 'retry-gap', chat: bob, key: 1 as MessageKey })).toEqual({
    ok: false,
    error: { kind: 'offline' },
  });
});
