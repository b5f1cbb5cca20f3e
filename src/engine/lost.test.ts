/** Servers without an archive: what is proven not to have arrived is sent again, and only real doubt is put to the person. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '#model/message.ts';
import { childrenOf } from '#xmpp/codec/dom.ts';
import { bob, EngineRig, rest, until } from '#test/engine-rig.ts';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
  rig.server.offers.archive = false;
  rig.server.roster.push({ jid: bob, subscription: 'both' });
});
afterEach(() => rig.close());

const sentBodies = (): string[] =>
  rig.server
    .sent('message')
    .flatMap((el) => childrenOf(el, 'body', 'jabber:client').map((body) => body.text()));

/** Writes what the server never gets. */
const lose = async (text: string): Promise<Message> => {
  rig.server.swallows = true;
  const message = await rig.write(text);
  await rest();
  rig.server.swallows = false;
  return message;
};

const comeBack = async (): Promise<void> => {
  await rig.clock.advance(3000);
  await rig.untilPhase('online');
  await rest();
};

describe.each([true, false])('after a tab was killed (its stream can be resumed: %s)', (isKept) => {
  test('what the server’s count does not cover goes out again, under its id', async () => {
    await rig.goOnline();
    rig.stream.acknowledges = false;
    const arrived = await rig.write('arrived');
    await until('arrived', () => sentBodies().length === 1);
    const lost = await lose('lost');
    rig.kill();
    if (!isKept) rig.server.expireSession();
    await rig.start();
    await comeBack();
    await until('sent', async () => (await rig.delivery(lost)) === 'sent');
    expect(await rig.delivery(arrived)).toBe('sent');
    expect(sentBodies()).toEqual(['arrived', 'lost']);
    expect(rig.server.sent('message').map((el) => el.attr('id'))).toEqual([arrived.stanzaId, lost.stanzaId]);
    expect(await rig.store.waitingCount()).toBe(0);
  });

  test('so does what was marked and never handed to the socket', async () => {
    await rig.goOnline();
    const { stream } = rig;
    const { markSent } = rig.store;
    Object.assign(rig.store, {
      markSent: async (...call: Parameters<typeof markSent>) => {
        await markSent(...call);
        stream.vanish();
        // Nothing runs any more in the tab that was killed.
        return new Promise<boolean>(() => undefined);
      },
    });
    const message = await rig.write('marked');
    await rest();
    Object.assign(rig.store, { markSent });
    expect(sentBodies()).toEqual([]);
    if (!isKept) rig.server.expireSession();
    await rig.start();
    await comeBack();
    await until('sent', async () => (await rig.delivery(message)) === 'sent');
    expect(sentBodies()).toEqual(['marked']);
  });
});

test('a count at a refused resume is proof in the same tab too', async () => {
  await rig.goOnline();
  const message = await lose('lost');
  rig.server.expireSession();
  rig.stream.cut();
  await comeBack();
  await until('sent', async () => (await rig.delivery(message)) === 'sent');
  expect(sentBodies()).toEqual(['lost']);
});

test('without a count nothing is proven, and the person decides', async () => {
  rig.server.tellsCount = false;
  await rig.goOnline();
  const message = await lose('lost');
  rig.server.expireSession();
  rig.stream.cut();
  await comeBack();
  const [row] = await rig.store.messagesByKeys([message.key]);
  expect(row).toMatchObject({ delivery: 'failed', failure: { kind: 'may-have-arrived' } });
  expect(sentBodies()).toEqual([]);
});

describe('a tab that is killed while a message goes out', () => {
  test.each(Array.from({ length: 24 }, (_, i) => i * 3))(
    'after %i turns, never doubles it',
    async (turns) => {
      await rig.goOnline();
      const message = await rig.write('hello');
      await rest(turns);
      rig.kill();
      if (turns % 2 === 0) rig.server.expireSession();
      await rig.start();
      await comeBack();
      await rest(100);
      expect(sentBodies()).toEqual(['hello']);
      expect(await rig.store.waitingCount()).toBe(0);
      expect(['sent', 'failed']).toContain(await rig.delivery(message));
    },
  );
});
