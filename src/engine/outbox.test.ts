/** What the outbox must not do: send what was discarded, send twice, leave standing what the server refused. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { IqRequest, StreamSession } from '#xmpp/stream/session.ts';
import { alice, bob, EngineRig, rest, stranger, until } from '#test/engine-rig.ts';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
  rig.server.roster.push({ jid: bob, subscription: 'both' });
});
afterEach(() => rig.close());

const isRosterSet = ({ type, payload }: Pick<IqRequest, 'type' | 'payload'>): boolean =>
  type === 'set' && payload.ns === 'jabber:iq:roster';
const rosterSets = (): number =>
  rig.server
    .sent('iq')
    .filter((el) => el.attr('type') === 'set' && el.children()[0]?.ns === 'jabber:iq:roster').length;

test('a message that is discarded after the outbox has read it does not go out', async () => {
  await rig.goOnline();
  const { outboxBatch } = rig.store;
  let isDiscarding = true;
  Object.assign(rig.store, {
    outboxBatch: async (epoch: number, limit: number) => {
      const rows = await outboxBatch(epoch, limit);
      for (const { messageKey } of isDiscarding ? rows : [])
        if (messageKey !== undefined) await rig.store.discard(messageKey);
      return rows;
    },
  });
  await rig.write('never mind');
  await until('discarded', async () => (await rig.messages()).length === 0);
  await rest();
  expect(rig.server.sent('message')).toEqual([]);
  isDiscarding = false;
  await rig.write('this one');
  await until('on the wire', () => rig.server.sent('message').length === 1);
  expect(await rig.bodies()).toEqual(['this one']);
});

test('a change of the roster that is discarded in the same way is not asked for', async () => {
  await rig.goOnline();
  const { outboxBatch } = rig.store;
  Object.assign(rig.store, {
    outboxBatch: async (epoch: number, limit: number) => {
      const rows = await outboxBatch(epoch, limit);
      await rig.store.finishOutbox(
        1,
        rows.map(({ id }) => id),
      );
      return rows;
    },
  });
  await rig.store.enqueue({ kind: 'roster-remove', jid: bob });
  await rest();
  expect(rosterSets()).toBe(0);
});

test('what the stream would not take, for whatever reason, is as if it had not been tried', async () => {
  await rig.goOnline();
  const { stream } = rig;
  const send: StreamSession['send'] = stream.send.bind(stream);
  let tries = 0;
  stream.send = () => {
    tries += 1;
    throw new Error('out of order');
  };
  const message = await rig.write('hello');
  await until('tried', () => tries > 0);
  await rest();
  expect(tries).toBeLessThan(5);
  expect(await rig.store.outboxBatch(1, 9)).toMatchObject([{ messageKey: message.key, state: 'queued' }]);
  stream.send = send;
  rig.engine.nudge();
  await until('sent', async () => (await rig.delivery(message)) === 'sent');
  expect(rig.server.sent('message').map((el) => el.attr('id'))).toEqual([message.stanzaId]);
});

test('the late word of a stream that was given up does not send a row again', async () => {
  await rig.goOnline();
  rig.server.overrides.push((iq, payload) =>
    isRosterSet({ type: iq.attr('type') === 'set' ? 'set' : 'get', payload }) ? 'silence' : undefined,
  );
  const { stream } = rig;
  const ask: StreamSession['iq'] = stream.iq.bind(stream);
  let fail = (): void => undefined;
  stream.iq = (request) =>
    isRosterSet(request)
      ? new Promise((resolve) => (fail = () => resolve({ ok: false, error: { kind: 'offline' } })))
      : ask(request);
  await rig.store.enqueue({ kind: 'roster-remove', jid: bob });
  await rest();
  stream.iq = ask;
  rig.server.expireSession();
  stream.cut();
  await rig.clock.advance(2000);
  await rig.untilPhase('online');
  await until('asked again', () => rosterSets() === 1);
  fail();
  await rest();
  expect(rosterSets()).toBe(1);
});

test('a block on a server that knows no blocking is taken back', async () => {
  rig.server.offers.blocking = false;
  await rig.goOnline();
  await rig.store.enqueue({ kind: 'block', jid: stranger });
  expect(await rig.store.isBlocked(stranger)).toBe(true);
  await until('taken back', async () => !(await rig.store.isBlocked(stranger)));
  await rest();
  expect(await rig.store.blocked()).toEqual([]);
  const text = `<message xmlns="jabber:client" type="chat" from="${stranger}/x" to="${alice}" id="m"><body>hi</body></message>`;
  await rig.server.deliver(text);
  expect(await rig.bodies(stranger)).toEqual(['hi']);
});

describe('a server that does not answer to a change', () => {
  /** Every change of this kind times out, after it was counted. */
  const silence = (isMeant: (request: IqRequest) => boolean): { readonly asks: () => number } => {
    const { stream } = rig;
    const ask: StreamSession['iq'] = stream.iq.bind(stream);
    let asks = 0;
    stream.iq = (request) => {
      if (!isMeant(request)) return ask(request);
      asks += 1;
      return Promise.resolve({ ok: false, error: { kind: 'timeout' } });
    };
    return { asks: () => asks };
  };
  const isBlock = ({ payload }: IqRequest): boolean => payload.name === 'block';

  test('is asked three times; then what showed is taken back, and nothing waits', async () => {
    await rig.goOnline();
    const roster = silence(isRosterSet);
    await rig.store.enqueue({ kind: 'roster-remove', jid: bob });
    expect(await rig.store.contact(bob)).toBeUndefined();
    await until('back', async () => (await rig.store.contact(bob))?.subscription === 'both');
    await rest();
    expect(roster.asks()).toBe(3);
    const epoch = await rig.store.claimEpoch();
    await rig.store.outboxUnknown(epoch);
    expect(await rig.store.outboxBatch(epoch, 9)).toEqual([]);
  });

  test('does not leave anybody blocked on the screen alone', async () => {
    await rig.goOnline();
    const blocking = silence(isBlock);
    await rig.store.enqueue({ kind: 'block', jid: stranger });
    expect(await rig.store.isBlocked(stranger)).toBe(true);
    await until('taken back', async () => !(await rig.store.isBlocked(stranger)));
    await rest();
    expect(blocking.asks()).toBe(3);
  });

  test('and not for the roster either is asked for all of it at the next login', async () => {
    await rig.goOnline();
    silence(({ payload }) => payload.ns === 'jabber:iq:roster');
    await rig.store.enqueue({ kind: 'roster-remove', jid: bob });
    await until('given up', async () => (await rig.store.rosterVersion()) === '');
    await rest();
    expect(await rig.store.contact(bob)).toBeUndefined();
    rig.server.expireSession();
    rig.kill();
    await rig.start();
    await rig.untilPhase('online');
    await rest();
    expect(await rig.store.contact(bob)).toMatchObject({ subscription: 'both' });
  });

  test('while there is no connection is no reason to give up', async () => {
    await rig.goOnline();
    let settle = (): void => undefined;
    const { stream } = rig;
    const ask: StreamSession['iq'] = stream.iq.bind(stream);
    stream.iq = (request) =>
      isRosterSet(request)
        ? new Promise((resolve) => {
            settle = () => {
              resolve({ ok: false, error: { kind: 'timeout' } });
            };
          })
        : ask(request);
    await rig.store.enqueue({ kind: 'roster-remove', jid: bob });
    for (let i = 0; i < 4; i++) {
      await rest();
      stream.cut();
      await rig.untilPhase('offline');
      settle();
      await rest();
      await rig.clock.advance(20_000);
      await rig.untilPhase('online');
    }
    await rest();
    stream.iq = ask;
    expect(await rig.store.contact(bob)).toBeUndefined();
    expect(rosterSets()).toBe(0);
  });
});
