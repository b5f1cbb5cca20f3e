/** What the person changes offline of roster and block list holds from that moment, whatever the next login tells. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BareJid } from '#lib/jid.ts';
import type { Intent } from '#model/intent.ts';
import { bare } from '#test/builders.ts';
import { alice, bob, EngineRig, rest, stranger, until } from '#test/engine-rig.ts';
import { blockingNs } from '#xmpp/xep/0191-blocking.ts';
import type { Xml } from '#xmpp/codec/dom.ts';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
  rig.server.roster.push({ jid: bob, subscription: 'both', name: 'Bob' });
});
afterEach(() => rig.close());

const receiptRequest = '<request xmlns="urn:xmpp:receipts"/>';
const textFrom = (from: string, body: string, id = body): string =>
  `<message xmlns="jabber:client" type="chat" from="${from}/x" to="${alice}" id="${id}"><body>${body}</body>${receiptRequest}</message>`;

/** Without a connection, and without a session to come back to. */
const goOffline = async ({ keepsSession = false } = {}): Promise<void> => {
  if (!keepsSession) rig.server.expireSession();
  rig.stream.cut();
  await rig.untilPhase('offline');
};
const comeBack = async (): Promise<void> => {
  await rig.clock.advance(3000);
  await rig.untilPhase('online');
  await rest();
};
const change = async (...intents: readonly Intent[]): Promise<void> => {
  await rig.store.enqueue(...intents);
  rig.engine.nudge();
  await rest();
};
/** A full list as of now is told at the next login. */
const newVersion = (): void => {
  rig.server.rosterVersion = `${Number(rig.server.rosterVersion) + 1}`;
};

const isSet = (el: Xml, name: string): boolean =>
  el.name === 'iq' && el.attr('type') === 'set' && el.children()[0]?.name === name;
/** When the client sent this, among all that it sent. */
const placeOf = (what: (el: Xml) => boolean, from = 0): number => {
  const place = rig.server.received.slice(from).findIndex(what);
  return place === -1 ? -1 : place + from;
};
const isOwnPresence = (el: Xml): boolean => el.name === 'presence' && el.attr('to') === undefined;
const messagesTo = (jid: BareJid): number =>
  rig.server.sent('message').filter((el) => el.attr('to')?.startsWith(jid) === true).length;
const rosterPush = (item: string): Promise<void> =>
  rig.server.deliver(
    `<iq xmlns="jabber:client" type="set" id="p"><query xmlns="jabber:iq:roster" ver="9">${item}</query></iq>`,
  );
const blockPush = (content: string): Promise<void> =>
  rig.server.deliver(`<iq xmlns="jabber:client" type="set" id="b">${content}</iq>`);

describe('a block made offline', () => {
  test.each([
    ['an archive', true],
    ['no archive', false],
  ])('keeps them out from the first moment of a fresh login, with %s', async (_, archive) => {
    rig.server.offers.archive = archive;
    // With nothing here yet, all would count as history, and that stays.
    rig.server.store(textFrom(bob, 'before'));
    await rig.goOnline();
    const known = archive ? ['before'] : [];
    expect(await rig.bodies(bob)).toEqual(known);
    await goOffline();
    await change({ kind: 'block', jid: bob });
    rig.server.store(textFrom(bob, 'meanwhile'));
    const before = rig.server.received.length;
    // They write as soon as we are here, and again while we catch up.
    rig.server.overrides.push((_iq, payload) => {
      if (payload.ns === blockingNs) void rig.server.deliver(textFrom(bob, `during-${payload.name}`));
      if (payload.ns === 'urn:xmpp:mam:2') void rig.server.deliver(textFrom(bob, 'catching-up'));
      return undefined;
    });
    const shown: string[] = [];
    rig.store.changes.on(({ store }) => {
      if (store === 'messages') shown.push(store);
    });
    await comeBack();
    expect(await rig.store.isBlocked(bob)).toBe(true);
    expect(await rig.bodies(bob)).toEqual(known);
    expect(shown).toEqual([]);
    expect(await rig.store.countUnread()).toBe(0);
    expect(messagesTo(bob)).toBe(0);
    const block = placeOf((el) => isSet(el, 'block'), before);
    expect(block).toBeGreaterThan(-1);
    expect(block).toBeLessThan(placeOf(isOwnPresence, before));
  });

  test('goes out after the answer to their request, which nobody blocked can get', async () => {
    await rig.goOnline();
    await goOffline();
    await change({ kind: 'unsubscribed', jid: stranger }, { kind: 'block', jid: stranger });
    const before = rig.server.received.length;
    await comeBack();
    const answer = placeOf((el) => el.attr('type') === 'unsubscribed', before);
    const block = placeOf((el) => isSet(el, 'block'), before);
    expect([answer, block, placeOf(isOwnPresence, before)]).toEqual([block - 1, block, block + 1]);
  });

  test('does not wait behind all that was written', async () => {
    await rig.goOnline();
    await goOffline();
    for (let i = 0; i < 60; i++) await rig.store.enqueueMessage(bob, `${i}`);
    await change({ kind: 'block', jid: stranger });
    const before = rig.server.received.length;
    await comeBack();
    await until('all sent', () => messagesTo(bob) === 60);
    const block = placeOf((el) => isSet(el, 'block'), before);
    expect(block).toBeGreaterThan(-1);
    expect(block).toBeLessThan(placeOf(isOwnPresence, before));
    expect(placeOf(isOwnPresence, before)).toBeLessThan(placeOf((el) => el.name === 'message', before));
  });

  test('whose answer never comes holds up nothing, and is still true', async () => {
    await rig.goOnline();
    await goOffline();
    await change({ kind: 'block', jid: bob });
    rig.server.overrides.push((iq, payload) =>
      payload.ns === blockingNs && iq.attr('type') === 'set' ? 'silence' : undefined,
    );
    await comeBack();
    await rig.server.deliver(textFrom(bob, 'hello?'));
    expect(await rig.bodies(bob)).toEqual([]);
    // Nor does a list that is told once more say otherwise.
    await goOffline();
    await comeBack();
    await rig.server.deliver(textFrom(bob, 'hello again?'));
    expect(await rig.store.isBlocked(bob)).toBe(true);
    expect(await rig.bodies(bob)).toEqual([]);
  });

  test('holds when the old session is resumed, and what waited there comes first', async () => {
    await rig.goOnline();
    await goOffline({ keepsSession: true });
    await change({ kind: 'block', jid: bob });
    await rig.server.deliver(textFrom(bob, 'meanwhile'));
    await comeBack();
    expect(await rig.bodies(bob)).toEqual([]);
    expect(messagesTo(bob)).toBe(0);
  });

  test('is not undone by another device that cannot know of it', async () => {
    await rig.goOnline();
    await goOffline();
    await change({ kind: 'block', jid: bob });
    rig.server.overrides.push((_iq, payload) => {
      if (payload.name === 'blocklist') void blockPush(`<unblock xmlns="${blockingNs}"/>`);
      return undefined;
    });
    await comeBack();
    expect(await rig.store.isBlocked(bob)).toBe(true);
    await rig.server.deliver(textFrom(bob, 'hi'));
    expect(await rig.bodies(bob)).toEqual([]);
  });

  test('takes with it the receipt that was owed', async () => {
    await rig.goOnline();
    await goOffline();
    await rig.store.enqueue({ kind: 'receipt', to: bob, id: 'old' });
    await change({ kind: 'block', jid: bob });
    await comeBack();
    expect(messagesTo(bob)).toBe(0);
  });

  test('comes before a presence that is chosen while we sign in', async () => {
    await rig.goOnline();
    await goOffline();
    await change({ kind: 'block', jid: bob });
    const before = rig.server.received.length;
    let chosen: Promise<unknown> | undefined;
    rig.server.overrides.push((_iq, payload) => {
      if (payload.name === 'blocklist')
        chosen ??= rig.send({ name: 'set-presence', presence: { show: 'dnd', status: '' } });
      return undefined;
    });
    await comeBack();
    await chosen;
    const presences = rig.server.received.slice(before).filter(isOwnPresence);
    expect(presences).toHaveLength(1);
    expect(presences[0]?.children()[0]?.text()).toBe('dnd');
    expect(placeOf((el) => isSet(el, 'block'), before)).toBeLessThan(placeOf(isOwnPresence, before));
  });
});

test('an unblock made offline lets them in from the first moment', async () => {
  rig.server.blocked.push(bob);
  await rig.goOnline();
  await goOffline();
  await change({ kind: 'unblock', jid: bob });
  rig.server.overrides.push((iq, payload) =>
    payload.ns === blockingNs && iq.attr('type') === 'set' ? 'silence' : undefined,
  );
  await comeBack();
  expect(await rig.store.isBlocked(bob)).toBe(false);
  await rig.server.deliver(textFrom(bob, 'hi'));
  expect(await rig.bodies(bob)).toEqual(['hi']);
});

test('a block made while we are online holds before the server has it', async () => {
  await rig.goOnline();
  rig.server.overrides.push((iq, payload) =>
    payload.ns === blockingNs && iq.attr('type') === 'set' ? 'silence' : undefined,
  );
  await change({ kind: 'block', jid: bob });
  await rig.server.deliver(textFrom(bob, 'hi'));
  expect(await rig.bodies(bob)).toEqual([]);
});

describe('the roster changed offline', () => {
  const carol = bare('carol@example.org');

  test('survives the whole roster of the next login', async () => {
    rig.server.roster.push({ jid: carol, subscription: 'both', name: 'Carol' });
    await rig.goOnline();
    await goOffline();
    newVersion();
    await change(
      { kind: 'roster-set', jid: bob, name: 'Bobby', groups: ['Friends'] },
      { kind: 'roster-remove', jid: carol },
      { kind: 'roster-set', jid: stranger, name: 'Eve', groups: [] },
      { kind: 'subscribe', jid: stranger },
    );
    rig.server.overrides.push((iq, payload) =>
      payload.ns === 'jabber:iq:roster' && iq.attr('type') === 'set' ? 'silence' : undefined,
    );
    const before = rig.server.received.length;
    await comeBack();
    expect(await rig.store.rosterVersion()).toBe('2');
    expect(await rig.store.contact(bob)).toMatchObject({
      ...{ name: 'Bobby', groups: ['Friends'], subscription: 'both' },
    });
    expect(await rig.store.contact(carol)).toBeUndefined();
    expect(await rig.store.contact(stranger)).toMatchObject({ name: 'Eve', subscription: 'none' });
    // Whoever was removed does not see us come, and learns nothing.
    const removal = placeOf(
      (el) => isSet(el, 'query') && el.children()[0]?.children()[0]?.attr('subscription') === 'remove',
      before,
    );
    expect(removal).toBeGreaterThan(-1);
    expect(removal).toBeLessThan(placeOf(isOwnPresence, before));
    await rig.server.deliver(
      `<presence xmlns="jabber:client" from="${carol}/x" to="${alice}"><status>hi</status></presence>`,
    );
    expect(await rig.store.presenceOf(carol)).toEqual([]);
  });

  test('of somebody whom we ask is kept asked, until it is sent', async () => {
    await rig.goOnline();
    await goOffline();
    newVersion();
    await change({ kind: 'subscribe', jid: stranger });
    rig.stream.acknowledges = false;
    await comeBack();
    expect(await rig.store.contact(stranger)).toMatchObject({ ask: true });
  });

  test('is not undone by a push that is older, and follows the one that tells it done', async () => {
    await rig.goOnline();
    await goOffline();
    await change({ kind: 'roster-set', jid: bob, name: ' Bobby ', groups: [] });
    rig.server.overrides.push((_iq, payload) => {
      if (payload.name === 'blocklist')
        void rosterPush(`<item jid="${bob}" name="Robert" subscription="to"/>`);
      return undefined;
    });
    await rig.clock.advance(3000);
    await until('told', async () => (await rig.store.contact(bob))?.subscription === 'to');
    expect((await rig.store.contact(bob))?.name).toBe(' Bobby ');
    await rig.untilPhase('online');
    await rosterPush(`<item jid="${bob}" name="Bobby" subscription="to"/>`);
    expect((await rig.store.contact(bob))?.name).toBe('Bobby');
  });
});
