/** A message that ends every stream it is sent on: it fails, says so, and what was written after it goes out. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '#model/message.ts';
import { childrenOf, type Xml } from '#xmpp/codec/dom.ts';
import { refused, type StreamFailure } from '#xmpp/stream/failure.ts';
import { bob, EngineRig, rest, until } from '#test/engine-rig.ts';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
  rig.server.roster.push({ jid: bob, subscription: 'both' });
});
afterEach(() => rig.close());

const dropped: StreamFailure = { kind: 'dropped' };
/** Times that a body came before the server. */
let seen = new Map<string, number>();
/** Streams that ended over the poison. */
let ends = 0;

const bodyOf = (stanza: Xml): string => childrenOf(stanza, 'body', 'jabber:client')[0]?.text() ?? '';

/** The server breaks the stream over every message that says so, and over whatever comes behind it on that stream. */
const choke = (why: StreamFailure, expires = false): void => {
  const { server } = rig;
  const take = server.take.bind(server);
  seen = new Map();
  ends = 0;
  let choking: unknown;
  server.take = (stanza) => {
    const body = bodyOf(stanza);
    if (body !== '') seen.set(body, (seen.get(body) ?? 0) + 1);
    const { stream } = rig;
    const login = server.requests.length;
    if (choking === login) return 'silence';
    if (!body.startsWith('poison')) return take(stanza);
    choking = login;
    setImmediate(() => {
      ends += 1;
      if (expires) server.expireSession();
      stream.cut(why);
    });
    return 'silence';
  };
};

/** Lives until the message is no longer on its way. */
const settle = async (message: Message, most = 12): Promise<void> => {
  for (let i = 0; i < most; i++) {
    await rest(120);
    if (rig.engine.connection.phase === 'online' && (await rig.delivery(message)) !== 'waiting') return;
    await rig.clock.advance(20_000);
  }
  throw new Error(`still ${String(await rig.delivery(message))}, ${rig.engine.connection.phase}`);
};
const failureOf = async ({ key }: Message): Promise<unknown> =>
  (await rig.store.messagesByKeys([key]))[0]?.failure;

describe.each([
  { name: 'the connection breaks', why: dropped, most: 6 },
  { name: 'the server says policy-violation', why: refused('policy-violation'), most: 2 },
  { name: 'the server says not-well-formed', why: refused('not-well-formed'), most: 2 },
])('when $name', ({ why, most }) => {
  test.each([
    { what: 'resumed', expires: false, archive: true },
    { what: 'resumed, without an archive', expires: false, archive: false },
    { what: 'refused to resume', expires: true, archive: true },
    { what: 'refused to resume, without an archive', expires: true, archive: false },
  ])('each time, $what, it fails and the others go on', async ({ expires, archive }) => {
    rig.server.offers.archive = archive;
    await rig.goOnline();
    choke(why, expires);
    const before = await rig.write('before');
    const poison = await rig.write('poison');
    const after = await rig.write('after');
    await settle(poison);
    await until('sent', async () => (await rig.delivery(after)) === 'sent');
    expect(await rig.delivery(before)).toBe('sent');
    expect(await rig.delivery(poison)).toBe('failed');
    expect(await failureOf(poison)).toEqual({ kind: 'not-taken' });
    expect(seen.get('poison')).toBe(most);
    expect(ends).toBe(most);
    expect(await rig.store.waitingCount()).toBe(0);
    await rig.clock.advance(120_000);
    await rest();
    expect([ends, rig.engine.connection.phase]).toEqual([most, 'online']);
    expect(rig.server.sent('message').filter((el) => bodyOf(el) === 'after')).toHaveLength(1);
  });
});

test('what ended the streams of one tab is remembered by the next', async () => {
  await rig.goOnline();
  choke(dropped);
  const poison = await rig.write('poison');
  for (let cuts = 1; cuts < 6; cuts++) {
    await until(`cut ${cuts}`, () => ends === cuts);
    if (cuts < 5) await rig.clock.advance(60_000);
  }
  await rest();
  rig.kill();
  await rig.start();
  await settle(poison);
  expect(await failureOf(poison)).toEqual({ kind: 'not-taken' });
  expect(seen.get('poison')).toBe(6);
});

test('a message that arrived the last time, before its stream broke too, is sent', async () => {
  await rig.goOnline();
  const { server } = rig;
  const take = server.take.bind(server);
  let times = 0;
  server.take = (stanza) => {
    if (bodyOf(stanza) === '') return take(stanza);
    const { stream } = rig;
    stream.acknowledges = false;
    setImmediate(() => {
      stream.cut();
      stream.acknowledges = true;
    });
    times += 1;
    return times < 3 ? 'silence' : take(stanza);
  };
  const message = await rig.write('hello');
  await settle(message);
  expect(times).toBe(3);
  expect(await rig.delivery(message)).toBe('sent');
  expect(await rig.bodies()).toEqual(['hello']);
});

test('cuts while nothing is on its way are nobody’s fault', async () => {
  await rig.goOnline();
  for (let i = 0; i < 5; i++) {
    rig.stream.cut();
    await rig.clock.advance(20_000);
    await rig.untilPhase('online');
  }
  const message = await rig.write('hello');
  await until('sent', async () => (await rig.delivery(message)) === 'sent');
});

test('a message that failed so can be tried again', async () => {
  await rig.goOnline();
  choke(dropped);
  const poison = await rig.write('poison');
  await settle(poison);
  delete (rig.server as { take?: unknown }).take;
  await rig.store.retry(poison.key);
  await until('sent', async () => (await rig.delivery(poison)) === 'sent');
});
