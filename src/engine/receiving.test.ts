/** What comes in, and what becomes of it: given this script, these rows. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from '#lib/log.ts';
import { bare } from '#test/builders.ts';
import { alice, bob, EngineRig, rest, stranger, until } from '#test/engine-rig.ts';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
  rig.server.roster.push({ jid: bob, subscription: 'both', name: 'Bob' });
});
afterEach(() => rig.close());

const fromBob = (content: string, attributes = 'type="chat" id="m1"'): string =>
  `<message xmlns="jabber:client" from="${bob}/phone" to="${alice}" ${attributes}>${content}</message>`;
const wish = '<request xmlns="urn:xmpp:receipts"/><markable xmlns="urn:xmpp:chat-markers:0"/>';
const receiptsSent = (): (string | undefined)[] =>
  rig.server.sent('message').flatMap((el) =>
    el
      .children()
      .filter((one) => one.name === 'received' && one.ns === 'urn:xmpp:receipts')
      .map((one) => one.attr('id')),
  );

describe('a live message', () => {
  test('is stored once, counts as unread and is told of', async () => {
    await rig.goOnline();
    await rig.server.say(`${bob}/phone`, 'hello');
    expect(await rig.bodies()).toEqual(['hello']);
    expect((await rig.store.chat(bob))?.unread).toBe(1);
    expect(rig.signalsOf('alert')).toMatchObject([{ chat: bob }]);
  });

  test('of a contact gets one receipt, and its copy from the archive none', async () => {
    await rig.goOnline();
    await rig.server.say(`${bob}/phone`, 'hello', { id: 'm1', extra: wish });
    await until('a receipt', () => receiptsSent().length > 0);
    rig.server.expireSession();
    rig.stream.cut();
    await rig.clock.advance(2000);
    await rig.untilPhase('online');
    await rest();
    expect(receiptsSent()).toEqual(['m1']);
    expect(await rig.bodies()).toEqual(['hello']);
  });

  test('of a stranger gets no receipt until the person accepts (P02)', async () => {
    await rig.goOnline();
    await rig.server.say(`${stranger}/x`, 'hi', { id: 's1', extra: wish });
    await rest();
    expect(await rig.bodies(stranger)).toEqual(['hi']);
    expect(receiptsSent()).toEqual([]);
    await rig.store.acceptChat(stranger);
    await rig.server.say(`${stranger}/x`, 'again', { id: 's2', extra: wish });
    await until('a receipt', () => receiptsSent().length > 0);
    expect(receiptsSent()).toEqual(['s2']);
  });

  test.each([
    ['in a room', 'room', `type="groupchat" from="${bob}/phone" to="${alice}"`],
    ['of a room', 'room', `type="groupchat" from="room@muc.example/bob" to="${alice}"`],
    ['to somebody else', 'not-to-account', `type="chat" from="${bob}/phone" to="carol@example.org"`],
    [
      'to a device of somebody',
      'not-to-account',
      `type="chat" from="${bob}/phone" to="carol@example.org/web"`,
    ],
  ])(
    '%s is dropped and counted, and gets neither receipt nor alert (P03)',
    async (_name, reason, attributes) => {
      const dropped: unknown[] = [];
      rig.log = { ...silentLog, warn: (event, fields) => void dropped.push([event, fields]) };
      await rig.goOnline();
      await rig.server.deliver(
        `<message xmlns="jabber:client" id="p1" ${attributes}><body>for whom?</body>${wish}</message>`,
      );
      await rest();
      expect(dropped).toEqual([['dropped', { reason, count: 1 }]]);
      expect(await rig.store.listChats({ limit: 10 })).toEqual([]);
      await rig.server.say(`${bob}/phone`, 'for you', { id: 'm1', extra: wish });
      await until('a receipt', () => receiptsSent().length > 0);
      expect(receiptsSent()).toEqual(['m1']);
      expect(rig.signalsOf('alert')).toHaveLength(1);
    },
  );

  test('gets no receipt where the person wants none sent', async () => {
    await rig.goOnline();
    await rig.store.saveSettings({ sendReceipts: false });
    await rig.server.say(`${bob}/phone`, 'hello', { extra: wish });
    await rest();
    expect(receiptsSent()).toEqual([]);
  });

  test('of 256 KiB is handled like any other', async () => {
    await rig.goOnline();
    const long = 'x'.repeat(256 * 1024);
    await rig.server.say(`${bob}/phone`, long);
    expect((await rig.bodies())[0]?.length).toBe(long.length);
  });

  test('of a blocked person is not stored (P10)', async () => {
    rig.server.blocked.push(stranger);
    await rig.goOnline();
    await rig.server.say(`${stranger}/x`, 'spam');
    await rest();
    expect(await rig.bodies(stranger)).toEqual([]);
    expect(await rig.store.chat(stranger)).toBeUndefined();
  });

  test('without any id is kept twice when it comes twice', async () => {
    await rig.goOnline();
    await rig.server.deliver(fromBob('<body>ok</body>', 'type="chat"'));
    await rig.server.deliver(fromBob('<body>ok</body>', 'type="chat"'));
    expect(await rig.bodies()).toEqual(['ok', 'ok']);
  });

  test('with the id of another, but other words, is a message of its own (S10)', async () => {
    await rig.goOnline();
    await rig.server.deliver(fromBob('<body>one</body>'));
    await rig.server.deliver(fromBob('<body>two</body>'));
    expect(await rig.bodies()).toEqual(['one', 'two']);
  });
});

describe('a carbon', () => {
  const carbon = (kind: 'sent' | 'received', inner: string, from: string = alice): string =>
    `<message xmlns="jabber:client" from="${from}" to="${alice}/web"><${kind} xmlns="urn:xmpp:carbons:2"><forwarded xmlns="urn:xmpp:forward:0">${inner}</forwarded></${kind}></message>`;
  const inner = (from: string, to: string, body: string, id = 'c1'): string =>
    `<message xmlns="jabber:client" type="chat" from="${from}" to="${to}" id="${id}"><body>${body}</body></message>`;

  test('shows what another device sent, as sent', async () => {
    await rig.goOnline();
    await rig.server.deliver(carbon('sent', inner(`${alice}/phone`, bob, 'from my phone')));
    const [message] = await rig.messages();
    expect(message).toMatchObject({ own: true, delivery: 'sent', chat: bob });
    expect(rig.signalsOf('alert')).toEqual([]);
  });

  test('shows what another device received', async () => {
    await rig.goOnline();
    await rig.server.deliver(carbon('received', inner(`${bob}/x`, `${alice}/phone`, 'to my phone')));
    expect(await rig.bodies()).toEqual(['to my phone']);
  });

  test('that is forged leaves no trace (S01)', async () => {
    await rig.goOnline();
    await rig.server.deliver(carbon('sent', inner(`${alice}/phone`, bob, 'I never said that'), stranger));
    await rest();
    expect(await rig.bodies()).toEqual([]);
    expect(await rig.bodies(stranger)).toEqual([]);
  });

  test('and the message itself and its archived copy are one row', async () => {
    await rig.goOnline();
    const archiveId = rig.server.store(inner(`${bob}/x`, alice, 'once', 'm1'));
    const stamped = inner(`${bob}/x`, alice, 'once', 'm1').replace(
      '</body>',
      `</body><stanza-id xmlns="urn:xmpp:sid:0" by="${alice}" id="${archiveId}"/>`,
    );
    await rig.server.deliver(stamped);
    await rig.server.deliver(carbon('received', stamped));
    rig.server.expireSession();
    rig.stream.cut();
    await rig.clock.advance(2000);
    await rig.untilPhase('online');
    await rest();
    expect(await rig.bodies()).toEqual(['once']);
  });
});

describe('typing', () => {
  const composing = '<composing xmlns="http://jabber.org/protocol/chatstates"/>';

  test('of a contact is told, and ended by the message', async () => {
    await rig.goOnline();
    await rig.server.deliver(fromBob(composing, 'type="chat"'));
    await rig.server.deliver(fromBob(composing, 'type="chat"'));
    await rig.server.say(`${bob}/phone`, 'done');
    await rest();
    expect(rig.signalsOf('typing').map(({ state }) => state)).toEqual(['composing', 'active']);
  });

  test('of a stranger is not (P02)', async () => {
    await rig.goOnline();
    await rig.server.deliver(fromBob(composing, 'type="chat"').replaceAll(bob, stranger));
    await rest();
    expect(rig.signalsOf('typing')).toEqual([]);
  });

  test('of the person goes to people who may know, unless switched off', async () => {
    await rig.goOnline();
    const sent = (): number => rig.server.sent('message').length;
    await rig.send({ name: 'typing', chat: stranger, state: 'composing' });
    await rig.send({ name: 'typing', chat: bob, state: 'paused' });
    expect(sent()).toBe(0);
    await rig.send({ name: 'typing', chat: bob, state: 'composing' });
    await rig.send({ name: 'typing', chat: bob, state: 'composing' });
    await rig.send({ name: 'typing', chat: bob, state: 'paused' });
    expect(sent()).toBe(2);
    await rig.store.saveSettings({ sendTyping: false });
    await rig.send({ name: 'typing', chat: bob, state: 'composing' });
    expect(sent()).toBe(2);
  });
});

test('a headline is a line without unread', async () => {
  await rig.goOnline();
  await rig.server.deliver(fromBob('<body>maintenance at noon</body>', 'type="headline" id="h1"'));
  expect(await rig.bodies()).toEqual(['maintenance at noon']);
  expect((await rig.store.chat(bob))?.unread).toBe(0);
  expect(rig.signalsOf('alert')).toEqual([]);
});

test('a note to self is one row', async () => {
  await rig.goOnline();
  const note = await rig.write('buy milk', bare(alice));
  await until('sent', async () => (await rig.delivery(note)) === 'sent');
  const [sent] = rig.server.sent('message');
  await rig.server.deliver(
    `<message xmlns="jabber:client" type="chat" from="${alice}/web" to="${alice}" id="${sent?.attr('id') ?? ''}"><body>buy milk</body><origin-id xmlns="urn:xmpp:sid:0" id="${sent?.attr('id') ?? ''}"/></message>`,
  );
  expect(await rig.bodies(alice)).toEqual(['buy milk']);
});
