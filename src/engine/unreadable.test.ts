/** Messages of the archive that cannot be had: nothing else is lost over them, nothing loops, and the place is marked. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MessageKey } from '#model/message.ts';
import type { Harm } from '#test/fake-server/state.ts';
import { alice, bob, EngineRig, rest, until } from '#test/engine-rig.ts';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
  rig.server.roster.push({ jid: bob, subscription: 'both' });
});
afterEach(() => rig.close());

const carol = 'carol@example.org';
const minute = 60_000;

const say = (body: string, options: { from?: string; harm?: Harm; ago?: number } = {}): void => {
  const { from = bob, harm, ago = minute } = options;
  rig.server.store(
    `<message xmlns="jabber:client" type="chat" from="${from}/x" to="${alice}" id="${body}"><body>${body}</body></message>`,
    rig.clock.now() - ago,
  );
  const item = rig.server.archive.at(-1);
  if (item && harm) item.harm = harm;
};

/** Messages a minute apart; what `harms` names does harm. */
const archive = (count: number, harms: Readonly<Record<number, Harm>> = {}): void => {
  for (let i = 0; i < count; i++) {
    const harm = harms[i];
    say(`n${i}`, { ago: (count - i) * minute, ...(harm ? { harm } : {}) });
  }
};

const queries = (): number =>
  rig.server.sent('iq').filter((el) => el.children()[0]?.ns === 'urn:xmpp:mam:2').length;

const names = (count: number, ...without: readonly number[]): string[] =>
  Array.from({ length: count }, (_, i) => i)
    .filter((i) => !without.includes(i))
    .map((i) => `n${i}`);

/** Lets time pass until what is wanted has come, through all reconnects on the way. */
const eventually = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
  for (let i = 0; i < 400; i++) {
    await rest(30);
    if (rig.engine.connection.phase === 'online' && (await holds())) return;
    await rig.clock.advance(rig.engine.connection.phase === 'online' ? 1000 : 5000);
  }
  throw new Error(`never came true: ${what}; there is ${(await marked()).join(' ')}`);
};

/** The conversation as it is shown: texts, and marks where something is missing. */
const marked = async (chat = bob): Promise<string[]> => {
  const all: string[] = [];
  for (let before: string | undefined; ;) {
    const page = await rig.store.messagesPage(chat, {
      limit: 500,
      ...(before === undefined ? {} : { before }),
    });
    if (page.length === 0) return all;
    all.unshift(
      ...page.flatMap(({ content, gapBefore, gapAfter }) => [
        ...(gapBefore === undefined ? [] : [`[${gapBefore}]`]),
        'body' in content ? (content.body ?? '') : '',
        ...(gapAfter === undefined ? [] : [`[${gapAfter}]`]),
      ]),
    );
    before = page[0]?.order;
  }
};

/** The texts with a mark in the place of what is missing. */
const shown = (count: number, at: number, mark: string): string[] =>
  names(count).map((name, i) => (i === at ? `[${mark}]` : name));

describe('a message whose frame is refused', () => {
  test('in the middle of the first page is passed by, and its place is marked', async () => {
    archive(40, { 17: 'dropped' });
    await rig.goOnline();
    expect(await marked()).toEqual(shown(40, 17, 'message'));
    expect(await rig.store.coverageOf(bob)).toBe('complete');
    expect((await rig.store.chat(bob))?.unread).toBe(0);
    const asked = queries();
    await rig.clock.advance(10 * minute);
    await rest();
    expect(queries()).toBe(asked);
  });

  test('is passed by in a catch-up, at any place of the page', async () => {
    archive(3);
    await rig.goOnline();
    rig.server.expireSession();
    rig.stream.cut();
    await rig.untilPhase('offline');
    say('lost', { harm: 'dropped' });
    say('n4');
    say('n5');
    say('lost too', { harm: 'dropped' });
    await rig.clock.advance(3000);
    await rig.untilPhase('online');
    await rest();
    expect(await marked()).toEqual(['n0', 'n1', 'n2', '[message]', 'n4', 'n5', '[nearby]']);
    // What follows the last one goes on from it.
    await rig.server.say(`${bob}/x`, 'live');
    expect((await rig.store.archiveCursor(alice)).holes).toEqual([]);
  });

  test('between two conversations is said to be somewhere near, in both', async () => {
    say('to bob');
    say('lost', { harm: 'dropped' });
    say('to carol', { from: carol });
    await rig.goOnline();
    expect(await marked()).toEqual(['to bob', '[nearby]']);
    expect(await marked(carol as typeof bob)).toEqual(['[nearby]', 'to carol']);
  });

  test('is not noticed for a live stanza that was refused meanwhile', async () => {
    archive(40);
    let isFirst = true;
    rig.server.overrides.push((_iq, payload) => {
      if (payload.ns === 'urn:xmpp:mam:2' && isFirst) {
        isFirst = false;
        rig.stream.refuse('too-large');
      }
      return undefined;
    });
    await rig.goOnline();
    expect(await marked()).toEqual(names(40));
  });
});

describe('a message that ends the stream', () => {
  test('is found and left out on the first sign-in, in few streams; the rest is all there', async () => {
    archive(300, { 150: 'broken' });
    await rig.start();
    await eventually('the past', async () => (await rig.bodies()).length === 299);
    expect(await marked()).toEqual(shown(300, 150, 'messages'));
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
    archive(5);
    await rig.goOnline();
    rig.server.expireSession();
    rig.stream.cut();
    await rig.untilPhase('offline');
    for (let i = 5; i < 60; i++) say(`n${i}`, i === 20 ? { harm: 'broken' } : {});
    await eventually('all', async () => (await rig.bodies()).length === 59);
    await eventually('no hole', async () => (await rig.store.archiveCursor(alice)).holes.length === 0);
    expect(await marked()).toEqual(shown(60, 20, 'messages'));
    expect(rig.server.requests.length).toBeLessThan(16);
  });

  test('and is the newest of all ends no loop; what comes later is there', async () => {
    archive(5);
    await rig.goOnline();
    rig.server.expireSession();
    rig.stream.cut();
    await rig.untilPhase('offline');
    say('n5');
    say('bad', { harm: 'broken', ago: 0 });
    await eventually('what is before it', async () => (await rig.bodies()).length === 6);
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
    say('n7', { ago: 0 });
    await eventually('what is after it', async () => (await rig.bodies()).length === 7);
    await eventually('no hole', async () => (await rig.store.archiveCursor(alice)).holes.length === 0);
    expect(await marked()).toEqual(shown(8, 6, 'messages'));
  });

  test('alone in its conversation does not keep what is older from being loaded', async () => {
    for (let i = 0; i < 30; i++) {
      const harm = i === 12 ? ({ harm: 'broken' } as const) : {};
      say(`n${i}`, { ago: 90 * 24 * 60 * minute - i * minute, ...harm });
    }
    for (let i = 0; i < 250; i++) say(`c${i}`, { from: carol });
    await rig.goOnline();
    await rest(300);
    for (let i = 0; i < 20 && (await rig.bodies()).length < 29; i++) {
      let isAnswered = false;
      void rig.send({ name: 'load-older', chat: bob }).then(() => (isAnswered = true));
      await eventually('an answer', () => Promise.resolve(isAnswered));
    }
    expect(await marked()).toEqual(shown(30, 12, 'messages'));
    expect(rig.server.requests.length).toBeLessThan(16);
  });
});

describe('another try', () => {
  const retry = async (): Promise<boolean | undefined> => {
    const rows = await rig.messages();
    const beside = rows.find((row) => row.gapBefore !== undefined || row.gapAfter !== undefined);
    if (!beside) throw new Error('nothing is marked');
    let isDone: boolean | undefined;
    void rig.send({ name: 'retry-gap', chat: bob, key: beside.key }).then(({ ok }) => (isDone = ok));
    await eventually('an answer', () => Promise.resolve(isDone !== undefined));
    return isDone;
  };

  const withHole = async (...bad: readonly number[]): Promise<void> => {
    archive(60, Object.fromEntries(bad.map((at) => [at, 'broken'])));
    await rig.start();
    await eventually(
      'the rest',
      async () => (await rig.bodies()).length >= 50 && (await marked()).includes('n0'),
    );
  };

  test('brings what can be read by now, in its place, and takes the mark away', async () => {
    await withHole(20);
    expect(await marked()).toEqual(shown(60, 20, 'messages'));
    delete rig.server.archive[20]?.harm;
    expect(await retry()).toBe(true);
    expect(await marked()).toEqual(names(60));
    expect((await rig.store.chat(bob))?.unread).toBe(0);
  });

  test('that fails costs two streams, and leaves all as it was', async () => {
    await withHole(20);
    const logins = rig.server.requests.length;
    expect(await retry()).toBe(false);
    await rig.clock.advance(30 * minute);
    await rest();
    expect(await marked()).toEqual(shown(60, 20, 'messages'));
    expect(rig.server.requests.length - logins).toBeLessThanOrEqual(2);
  });

  test('that gets a part of them leaves a mark where the others are', async () => {
    await withHole(20, 21, 22);
    expect(await marked()).toEqual([...names(20), '[messages]', ...names(60).slice(23)]);
    delete rig.server.archive[22]?.harm;
    expect(await retry()).toBe(false);
    expect(await marked()).toEqual([...names(20), '[messages]', ...names(60).slice(22)]);
  });

  test('shows that it was not of this conversation', async () => {
    say('to bob');
    say('lost', { from: carol, harm: 'broken' });
    say('to carol', { from: carol });
    await rig.start();
    await eventually(
      'both',
      async () => (await marked(carol as typeof bob)).length === 2 && (await marked()).length === 2,
    );
    expect(await marked()).toEqual(['to bob', '[messages]']);
    expect(await retry()).toBe(true);
    expect(await marked()).toEqual(['to bob']);
    expect(await marked(carol as typeof bob)).toEqual(['[messages]', 'to carol']);
  });

  test('needs a connection', async () => {
    await rig.goOnline();
    rig.stream.cut();
    expect(await rig.send({ name: 'retry-gap', chat: bob, key: 1 as MessageKey })).toEqual({
      ok: false,
      error: { kind: 'offline' },
    });
  });
});

test('a message that the server never answers for is left out as well', async () => {
  archive(30, { 11: 'silent' });
  await rig.start();
  // Requests have no time of their own here: the rig lets them run out.
  for (let i = 0; i < 40 && (await rig.bodies()).length < 29; i++) {
    await rest(100);
    rig.stream.runOut();
  }
  await until('the rest', async () => (await rig.bodies()).length === 29);
  expect(await marked()).toEqual(shown(30, 11, 'messages'));
  expect(rig.server.requests).toHaveLength(1);
});
