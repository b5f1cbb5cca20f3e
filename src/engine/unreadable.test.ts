/** Messages of the archive that cannot be had: nothing else is lost over them, nothing loops, and the place is marked. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { alice, bob, EngineRig, rest, until } from '#test/engine-rig.ts';
import { carol, HarmedArchive, minute, names, shown } from '#test/harmed-archive.ts';

let rig: EngineRig;
let scene: HarmedArchive;
beforeEach(() => {
  rig = new EngineRig();
  scene = new HarmedArchive(rig);
  rig.server.roster.push({ jid: bob, subscription: 'both' });
});
afterEach(() => rig.close());

const queries = (): number =>
  rig.server.sent('iq').filter((el) => el.children()[0]?.ns === 'urn:xmpp:mam:2').length;

describe('a message whose frame is refused', () => {
  test('in the middle of the first page is passed by, and its place is marked', async () => {
    scene.archive(40, { 17: 'dropped' });
    await rig.goOnline();
    expect(await scene.marked()).toEqual(shown(40, 17, 'message'));
    expect(await rig.store.coverageOf(bob)).toBe('complete');
    expect((await rig.store.chat(bob))?.unread).toBe(0);
    const asked = queries();
    await rig.clock.advance(10 * minute);
    await rest();
    expect(queries()).toBe(asked);
  });

  test('is passed by in a catch-up, at any place of the page', async () => {
    scene.archive(3);
    await rig.goOnline();
    rig.server.expireSession();
    rig.stream.cut();
    await rig.untilPhase('offline');
    scene.say('lost', { harm: 'dropped' });
    scene.say('n4');
    scene.say('n5');
    scene.say('lost too', { harm: 'dropped' });
    await rig.clock.advance(3000);
    await rig.untilPhase('online');
    await rest();
    expect(await scene.marked()).toEqual(['n0', 'n1', 'n2', '[message]', 'n4', 'n5', '[nearby]']);
    // What follows the last one goes on from it.
    await rig.server.say(`${bob}/x`, 'live');
    expect((await rig.store.archiveCursor(alice)).holes).toEqual([]);
  });

  test('between two conversations is said to be somewhere near, in both', async () => {
    scene.say('to bob');
    scene.say('lost', { harm: 'dropped' });
    scene.say('to carol', { from: carol });
    await rig.goOnline();
    expect(await scene.marked()).toEqual(['to bob', '[nearby]']);
    expect(await scene.marked(carol)).toEqual(['[nearby]', 'to carol']);
  });

  test('is not noticed for a live stanza that was refused meanwhile', async () => {
    scene.archive(40);
    let isFirst = true;
    rig.server.overrides.push((_iq, payload) => {
      if (payload.ns === 'urn:xmpp:mam:2' && isFirst) {
        isFirst = false;
        rig.stream.refuse('too-large');
      }
      return undefined;
    });
    await rig.goOnline();
    expect(await scene.marked()).toEqual(names(40));
  });
});

describe('a message that ends the stream', () => {
  test('is found and left out on the first sign-in, in few streams; the rest is all there', async () => {
    scene.archive(300, { 150: 'broken' });
    await rig.start();
    await scene.eventually('the past', async () => (await rig.bodies()).length === 299);
    expect(await scene.marked()).toEqual(shown(300, 150, 'messages'));
    const logins = rig.server.requests.length;
    expect(logins).toBeLessThan(16);
    // Later visits do not meet it again.
    rig.kill();
    rig.server.expireSession();
    await rig.goOnline();
    await rig.clock.advance(10 * minute);
    await rest();
    expect(rig.server.requests.length).toBe(logins + 1);
  });

  test('in what was missed is left out, and everything after it is there', async () => {
    scene.archive(5);
    await rig.goOnline();
    rig.server.expireSession();
    rig.stream.cut();
    await rig.untilPhase('offline');
    for (let i = 5; i < 60; i++) scene.say(`n${i}`, i === 20 ? { harm: 'broken' } : {});
    await scene.eventually('all', async () => (await rig.bodies()).length === 59);
    await scene.eventually('no hole', async () => (await rig.store.archiveCursor(alice)).holes.length === 0);
    expect(await scene.marked()).toEqual(shown(60, 20, 'messages'));
    expect(rig.server.requests.length).toBeLessThan(16);
  });

  test('and is the newest of all ends no loop; what comes later is there', async () => {
    scene.archive(5);
    await rig.goOnline();
    rig.server.expireSession();
    rig.stream.cut();
    await rig.untilPhase('offline');
    scene.say('n5');
    scene.say('bad', { harm: 'broken', ago: 0 });
    await scene.eventually('what is before it', async () => (await rig.bodies()).length === 6);
    await rig.clock.advance(30 * minute);
    await rest();
    const logins = rig.server.requests.length;
    expect(logins).toBeLessThan(24);
    await rig.clock.advance(30 * minute);
    await rest();
    expect(rig.server.requests.length).toBe(logins);
    // Another login is no reason to meet it again.
    rig.server.expireSession();
    rig.stream.cut();
    await rig.untilPhase('offline');
    await rig.clock.advance(10 * minute);
    await rig.untilPhase('online');
    await rest();
    expect(rig.server.requests.length).toBe(logins + 1);
    rig.server.expireSession();
    rig.stream.cut();
    scene.say('n7', { ago: 0 });
    await scene.eventually('what is after it', async () => (await rig.bodies()).length === 7);
    await scene.eventually('no hole', async () => (await rig.store.archiveCursor(alice)).holes.length === 0);
    expect(await scene.marked()).toEqual(shown(8, 6, 'messages'));
  });

  test('and is the newest is passed by for good where the server tells its id', async () => {
    rig.server.offers.edges = true;
    scene.archive(5);
    scene.say('bad', { harm: 'broken', ago: 0 });
    await rig.start();
    await scene.eventually('what is before it', async () => (await rig.bodies()).length === 5);
    const logins = rig.server.requests.length;
    rig.kill();
    rig.server.expireSession();
    await rig.goOnline();
    await rig.clock.advance(10 * minute);
    await rest();
    expect(rig.server.requests.length).toBe(logins + 1);
    await rig.server.say(`${bob}/x`, 'n6');
    expect(await scene.marked()).toEqual(shown(7, 5, 'messages'));
  });

  test('alone in its conversation does not keep what is older from being loaded', async () => {
    for (let i = 0; i < 30; i++) {
      const harm = i === 12 ? ({ harm: 'broken' } as const) : {};
      scene.say(`n${i}`, { ago: 90 * 24 * 60 * minute - i * minute, ...harm });
    }
    for (let i = 0; i < 250; i++) scene.say(`c${i}`, { from: carol });
    await rig.goOnline();
    await rest(300);
    for (let i = 0; i < 20 && (await rig.bodies()).length < 29; i++) {
      let isAnswered = false;
      void rig.send({ name: 'load-older', chat: bob }).then(() => (isAnswered = true));
      await scene.eventually('an answer', () => Promise.resolve(isAnswered));
    }
    expect(await scene.marked()).toEqual(shown(30, 12, 'messages'));
    expect(rig.server.requests.length).toBeLessThan(16);
  });
});

test('a message that the server never answers for is left out as well', async () => {
  scene.archive(30, { 11: 'silent' });
  await rig.start();
  // Requests have no time of their own here: the rig lets them run out.
  for (let i = 0; i < 40 && (await rig.bodies()).length < 29; i++) {
    await rest(100);
    rig.stream.runOut();
  }
  await until('the rest', async () => (await rig.bodies()).length === 29);
  expect(await scene.marked()).toEqual(shown(30, 11, 'messages'));
  expect(rig.server.requests).toHaveLength(1);
});
