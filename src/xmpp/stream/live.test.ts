// @vitest-environment node
/** The session on a real Prosody 13 by SASL2: login, resuming, requests, hostile payloads. */
import { afterAll, beforeAll, expect } from 'vitest';
import { bare, must } from '#test/builders.ts';
import { live, LiveRig, type LiveSession } from '#test/live-server.ts';
import { until } from '#test/trap-rig.ts';
import { child, xml, type Xml, type XmlElement } from '../codec/dom.ts';
import { discoInfoQuery } from '../xep/0030-disco.ts';
import { carbonSent } from '../xep/0280-carbons.ts';
import { payload } from '../codec/codec.ts';
import { probeSocket } from './discover.ts';
import type { ResumeState } from './session.ts';

let rig: LiveRig;
beforeAll(async () => {
  const started = await LiveRig.start();
  if (started) rig = started;
}, 120_000);
afterAll(() => (rig as LiveRig | undefined)?.stop());

const available = xml('presence', 'jabber:client');
const message = (to: string, id: string, ...payloads: Xml[]): Xml =>
  xml(
    'message',
    'jabber:client',
    { to, id, type: 'chat' },
    xml('body', 'jabber:client', {}, id),
    ...payloads,
  );
const has = (one: LiveSession, id: string): boolean => one.taken.some((el) => el.attr('id') === id);
const count = (one: LiveSession, id: string): number => one.taken.filter((el) => el.attr('id') === id).length;
const stateOf = (one: LiveSession): ResumeState => {
  const state = one.session.resumeState;
  if (!state) throw new Error('not resumable');
  return state;
};
/** Online, so that messages come to this session and not to the offline store. */
const present = async (one: LiveSession, jid: string): Promise<void> => {
  one.session.send(available);
  await until(() => one.taken.some((el) => el.name === 'presence' && el.attr('from') === jid));
};

live('logs in with SCRAM, binds, enables carbons and stream management in one round', async () => {
  const { bound, session } = await rig.up('alice');
  expect(bound.jid).toMatch(/^alice@localhost\/kith~/);
  expect(bound).toMatchObject({
    resumed: false,
    mechanism: 'SCRAM-SHA-1',
    sm: true,
    carbonsEnabled: true,
    features: {
      rosterVersioning: true,
      subscriptionPreApproval: true,
      csi: true,
      maxBytes: 262_144,
      idleSeconds: 840,
    },
    scramKeys: { hash: 'SHA-1', iterations: 10_000 },
  });
  expect(session.resumeState).toMatchObject({ max: 300, h: 0, acked: 0, sent: 0, jid: bound.jid });
  expect(await session.probe(2000)).toBe(true);
});

live('logs in with stored keys, and tells why a login fails', async () => {
  const { bound } = await rig.up('alice');
  if (!bound.scramKeys) throw new Error('no keys');
  const again = await rig.up('alice', {
    credentials: { kind: 'scram', keys: bound.scramKeys },
    strongest: bound.mechanism,
  });
  expect(again.bound.scramKeys).toEqual(bound.scramKeys);

  const fail = async (user: string, more: object): Promise<unknown> => {
    const result = await rig.newSession().session.connect(rig.request(user, more));
    return result.ok ? 'ok' : result.error;
  };
  expect(await fail('alice', { credentials: { kind: 'password', password: 'wrong' } })).toEqual({
    kind: 'wrong-password',
  });
  expect(await fail('nobody', {})).toEqual({ kind: 'wrong-password' });
  const strange = { ...bound.scramKeys, clientKey: bound.scramKeys.serverKey };
  expect(await fail('alice', { credentials: { kind: 'scram', keys: strange } })).toEqual({
    kind: 'credentials-expired',
  });
  expect(await fail('bob', { credentials: { kind: 'scram', keys: bound.scramKeys } })).toEqual({
    kind: 'not-recognised',
    everyTime: false,
  });
  expect(await fail('alice', { strongest: 'SCRAM-SHA-256' })).toEqual({
    kind: 'mechanism-too-weak',
    downgrade: { from: 'SCRAM-SHA-256', to: 'SCRAM-SHA-1' },
  });
  expect(await fail('alice', { jid: bare('alice@elsewhere.localhost') })).toEqual({
    kind: 'host-unknown',
    domain: 'elsewhere.localhost',
  });
});

live('asks and is answered, by results and by errors', async () => {
  const { session } = await rig.up('alice');
  const info = must(await session.iq({ type: 'get', to: bare('localhost'), payload: discoInfoQuery() }));
  expect(info?.children().length).toBeGreaterThan(5);
  const roster = must(await session.iq({ type: 'get', payload: xml('query', 'jabber:iq:roster') }));
  expect(roster?.ns).toBe('jabber:iq:roster');
  const unknown = await session.iq({
    type: 'get',
    to: bare('localhost'),
    payload: xml('query', 'urn:unknown'),
  });
  expect(unknown).toMatchObject({ error: { kind: 'error', error: { condition: 'service-unavailable' } } });
});

live('delivers, acknowledges, and copies to the other device', async () => {
  const alice = await rig.up('alice');
  const phone = await rig.up('alice');
  const bob = await rig.up('bob');
  await Promise.all([alice, phone, bob].map((one) => present(one, one.bound.jid)));
  const number = alice.session.send(message('bob@localhost', 'hello'));
  await until(() => has(bob, 'hello'));
  await until(() => alice.acked.some((upTo) => upTo >= number));
  await until(() => phone.taken.some((el) => payload(el, carbonSent)?.stanza.attr('id') === 'hello'));
  await until(() => bob.session.resumeState?.h === bob.taken.length);
});

live('resumes after a cut: nothing lost, nothing doubled, requests answered', async () => {
  const alice = await rig.up('alice');
  const bob = await rig.up('bob');
  await Promise.all([alice, bob].map((one) => present(one, one.bound.jid)));
  expect(await alice.session.probe(2000)).toBe(true);

  // What is sent into a socket that is already gone, and what comes while we are away.
  const cut = rig.server.cut('alice');
  alice.session.send(message('bob@localhost', 'into the void'));
  const roster = alice.session.iq({ type: 'get', payload: xml('query', 'jabber:iq:roster') });
  expect(await cut).toBeGreaterThan(0);
  await until(() => alice.closed.length === 1);
  expect(alice.closed).toEqual([{ kind: 'dropped' }]);
  for (const id of ['away 1', 'away 2']) bob.session.send(message('alice@localhost', id));
  expect(await bob.session.probe(2000)).toBe(true);

  const back = must(await alice.session.connect(rig.request('alice', { resume: stateOf(alice) })));
  expect([back.resumed, back.jid]).toEqual([true, alice.bound.jid]);
  expect((await roster).ok).toBe(true);
  await until(() => has(alice, 'away 2') && has(bob, 'into the void'));
  expect([count(alice, 'away 1'), count(alice, 'away 2'), count(bob, 'into the void')]).toEqual([1, 1, 1]);
  expect(await alice.session.probe(2000)).toBe(true);

  // After a resume Prosody no longer answers a closing handshake: nothing may wait for one.
  await alice.session.close('drop');
  expect(must(await alice.session.connect(rig.request('alice', { resume: stateOf(alice) }))).resumed).toBe(
    true,
  );
});

live('is given again what was not committed when the page died', async () => {
  const dying = rig.newSession((el) =>
    el.attr('id') === 'unlucky' ? new Promise(() => undefined) : Promise.resolve(),
  );
  const { jid } = must(await dying.session.connect(rig.request('alice')));
  await present(dying, jid);
  const bob = await rig.up('bob');
  bob.session.send(message(jid, 'unlucky'));
  await until(() => has(dying, 'unlucky'));
  dying.session.send(message('bob@localhost', 'unknown fate'));
  const stored = stateOf(dying);
  await dying.session.close('drop');

  const reborn = rig.newSession();
  const bound = must(await reborn.session.connect(rig.request('alice', { resume: stored })));
  expect(bound.resumed).toBe(true);
  await until(() => has(reborn, 'unlucky'));
  expect(bound.lostAbove === undefined || bound.lostAbove === stored.sent - 1).toBe(true);
  await until(() => reborn.session.resumeState?.h === stored.h + reborn.taken.length);
});

live('binds afresh when there is nothing to resume', async () => {
  const alice = await rig.up('alice');
  const remembered = stateOf(alice);
  await alice.session.close('bye');
  expect(alice.closed).toEqual([{ kind: 'bye' }]);
  const other = rig.newSession();
  const bound = must(await other.session.connect(rig.request('alice', { resume: remembered })));
  expect(bound).toMatchObject({ resumed: false, sm: true, carbonsEnabled: true });
  expect(other.session.resumeState?.id).not.toBe(remembered.id);
});

live('outlives payloads that look like the stream itself, relayed by the server', async () => {
  const alice = await rig.up('alice');
  const bob = await rig.up('bob');
  await Promise.all([alice, bob].map((one) => present(one, one.bound.jid)));
  const streams = 'http://etherx.jabber.org/streams';
  const hostile: readonly Xml[] = [
    xml(
      'x',
      'urn:any',
      {},
      xml('error', streams, {}, xml('conflict', 'urn:ietf:params:xml:ns:xmpp-streams')),
    ),
    xml('error', streams),
    xml('parsererror', 'http://www.mozilla.org/newlayout/xml/parsererror.xml'),
    xml('a', 'urn:xmpp:sm:3', { h: 99 }),
    xml('success', 'urn:xmpp:sasl:2'),
    xml('close', 'urn:ietf:params:xml:ns:xmpp-framing', { 'see-other-uri': 'wss://evil.example/' }),
    xml('features', streams),
  ];
  hostile.forEach((evil, i) => bob.session.send(message(alice.bound.jid, `hostile ${String(i)}`, evil)));
  bob.session.send(message(alice.bound.jid, 'the last'));
  await until(() => has(alice, 'the last'));
  expect(alice.taken.filter((el) => el.attr('id')?.startsWith('hostile') === true)).toHaveLength(
    hostile.length,
  );
  expect([alice.session.state, alice.closed]).toEqual(['bound', []]);
  expect(await alice.session.probe(2000)).toBe(true);
});

live('is told of a conflict when its own resource is bound again', async () => {
  const userAgentId = crypto.randomUUID();
  const first = await rig.up('alice', { userAgentId });
  const second = await rig.up('alice', { userAgentId });
  expect(second.bound.jid).toBe(first.bound.jid);
  await until(() => first.closed.length === 1);
  expect(first.closed).toEqual([{ kind: 'conflict' }]);
  const worker = await rig.up('alice', { userAgentId, tag: 'push' });
  expect(worker.bound.jid).toMatch(/\/push~/);
  expect(second.session.state).toBe('bound');
});

live('hears of stream errors by their condition', async () => {
  const bob = await rig.up('bob');
  await rig.server.cut('bob', 'policy-violation');
  await until(() => bob.closed.length === 1);
  expect(bob.closed).toEqual([{ kind: 'refused', condition: 'policy-violation' }]);
});

live('takes and gives a stanza of nearly the size that the server allows', async () => {
  const alice = await rig.up('alice');
  const bob = await rig.up('bob');
  await Promise.all([alice, bob].map((one) => present(one, one.bound.jid)));
  const body = (length: number): Xml =>
    xml(
      'message',
      'jabber:client',
      { to: bob.bound.jid, id: 'large' },
      xml('body', 'jabber:client', {}, 'x'.repeat(length)),
    );
  expect(() => alice.session.send(body(262_144))).toThrow('bytes');
  alice.session.send(body(250_000));
  await until(() => has(bob, 'large'));
  const large = bob.taken.find((el: XmlElement) => el.attr('id') === 'large');
  expect(large && child(large, 'body', 'jabber:client')?.text().length).toBe(250_000);
});

live('accepts being told that nobody looks', async () => {
  const alice = rig.newSession();
  alice.session.setActive(false);
  must(await alice.session.connect(rig.request('alice')));
  alice.session.setActive(true);
  expect(await alice.session.probe(2000)).toBe(true);
});

live('is found by a probe, as nothing else is', async () => {
  const never = new AbortController().signal;
  expect(await probeSocket(rig.server.webSocket, never)).toBe(true);
  expect(
    await probeSocket(`http://localhost:${String(rig.server.httpPort)}/nothing`.replace('http', 'ws'), never),
  ).toBe(false);
  expect(await probeSocket('ws://localhost:1/', never)).toBe(false);
});
