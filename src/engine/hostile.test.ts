/** Nonsense and malice on the wire cost at most themselves (X02, X08 to X16, P04). */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { alice, bob, EngineRig, rest, stranger, until } from '#test/engine-rig.ts';

let rig: EngineRig;
beforeEach(async () => {
  rig = new EngineRig();
  rig.server.roster.push({ jid: bob, subscription: 'both' });
  await rig.goOnline();
});
afterEach(() => rig.close());

const message = (content: string, attributes = `type="chat" from="${bob}/x"`): string =>
  `<message xmlns="jabber:client" to="${alice}" ${attributes}>${content}</message>`;
const body = (text: string): string => `<body>${text}</body>`;

/** After all that, the next message is shown as ever, and the session is the same. */
const isWell = async (): Promise<void> => {
  await rig.server.say(`${bob}/x`, 'still here');
  expect((await rig.bodies()).at(-1)).toBe('still here');
  expect(rig.engine.connection).toEqual({ phase: 'online' });
  expect(rig.server.requests).toHaveLength(1);
};

test.each([
  ['an unknown stanza', '<foo xmlns="jabber:client"/>'],
  ['an unknown element', '<foo xmlns="urn:foo"/>'],
  ['no address at all', '<message xmlns="jabber:client"/>'],
  ['an address that is none (X10)', message(body('x'), 'from="@/"')],
  ['an empty body', message('<body/>')],
  ['a body of another namespace (X08)', message('<body xmlns="evil">x</body>')],
  ['an unknown type', message('<foo xmlns="urn:foo"/>', `type="shout" from="${bob}/x"`)],
  ['an error of nothing (X13)', message(body('x'), `type="error" from="${bob}/x"`)],
  ['a receipt of nothing', message('<received xmlns="urn:xmpp:receipts"/>')],
  ['a receipt of a message that never was', message('<received xmlns="urn:xmpp:receipts" id="nope"/>')],
  ['a marker of a message that never was', message('<displayed xmlns="urn:xmpp:chat-markers:0" id="nope"/>')],
  ['a room', message(body('x'), 'type="groupchat" from="room@muc.example/nick"')],
  ['a presence of unknown type', `<presence xmlns="jabber:client" from="${bob}/x" type="dance"/>`],
  ['a presence error', `<presence xmlns="jabber:client" from="${bob}/x" type="error"/>`],
  [
    'a request without id',
    `<iq xmlns="jabber:client" from="${bob}/x" type="get"><ping xmlns="urn:xmpp:ping"/></iq>`,
  ],
  ['a request without payload', `<iq xmlns="jabber:client" from="${bob}/x" type="get" id="1"/>`],
  [
    'a request of unknown type',
    `<iq xmlns="jabber:client" from="${bob}/x" type="ask" id="1"><a xmlns="b"/></iq>`,
  ],
  ['a carbon of nothing', message('<sent xmlns="urn:xmpp:carbons:2"/>', `from="${alice}"`)],
  ['a result of nothing', message('<result xmlns="urn:xmpp:mam:2"/>', `from="${alice}"`)],
])('%s leaves no trace', async (_name, stanza) => {
  await rig.server.deliver(stanza);
  await rest();
  expect(await rig.store.listChats({ limit: 10 })).toEqual([]);
  await isWell();
});

test('a stanza that breaks the store is dropped, the thousand after it are not (X02)', async () => {
  const { commit } = rig.store;
  rig.store.commit = (epoch, batch) =>
    batch.facts?.some((fact) => fact.kind === 'message' && fact.stanzaId === 'poison') === true
      ? Promise.reject(new TypeError('bug'))
      : commit(epoch, batch);
  void rig.server.deliver(message(body('poison'), `type="chat" from="${bob}/x" id="poison"`));
  const last = Array.from({ length: 1000 }, (_, i) => rig.server.say(`${bob}/x`, `m${i}`)).at(-1);
  await last;
  await until('all', async () => (await rig.store.chat(bob))?.preview?.text === 'm999');
  const page = await rig.store.messagesPage(bob, { limit: 500 });
  expect(page.map(({ content }) => ('body' in content ? content.body : ''))).toEqual(
    Array.from({ length: 500 }, (_, i) => `m${i + 500}`),
  );
  await isWell();
});

describe('times (X14)', () => {
  test.each(['9999-12-31T23:59:59Z', '-0001-01-01T00:00:00Z', '2016-12-31T23:59:60Z', 'noon'])(
    'of %s neither break nor move anything',
    async (stamp) => {
      await rig.server.say(`${bob}/x`, 'before');
      await rig.server.say(`${bob}/x`, 'odd', {
        extra: `<delay xmlns="urn:xmpp:delay" from="example.org" stamp="${stamp}"/>`,
      });
      await rig.server.say(`${bob}/x`, 'after');
      expect(await rig.bodies()).toEqual(['before', 'odd', 'after']);
      expect((await rig.messages()).every(({ at }) => at <= rig.clock.now() && at >= 0)).toBe(true);
    },
  );
});

test.each(['__proto__', 'constructor', 'tostring'])('a person called %s is a person (X15)', async (name) => {
  await rig.server.say(`${name}@evil.example/x`, 'hi');
  const [chat] = await rig.store.listChats({ limit: 10 });
  expect(chat?.jid).toBe(`${name}@evil.example`);
  await isWell();
});

test('two bodies are the first one, two stanza ids are none (X09)', async () => {
  const id = (value: string): string => `<stanza-id xmlns="urn:xmpp:sid:0" by="${alice}" id="${value}"/>`;
  await rig.server.deliver(message(body('first') + body('second') + id('a') + id('b')));
  const [row] = await rig.messages();
  expect(row?.content).toEqual({ kind: 'text', body: 'first' });
  expect(row?.archiveId).toBeUndefined();
});

test('a request of unknown kind is refused once, without its payload (X12)', async () => {
  await rig.server.deliver(
    `<iq xmlns="jabber:client" from="${bob}/x" type="set" id="u1"><secret xmlns="urn:x">do not repeat</secret></iq>`,
  );
  await until('an answer', () => rig.server.sent('iq').some((el) => el.attr('id') === 'u1'));
  const answers = rig.server.sent('iq').filter((el) => el.attr('id') === 'u1');
  expect(answers).toHaveLength(1);
  expect(answers[0]?.attr('to')).toBe(`${bob}/x`);
  expect(answers[0]?.children().map((el) => el.name)).toEqual(['error']);
});

test('a flood of requests to see us is bounded (P04)', async () => {
  for (let i = 0; i < 400; i++) {
    void rig.server.deliver(
      `<presence xmlns="jabber:client" from="flood${i}@evil.example" type="subscribe"/>`,
    );
  }
  await isWell();
  expect((await rig.store.contactRequests()).length).toBeLessThanOrEqual(200);
});

test('a burst of messages is told of once a second (P04)', async () => {
  for (let i = 0; i < 50; i++) void rig.server.say(`${stranger}/x`, `m${i}`);
  await until('all', async () => (await rig.bodies(stranger)).length === 50);
  await rest();
  const first = rig.signalsOf('alert').length;
  expect(first).toBeLessThanOrEqual(2);
  await rig.clock.advance(1000);
  expect(rig.signalsOf('alert').flatMap(({ keys }) => keys).length).toBe(50);
});
