/** Who asks to see us: whom the person is asked about, and who is let in without (RFC 6121 §3.1). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { alice, bob, EngineRig, rest, stranger, until } from '#test/engine-rig.ts';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
  rig.server.roster.push({ jid: bob, subscription: 'both', name: 'Bob' });
});
afterEach(() => rig.close());

const push = (item: string): Promise<void> =>
  rig.server.deliver(
    `<iq xmlns="jabber:client" type="set" id="p1" to="${alice}/web"><query xmlns="jabber:iq:roster" ver="9">${item}</query></iq>`,
  );
const presence = (from: string, content: string, type: string): string =>
  `<presence xmlns="jabber:client" from="${from}" to="${alice}" ${type}>${content}</presence>`;
const subscribe = (from: string): Promise<void> =>
  rig.server.deliver(presence(from, '<status>hi</status>', 'type="subscribe"'));
const granted = (): boolean => rig.server.sent('presence').some((el) => el.attr('type') === 'subscribed');

test('requests are put to the person, once, and withdrawn', async () => {
  await rig.goOnline();
  await subscribe(stranger);
  await subscribe(stranger);
  expect(await rig.store.contactRequests()).toMatchObject([{ jid: stranger, message: 'hi' }]);
  await rig.server.deliver(presence(stranger, '', 'type="unsubscribe"'));
  expect(await rig.store.contactRequests()).toEqual([]);
  expect(granted()).toBe(false);
});

test('requests of people whom we asked ourselves are granted', async () => {
  rig.server.roster.push({ jid: stranger, subscription: 'none', ask: true });
  await rig.goOnline();
  await subscribe(stranger);
  await until('granted', granted);
  expect(await rig.store.contactRequests()).toEqual([]);
});

test('requests of people who have just said yes to ours are granted, once', async () => {
  rig.server.roster.push({ jid: stranger, subscription: 'none', ask: true });
  await rig.goOnline();
  await push(`<item jid="${stranger}" subscription="to"/>`);
  await subscribe(stranger);
  await until('granted', granted);
  await push(`<item jid="${stranger}" subscription="both"/>`);
  expect(await rig.store.contactRequests()).toEqual([]);
  // What was taken from them is not given back without a question.
  await rig.store.enqueue({ kind: 'unsubscribed', jid: stranger });
  await push(`<item jid="${stranger}" subscription="to"/>`);
  await rest();
  await subscribe(stranger);
  await rest();
  expect(rig.server.sent('presence').filter((el) => el.attr('type') === 'subscribed')).toHaveLength(1);
  expect(await rig.store.contactRequests()).toMatchObject([{ jid: stranger }]);
});

test('requests of people who said yes while we were away are granted', async () => {
  rig.server.roster.push({ jid: stranger, subscription: 'none', ask: true });
  await rig.goOnline();
  rig.server.expireSession();
  rig.stream.cut();
  rig.server.roster.splice(1, 1, { jid: stranger, subscription: 'to' });
  rig.server.rosterVersion = '2';
  await rig.clock.advance(3000);
  await rig.untilPhase('online');
  await subscribe(stranger);
  await until('granted', granted);
  expect(await rig.store.contactRequests()).toEqual([]);
});

test('requests of people whom we merely see are put to the person', async () => {
  rig.server.roster.push({ jid: stranger, subscription: 'to' });
  await rig.goOnline();
  await subscribe(stranger);
  await rest();
  expect(await rig.store.contactRequests()).toMatchObject([{ jid: stranger }]);
  // Nor does asking whom we see already change that.
  await rig.store.enqueue({ kind: 'subscribe', jid: stranger });
  await rest();
  await subscribe(stranger);
  await rest();
  expect(granted()).toBe(false);
});

test('requests of blocked people are not shown', async () => {
  rig.server.blocked.push(stranger);
  await rig.goOnline();
  await subscribe(stranger);
  expect(await rig.store.contactRequests()).toEqual([]);
});
