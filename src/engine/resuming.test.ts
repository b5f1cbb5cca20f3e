/** Cuts and crashes: nothing written is lost, nothing goes out twice (F01 to F04, N08, D08). */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { childrenOf } from '#xmpp/codec/dom.ts';
import { alice, bob, EngineRig, rest, until } from '#test/engine-rig.ts';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
  rig.server.roster.push({ jid: bob, subscription: 'both' });
});
afterEach(() => rig.close());

const sentBodies = (): string[] =>
  rig.server
    .sent('message')
    .flatMap((el) => childrenOf(el, 'body', 'jabber:client').map((body) => body.text()));
const archivedBodies = (): string[] =>
  rig.server.archive.flatMap(({ stanza }) =>
    childrenOf(stanza, 'body', 'jabber:client').map((body) => body.text()),
  );
const delays = (): number =>
  rig.server.sent('message').flatMap((el) => childrenOf(el, 'delay', 'urn:xmpp:delay')).length;

/** Cut and wait until there is a connection again. */
const reconnect = async (): Promise<void> => {
  if (rig.stream.state === 'bound') rig.stream.cut();
  await rig.untilPhase('offline');
  await rig.clock.advance(3000);
  await rig.untilPhase('online');
  await rest();
};

describe('a resume', () => {
  test('sends what the server lacks, once, and repeats nothing of the login', async () => {
    await rig.goOnline();
    rig.server.swallows = true;
    const message = await rig.write('hello');
    await rest();
    rig.server.swallows = false;
    const rosters = (): number =>
      rig.server.sent('iq').filter((el) => el.children()[0]?.ns === 'jabber:iq:roster').length;
    await reconnect();
    await until('sent', async () => (await rig.delivery(message)) === 'sent');
    expect(archivedBodies()).toEqual(['hello']);
    expect([rosters(), rig.server.sent('presence').length]).toEqual([1, 1]);
    expect(rig.server.requests.at(-1)?.resume).toMatchObject({ id: 'sm-1' });
  });

  test('does not send again what only its confirmation got lost of (N08)', async () => {
    await rig.goOnline();
    rig.stream.acknowledges = false;
    const message = await rig.write('hello');
    await until('arrived', () => archivedBodies().length === 1);
    await reconnect();
    expect(await rig.delivery(message)).toBe('sent');
    expect(sentBodies()).toEqual(['hello']);
  });

  test('by the next tab continues the stream of a tab that was killed', async () => {
    await rig.goOnline();
    await rig.server.say(`${bob}/x`, 'before');
    await rest();
    rig.kill();
    await rig.server.say(`${bob}/x`, 'meanwhile');
    await rig.start();
    await rig.untilPhase('online');
    await rest();
    expect(rig.server.requests.at(-1)?.resume).toMatchObject({ id: 'sm-1', jid: `${alice}/kith~1` });
    expect(rig.engine.connection).toEqual({ phase: 'online' });
    expect(await rig.bodies()).toEqual(['before', 'meanwhile']);
    await rig.write('after');
    await until('arrived', () => archivedBodies().includes('after'));
  });

  test('is not tried when the server’s patience is over', async () => {
    await rig.goOnline();
    await rig.server.say(`${bob}/x`, 'hello');
    await rest();
    rig.kill();
    rig.clock.skip(301_000);
    await rig.start();
    await rig.untilPhase('online');
    expect(rig.server.requests.at(-1)?.resume).toBeUndefined();
  });
});

describe.each([true, false])('a refused resume (the server tells its count: %s)', (tells) => {
  beforeEach(() => {
    rig.server.tellsCount = tells;
  });

  test('finds what arrived in the archive, and does not send it again', async () => {
    await rig.goOnline();
    rig.stream.acknowledges = false;
    const message = await rig.write('hello');
    await until('arrived', () => archivedBodies().length === 1);
    rig.server.expireSession();
    await reconnect();
    expect(['sent', 'delivered']).toContain(await rig.delivery(message));
    expect(sentBodies()).toEqual(['hello']);
    expect(await rig.bodies()).toEqual(['hello']);
    expect(await rig.store.waitingCount()).toBe(0);
  });

  test('sends again what the archive lacks, under the same id and with its time', async () => {
    await rig.goOnline();
    rig.server.swallows = true;
    const message = await rig.write('hello');
    await rest();
    rig.server.swallows = false;
    rig.server.expireSession();
    await reconnect();
    await until('sent', async () => (await rig.delivery(message)) === 'sent');
    expect(archivedBodies()).toEqual(['hello']);
    expect(rig.server.sent('message').map((el) => el.attr('id'))).toEqual([message.stanzaId]);
    expect(delays()).toBe(1);
  });

  test('keeps the order of what was unknown and what was written since', async () => {
    await rig.goOnline();
    rig.server.swallows = true;
    await rig.write('one');
    await rest();
    rig.server.swallows = false;
    rig.server.expireSession();
    rig.stream.cut();
    await rig.write('two');
    await rig.clock.advance(3000);
    await until('both', () => archivedBodies().length === 2);
    expect(archivedBodies()).toEqual(['one', 'two']);
  });

  test('of a tab that was killed is repaired by the next', async () => {
    await rig.goOnline();
    rig.stream.acknowledges = false;
    await rig.write('arrived');
    await until('arrived', () => archivedBodies().length === 1);
    rig.server.swallows = true;
    await rig.write('lost');
    await rest();
    rig.server.swallows = false;
    rig.kill();
    rig.server.expireSession();
    await rig.start();
    await until('both', () => archivedBodies().length === 2);
    await rest();
    expect(archivedBodies()).toEqual(['arrived', 'lost']);
    expect(await rig.bodies()).toEqual(['arrived', 'lost']);
  });
});

describe('without an archive', () => {
  test('what may have arrived fails, and is never sent again by itself', async () => {
    rig.server.offers.archive = false;
    rig.server.tellsCount = false;
    await rig.goOnline();
    rig.stream.acknowledges = false;
    const message = await rig.write('hello');
    await until('on the wire', () => sentBodies().length === 1);
    rig.server.expireSession();
    await reconnect();
    const [row] = await rig.store.messagesByKeys([message.key]);
    expect(row).toMatchObject({ delivery: 'failed', failure: { kind: 'may-have-arrived' } });
    expect(sentBodies()).toEqual(['hello']);
    rig.stream.acknowledges = true;
    await rig.store.retry(message.key);
    await until('sent', async () => (await rig.delivery(message)) === 'sent');
  });

  test('messages come and go, and there is no history to ask for', async () => {
    rig.server.offers.archive = false;
    await rig.goOnline();
    await rig.server.deliver(
      `<message xmlns="jabber:client" type="chat" from="${bob}/x" to="${alice}" id="m1"><body>hello</body></message>`,
    );
    const message = await rig.write('hi');
    await until('sent', async () => (await rig.delivery(message)) === 'sent');
    expect(await rig.bodies()).toEqual(['hello', 'hi']);
    expect(await rig.send({ name: 'load-older', chat: bob })).toEqual({
      ok: true,
      value: { added: 0, archive: 'none' },
    });
  });
});

describe('without stream management', () => {
  beforeEach(() => {
    rig.server.offers.sm = false;
  });

  test('an answered ping stands for the confirmation', async () => {
    await rig.goOnline();
    const message = await rig.write('hello');
    await until('sent', async () => (await rig.delivery(message)) === 'sent');
    expect(await rig.store.streamRow()).toBeUndefined();
  });

  test('a cut means a fresh login, and the archive tells what arrived', async () => {
    await rig.goOnline();
    rig.stream.acknowledges = false;
    await rig.write('arrived');
    await until('arrived', () => archivedBodies().length === 1);
    rig.server.swallows = true;
    await rig.write('lost');
    await rest();
    rig.server.swallows = false;
    await reconnect();
    await until('both', () => archivedBodies().length === 2);
    expect(archivedBodies()).toEqual(['arrived', 'lost']);
  });
});

describe('a tab that is killed while a message goes out', () => {
  /** Turns of the event loop after which the kill comes; the whole way takes fewer than the last. */
  test.each(Array.from({ length: 24 }, (_, i) => i * 3))(
    'after %i turns, neither loses nor doubles it (D08)',
    async (turns) => {
      await rig.goOnline();
      await rig.write('hello');
      await rest(turns);
      rig.kill();
      if (turns % 2 === 0) rig.server.expireSession();
      await rig.start();
      await until('arrived', () => archivedBodies().length > 0);
      await rest(200);
      await rig.clock.advance(5000);
      await rest(200);
      expect(archivedBodies()).toEqual(['hello']);
      expect(await rig.bodies()).toEqual(['hello']);
      expect(await rig.store.waitingCount()).toBe(0);
    },
  );
});

describe('a tab that is killed while messages come in', () => {
  test.each(Array.from({ length: 16 }, (_, i) => i))(
    'after %i turns, neither loses nor doubles any',
    async (turns) => {
      await rig.goOnline();
      const texts = ['one', 'two', 'three', 'four'];
      for (const text of texts) void rig.server.say(`${bob}/x`, text);
      await rest(turns);
      rig.kill();
      if (turns % 2 === 0) rig.server.expireSession();
      await rig.start();
      await rig.untilPhase('online');
      await rest(100);
      expect(await rig.bodies()).toEqual(texts);
      expect((await rig.store.chat(bob))?.unread).toBe(4);
    },
  );
});

describe('a page that is killed while it logs in', () => {
  const presences = (): number => rig.server.sent('presence').length;

  test.each(Array.from({ length: 30 }, (_, i) => i))(
    'after %i turns, leaves no session behind that hears nothing',
    async (turns) => {
      await rig.start();
      await rest(turns);
      rig.kill();
      const before = presences();
      await rig.start();
      await rig.untilPhase('online');
      await rest();
      const wasResumed = rig.server.requests.at(-1)?.resume !== undefined;
      expect(wasResumed ? before : presences() - before).toBeGreaterThan(0);
      await rig.server.say(`${bob}/x`, 'hello');
      await until('heard', async () => (await rig.bodies()).includes('hello'));
    },
  );
});

describe('a stream that is cut right after a refused resume', () => {
  test.each([0, 1, 2, 3, 5, 8])('%i turns after a message came, still gets it', async (turns) => {
    await rig.goOnline();
    rig.stream.cut();
    rig.server.expireSession();
    await rig.untilPhase('offline');
    await rig.clock.advance(3000);
    await until('bound', () => rig.stream.state === 'bound');
    await rig.server.say(`${bob}/x`, 'just then');
    await rest(turns);
    if (rig.stream.state === 'bound') rig.stream.cut();
    await rig.untilPhase('offline');
    await rig.clock.advance(10_000);
    await rig.untilPhase('online');
    await rest(100);
    expect(await rig.bodies()).toEqual(['just then']);
  });
});
