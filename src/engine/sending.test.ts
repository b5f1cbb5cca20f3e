/** What a person writes, on its way: waiting, sent, delivered, read, failed. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { childrenOf } from '#xmpp/codec/dom.ts';
import { alice, bob, EngineRig, rest, stranger, until } from '#test/engine-rig.ts';

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
const fromBob = (content: string, attributes = 'type="chat"'): string =>
  `<message xmlns="jabber:client" from="${bob}/phone" to="${alice}" ${attributes}>${content}</message>`;

describe('a message', () => {
  test('goes from waiting to read, one step at a time', async () => {
    await rig.goOnline();
    rig.stream.acknowledges = false;
    const message = await rig.write('hello');
    await until('on the wire', () => sentBodies().length === 1);
    expect(await rig.delivery(message)).toBe('waiting');
    rig.stream.acknowledge();
    await until('sent', async () => (await rig.delivery(message)) === 'sent');
    const id = message.stanzaId ?? '';
    await rig.server.deliver(fromBob(`<received xmlns="urn:xmpp:receipts" id="${id}"/>`));
    expect(await rig.delivery(message)).toBe('delivered');
    await rig.server.deliver(fromBob(`<displayed xmlns="urn:xmpp:chat-markers:0" id="${id}"/>`));
    expect(await rig.delivery(message)).toBe('read');
    await rig.server.deliver(fromBob(`<received xmlns="urn:xmpp:receipts" id="${id}"/>`));
    expect(await rig.delivery(message)).toBe('read');
    expect(await rig.store.waitingCount()).toBe(0);
  });

  test('carries its id as origin id, asks for what others ask for, and names no one else', async () => {
    await rig.goOnline();
    const message = await rig.write('hello');
    await until('on the wire', () => sentBodies().length === 1);
    const [stanza] = rig.server.sent('message');
    expect(stanza?.attr('to')).toBe(bob);
    expect(stanza?.attr('id')).toBe(message.stanzaId);
    expect(stanza?.children().map((el) => el.name)).toEqual([
      'body',
      'origin-id',
      'request',
      'markable',
      'active',
      'store',
    ]);
    expect(stanza?.children()[1]?.attr('id')).toBe(message.stanzaId);
  });

  test('that is still unconfirmed when others are settled is not passed over', async () => {
    await rig.goOnline();
    const early = await rig.write('early');
    await until('sent', async () => (await rig.delivery(early)) === 'sent');
    await rig.store.clearHistory();
    rig.stream.acknowledges = false;
    const mine = await rig.write('mine');
    await until('on the wire', () => sentBodies().length === 2);
    await rig.server.say(`${bob}/x`, 'theirs');
    await rig.clock.advance(2000);
    await rest();
    rig.stream.acknowledge();
    await until('sent', async () => (await rig.delivery(mine)) === 'sent');
    await rig.clock.advance(31_000);
    await until('settled', async () =>
      (await rig.messages()).every(({ archiveId }) => archiveId !== undefined),
    );
    expect(await rig.bodies()).toEqual(['mine', 'theirs']);
  });

  test('that is answered before the server confirms it takes its place all the same', async () => {
    await rig.goOnline();
    rig.stream.acknowledges = false;
    const message = await rig.write('hello');
    await until('on the wire', () => sentBodies().length === 1);
    await rig.server.deliver(fromBob(`<received xmlns="urn:xmpp:receipts" id="${message.stanzaId ?? ''}"/>`));
    await rig.server.say(`${bob}/x`, 'hi');
    rig.stream.acknowledge();
    await rest();
    expect(await rig.bodies()).toEqual(['hello', 'hi']);
    expect((await rig.messages())[0]).toMatchObject({ delivery: 'delivered', placement: 'guess' });
    await rig.clock.advance(2000);
    await until('settled', async () => (await rig.messages())[0]?.archiveId !== undefined);
    expect(await rig.bodies()).toEqual(['hello', 'hi']);
  });

  test('that is read before the server confirms it reads nothing that is written later', async () => {
    await rig.goOnline();
    rig.stream.acknowledges = false;
    const first = await rig.write('one');
    await until('on the wire', () => sentBodies().length === 1);
    await rig.server.deliver(
      fromBob(`<displayed xmlns="urn:xmpp:chat-markers:0" id="${first.stanzaId ?? ''}"/>`),
    );
    rig.stream.acknowledges = true;
    const second = await rig.write('two');
    await until('sent', async () => (await rig.delivery(second)) !== 'waiting');
    expect(await rig.delivery(first)).toBe('read');
    expect(await rig.delivery(second)).toBe('sent');
  });

  test('that was written offline goes out in order when there is a connection', async () => {
    rig.server.refusals.push({ kind: 'unreachable', domain: 'example.org' });
    await rig.start();
    await rig.untilPhase('offline');
    for (const text of ['one', 'two', 'three']) await rig.write(text);
    expect(await rig.store.waitingCount()).toBe(3);
    await rig.clock.advance(2000);
    await rig.untilPhase('online');
    await until('all on the wire', () => sentBodies().length === 3);
    expect(sentBodies()).toEqual(['one', 'two', 'three']);
    expect(
      rig.server.sent('message').every((el) => childrenOf(el, 'delay', 'urn:xmpp:delay').length === 0),
    ).toBe(true);
  });

  test('gets its place and id from the archive, two seconds after the last confirmation', async () => {
    await rig.goOnline();
    const message = await rig.write('hello');
    await until('sent', async () => (await rig.delivery(message)) === 'sent');
    expect((await rig.messages())[0]).toMatchObject({ placement: 'guess' });
    await rig.clock.advance(1999);
    expect((await rig.messages())[0]?.archiveId).toBeUndefined();
    await rig.clock.advance(1);
    await until('settled', async () => (await rig.messages())[0]?.archiveId !== undefined);
    expect((await rig.messages())[0]).toMatchObject({
      placement: 'archive',
      archiveId: rig.server.archive[0]?.id,
    });
  });

  test('waits no longer for its place because a receipt was confirmed before', async () => {
    await rig.goOnline();
    await rig.server.say(`${bob}/x`, 'hi', { extra: '<request xmlns="urn:xmpp:receipts"/>' });
    await until('receipt', () => rig.server.sent('message').length === 1);
    await rest();
    await rig.clock.advance(2000);
    await rest();
    const message = await rig.write('hello');
    await until('sent', async () => (await rig.delivery(message)) === 'sent');
    await rig.clock.advance(2000);
    await until('settled', async () => (await rig.messages()).at(-1)?.archiveId !== undefined);
  });

  test('between others takes the place that the archive gives it', async () => {
    await rig.goOnline();
    await rig.server.say(`${bob}/x`, 'first');
    rig.stream.acknowledges = false;
    const mine = await rig.write('mine');
    await until('on the wire', () => sentBodies().length === 1);
    await rig.server.say(`${bob}/x`, 'last');
    rig.stream.acknowledge();
    await until('sent', async () => (await rig.delivery(mine)) === 'sent');
    await rig.clock.advance(2000);
    await until('settled', async () =>
      (await rig.messages()).every(({ archiveId }) => archiveId !== undefined),
    );
    expect(await rig.bodies()).toEqual(['first', 'mine', 'last']);
  });

  test('is failed by its addressee only, and can be retried under the same id (X13)', async () => {
    await rig.goOnline();
    const message = await rig.write('hello');
    await until('sent', async () => (await rig.delivery(message)) === 'sent');
    const bounce = (from: string): string =>
      `<message xmlns="jabber:client" type="error" from="${from}" to="${alice}" id="${message.stanzaId ?? ''}"><body>hello</body><error type="cancel"><item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></message>`;
    await rig.server.deliver(bounce(stranger));
    expect(await rig.delivery(message)).toBe('sent');
    await rig.server.deliver(bounce(bob));
    expect(await rig.delivery(message)).toBe('failed');
    expect(await rig.bodies()).toEqual(['hello']);
    await rig.store.retry(message.key);
    rig.engine.nudge();
    await until('sent again', async () => (await rig.delivery(message)) === 'sent');
    expect(rig.server.sent('message').map((el) => el.attr('id'))).toEqual([
      message.stanzaId,
      message.stanzaId,
    ]);
  });

  test('that the server would not take fails at once, and the next one goes', async () => {
    await rig.goOnline();
    rig.stream.largest = 1000;
    const long = await rig.write('x'.repeat(2000));
    const short = await rig.write('hello');
    await until('sent', async () => (await rig.delivery(short)) === 'sent');
    expect(await rig.delivery(long)).toBe('failed');
  });

  test('of styling that is meant literally says so', async () => {
    await rig.goOnline();
    await rig.store.enqueueMessage(bob, '*not bold*', { unstyled: true });
    await until('on the wire', () => sentBodies().length === 1);
    expect(
      rig.server
        .sent('message')[0]
        ?.children()
        .map((el) => el.name),
    ).toContain('unstyled');
  });
});

describe('intents', () => {
  test('of the roster go as requests and are done when answered', async () => {
    await rig.goOnline();
    await rig.store.enqueue({ kind: 'roster-set', jid: bob, name: 'Bobby', groups: ['Friends'] });
    await until('asked', () =>
      rig.server
        .sent('iq')
        .some((el) => el.attr('type') === 'set' && el.children()[0]?.ns === 'jabber:iq:roster'),
    );
    await rest();
    expect(await rig.store.outboxBatch(1, 10)).toEqual([]);
  });

  test('that the server refuses are undone by what the server has', async () => {
    await rig.goOnline();
    rig.server.overrides.push((iq, payload) =>
      payload.ns === 'jabber:iq:roster' && iq.attr('type') === 'set' ? { error: 'not-allowed' } : undefined,
    );
    await rig.store.enqueue({ kind: 'roster-remove', jid: bob });
    await until('back', async () => (await rig.store.contact(bob))?.subscription === 'both');
  });

  test('of subscription are presences', async () => {
    await rig.goOnline();
    await rig.store.enqueue({ kind: 'subscribe', jid: stranger });
    await until('asked', () =>
      rig.server.sent('presence').some((el) => el.attr('type') === 'subscribe' && el.attr('to') === stranger),
    );
  });

  test('of blocking work at once, also before the server has answered', async () => {
    await rig.goOnline();
    await rig.store.enqueue({ kind: 'block', jid: stranger });
    await until('asked', () => rig.server.sent('iq').some((el) => el.children()[0]?.name === 'block'));
    expect(await rig.store.isBlocked(stranger)).toBe(true);
  });

  test('markers go out when the person has read', async () => {
    await rig.goOnline();
    await rig.server.say(`${bob}/x`, 'hello', {
      id: 'm1',
      extra: '<markable xmlns="urn:xmpp:chat-markers:0"/>',
    });
    const [message] = await rig.messages();
    await rig.store.markRead(bob, message?.order ?? '');
    const marker = (): string | undefined =>
      rig.server
        .sent('message')
        .flatMap((el) => childrenOf(el, 'displayed', 'urn:xmpp:chat-markers:0'))[0]
        ?.attr('id');
    await until('a marker', () => marker() !== undefined);
    expect(marker()).toBe('m1');
  });
});

test('what other devices should learn is to be stored, what is worth nothing later is not (XEP-0334)', async () => {
  await rig.goOnline();
  const wish = '<request xmlns="urn:xmpp:receipts"/><markable xmlns="urn:xmpp:chat-markers:0"/>';
  await rig.server.say(`${bob}/x`, 'hello', { id: 'm1', extra: wish });
  await rig.store.markRead(bob, (await rig.messages())[0]?.order ?? '');
  await rig.send({ name: 'typing', chat: bob, state: 'composing' });
  await rig.send({ name: 'typing', chat: bob, state: 'paused' });
  await rig.write('hello yourself');
  await until('all five', () => rig.server.sent('message').length === 5);
  const saying = ['received', 'displayed', 'composing', 'paused', 'body'];
  const hints = rig.server.sent('message').map((el) => {
    const names = el.children().map(({ name }) => name);
    const hint = el.children().filter(({ ns }) => ns === 'urn:xmpp:hints');
    return [saying.filter((name) => names.includes(name)).join(), hint.map(({ name }) => name).join()];
  });
  expect(Object.fromEntries(hints)).toEqual({
    received: 'store',
    displayed: 'store',
    composing: 'no-store',
    paused: 'no-store',
    body: 'store',
  });
});
