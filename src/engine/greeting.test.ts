/** What is fetched and what is forgotten at a login: answers that come late or never, states of the old stream. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { childrenOf } from '#xmpp/codec/dom.ts';
import { alice, bob, EngineRig, rest, stranger, until } from '#test/engine-rig.ts';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
  rig.server.roster.push({ jid: bob, subscription: 'both', name: 'Bob' });
});
afterEach(() => rig.close());

/** The first request of this namespace gets no answer in time. */
const timeOutOnce = async (ns: string): Promise<void> => {
  await rig.start();
  const { stream } = rig;
  const ask = stream.iq.bind(stream);
  let asked = 0;
  stream.iq = (request) =>
    request.payload.ns === ns && asked++ === 0
      ? Promise.resolve({ ok: false, error: { kind: 'timeout' } })
      : ask(request);
  await rig.untilPhase('online');
  await rest();
};

test('a push is newer than the answer that comes after it', async () => {
  let isPushed = false;
  rig.server.overrides.push((_iq, payload) => {
    if (payload.ns !== 'jabber:iq:roster' || isPushed) return undefined;
    isPushed = true;
    void rig.server.deliver(
      `<iq xmlns="jabber:client" type="set" id="p"><query xmlns="jabber:iq:roster" ver="2"><item jid="${bob}" name="Bobby" subscription="both"/></query></iq>`,
    );
    return undefined;
  });
  await rig.goOnline();
  await until('the contact', async () => (await rig.store.contact(bob)) !== undefined);
  await rest();
  expect((await rig.store.contact(bob))?.name).toBe('Bobby');
  expect(await rig.store.rosterVersion()).toBe('2');
});

test('a roster that did not come in time is asked for once more', async () => {
  await timeOutOnce('jabber:iq:roster');
  expect(await rig.store.contact(bob)).toBeUndefined();
  await rig.clock.advance(60_000);
  await until('the contact', async () => (await rig.store.contact(bob)) !== undefined);
});

const asked = [
  'jabber:iq:roster',
  'urn:xmpp:blocking',
  'http://jabber.org/protocol/disco#info',
  'urn:xmpp:mam:2',
];

test.each(asked.flatMap((ns) => [true, false].map((isKept) => [ns, isKept] as const)))(
  'a cut before the answer about %s is made good by the next login; the server keeps the session: %s',
  async (ns, isKept) => {
    rig.server.blocked.push(stranger);
    rig.server.store(
      `<message xmlns="jabber:client" type="chat" from="${bob}/x" to="${alice}" id="old"><body>old</body></message>`,
    );
    let cuts = 0;
    rig.server.overrides.push((_iq, payload) => {
      if (payload.ns !== ns || cuts > 0) return undefined;
      cuts += 1;
      if (!isKept) rig.server.expireSession();
      rig.stream.cut();
      // What the server keeps of the session holds the answer.
      return isKept ? undefined : 'silence';
    });
    await rig.start();
    await until('cut', () => cuts === 1);
    await rest();
    await rig.clock.advance(5000);
    await rig.untilPhase('online');
    await rest();
    expect((await rig.store.contact(bob))?.name).toBe('Bob');
    expect(await rig.store.isBlocked(stranger)).toBe(true);
    expect(await rig.store.serverOffers()).toEqual({ archive: true, blocking: true });
    expect(await rig.bodies()).toEqual(['old']);
    expect(rig.server.sent('presence').length).toBeGreaterThan(0);
    const mine = await rig.write('I can write');
    await until('sent', async () => (await rig.delivery(mine)) === 'sent');
  },
);

test('a block list that did not come in time is asked for once more', async () => {
  rig.server.blocked.push(stranger);
  await timeOutOnce('urn:xmpp:blocking');
  expect(await rig.store.isBlocked(stranger)).toBe(false);
  await rig.clock.advance(60_000);
  await until('blocked', () => rig.store.isBlocked(stranger));
});

test('what the server offers is kept, also while it is silent', async () => {
  await rig.goOnline();
  expect(await rig.store.serverOffers()).toEqual({ archive: true, blocking: true });
  rig.server.overrides.push((_iq, payload) =>
    payload.ns === 'http://jabber.org/protocol/disco#info' ? { error: 'service-unavailable' } : undefined,
  );
  rig.server.expireSession();
  rig.stream.cut();
  await rig.clock.advance(2000);
  await rig.untilPhase('online');
  expect(await rig.store.serverOffers()).toEqual({ archive: true, blocking: true });
});

test('the largest stanza that the server takes is known as of the last login', async () => {
  rig.server.offers.maxBytes = 20_000;
  await rig.goOnline();
  expect(await rig.store.serverOffers()).toEqual({ archive: true, blocking: true, maxBytes: 20_000 });
  delete rig.server.offers.maxBytes;
  rig.server.expireSession();
  rig.stream.cut();
  await rig.clock.advance(2000);
  await rig.untilPhase('online');
  expect(await rig.store.serverOffers()).toEqual({ archive: true, blocking: true });
});

test('a server without a block list is known as one', async () => {
  rig.server.offers.blocking = false;
  await rig.goOnline();
  expect(await rig.store.serverOffers()).toEqual({ archive: true, blocking: false });
});

test('typing states of the old stream are forgotten at a fresh login', async () => {
  const composing = `<message xmlns="jabber:client" type="chat" from="${bob}/x" to="${alice}"><composing xmlns="http://jabber.org/protocol/chatstates"/></message>`;
  const said = (): number =>
    rig.server
      .sent('message')
      .flatMap((el) => childrenOf(el, 'composing', 'http://jabber.org/protocol/chatstates')).length;
  const heard = (): string[] => rig.signalsOf('typing').map(({ state }) => state);
  await rig.goOnline();
  await rig.server.deliver(composing);
  await rig.send({ name: 'typing', chat: bob, state: 'composing' });
  await until('heard', () => heard().length === 1);
  rig.server.expireSession();
  rig.stream.cut();
  await rig.clock.advance(2000);
  await rig.untilPhase('online');
  await until('ended', () => heard().length === 2);
  await rig.server.deliver(composing);
  await rig.send({ name: 'typing', chat: bob, state: 'composing' });
  await until('heard again', () => heard().length === 3);
  expect(heard()).toEqual(['composing', 'active', 'composing']);
  expect(said()).toBe(2);
});
