/** Roster, presence, requests, block list, and who gets an answer (S06, P01, S21). */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bare } from '#test/builders.ts';
import { alice, bob, EngineRig, rest, stranger, until } from '#test/engine-rig.ts';
import { computeVer } from './caps-hash.ts';
import { discoInfo } from '#xmpp/xep/0030-disco.ts';
import type { Xml } from '#xmpp/codec/dom.ts';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
  rig.server.roster.push({ jid: bob, subscription: 'both', name: 'Bob' });
});
afterEach(() => rig.close());

const push = (item: string, from: string): string =>
  `<iq xmlns="jabber:client" type="set" id="p1" to="${alice}/web" ${from}><query xmlns="jabber:iq:roster" ver="9">${item}</query></iq>`;
const presence = (from: string, content = '', type = ''): string =>
  `<presence xmlns="jabber:client" from="${from}" to="${alice}" ${type}>${content}</presence>`;
/** What was answered to the request of this id. */
const answerTo = (id: string): Xml | undefined =>
  rig.server
    .sent('iq')
    .find((el) => el.attr('id') === id && ['result', 'error'].includes(el.attr('type') ?? ''));
const conditionOf = (answer: Xml | undefined): string | undefined =>
  answer
    ?.children()
    .find((el) => el.name === 'error')
    ?.children()[0]?.name;

describe('the roster', () => {
  test('is fetched once per version', async () => {
    await rig.goOnline();
    expect(await rig.store.contact(bob)).toMatchObject({ name: 'Bob', subscription: 'both' });
    expect(await rig.store.rosterVersion()).toBe('1');
    rig.server.expireSession();
    rig.stream.cut();
    rig.server.roster.length = 0;
    await rig.clock.advance(3000);
    await rig.untilPhase('online');
    expect(await rig.store.contact(bob)).toMatchObject({ name: 'Bob' });
  });

  test('changes by pushes of the account itself', async () => {
    await rig.goOnline();
    await rig.server.deliver(
      push(`<item jid="${bob}" name="Bobby" subscription="both"><group>Friends</group></item>`, ''),
    );
    expect(await rig.store.contact(bob)).toMatchObject({ name: 'Bobby', groups: ['Friends'] });
    expect(answerTo('p1')?.attr('type')).toBe('result');
    await rig.server.deliver(push(`<item jid="${bob}" subscription="remove"/>`, `from="${alice}"`));
    expect(await rig.store.contact(bob)).toBeUndefined();
  });

  test.each([stranger, bob, 'example.org', `${bob}/phone`])('is not changed by %s (S06)', async (from) => {
    await rig.goOnline();
    await rig.server.deliver(push(`<item jid="${stranger}" subscription="both"/>`, `from="${from}"`));
    await rest();
    expect(await rig.store.contact(stranger)).toBeUndefined();
    expect(conditionOf(answerTo('p1'))).toBe('service-unavailable');
  });

  test('is not changed by a push that makes no sense', async () => {
    await rig.goOnline();
    await rig.server.deliver(push('', ''));
    await until('an answer', () => answerTo('p1') !== undefined);
    expect(conditionOf(answerTo('p1'))).toBe('bad-request');
  });

  test('that never comes does not keep anyone out (F16)', async () => {
    rig.server.overrides.push((_iq, payload) =>
      payload.ns === 'jabber:iq:roster' ? { error: 'internal-server-error' } : undefined,
    );
    await rig.goOnline();
    expect(rig.server.sent('presence')).toHaveLength(1);
  });
});

describe('presence', () => {
  test('of contacts is kept per device, and forgotten at a fresh login only', async () => {
    await rig.goOnline();
    await rig.server.deliver(
      presence(`${bob}/phone`, '<show>away</show><status>out</status><priority>5</priority>'),
    );
    await rig.server.deliver(presence(`${bob}/desk`, '<show>dnd</show>'));
    const devices = await rig.store.presenceOf(bob);
    expect(devices).toHaveLength(2);
    expect(devices).toContainEqual(expect.objectContaining({ jid: `${bob}/desk`, show: 'dnd' }));
    expect(devices).toContainEqual(
      expect.objectContaining({ jid: `${bob}/phone`, show: 'away', status: 'out', priority: 5 }),
    );
    await rig.server.deliver(presence(`${bob}/desk`, '', 'type="unavailable"'));
    expect(await rig.store.presenceOf(bob)).toHaveLength(1);
    rig.stream.cut();
    await rig.clock.advance(3000);
    await rig.untilPhase('online');
    expect(await rig.store.presenceOf(bob)).toHaveLength(1);
    rig.server.expireSession();
    rig.stream.cut();
    await rig.clock.advance(3000);
    await rig.untilPhase('online');
    expect(await rig.store.presenceOf(bob)).toEqual([]);
  });

  test('from a bare address ends all its devices', async () => {
    await rig.goOnline();
    await rig.server.deliver(presence(`${bob}/phone`));
    await rig.server.deliver(presence(bob, '', 'type="unavailable"'));
    expect(await rig.store.presenceOf(bob)).toEqual([]);
  });

  test('of strangers is nobody’s', async () => {
    await rig.goOnline();
    await rig.server.deliver(presence(`${stranger}/x`));
    expect(await rig.store.presenceOf(stranger)).toEqual([]);
  });

  test('of ours carries caps, and since when we are away', async () => {
    await rig.goOnline();
    await rig.send({ name: 'set-presence', presence: { show: 'away', status: 'lunch' } });
    const [first, second] = rig.server.sent('presence');
    expect(first?.children().map((el) => el.name)).toEqual(['c']);
    expect(second?.children().map((el) => el.name)).toEqual(['show', 'status', 'c', 'idle']);
    expect(await rig.store.ownPresence()).toEqual({ show: 'away', status: 'lunch' });
  });

  test('set while offline is told at the next login', async () => {
    rig.server.refusals.push({ kind: 'unreachable', domain: 'example.org' });
    await rig.start();
    await rig.untilPhase('offline');
    expect(await rig.send({ name: 'set-presence', presence: { show: 'dnd', status: '' } })).toEqual({
      ok: true,
      value: null,
    });
    await rig.clock.advance(2000);
    await rig.untilPhase('online');
    expect(rig.server.sent('presence')[0]?.children()[0]?.text()).toBe('dnd');
  });
});

describe('the block list', () => {
  const blockPush = (content: string, from = ''): string =>
    `<iq xmlns="jabber:client" type="set" id="b1" ${from}>${content}</iq>`;
  const item = `<item jid="${stranger}"/>`;

  test('follows the pushes of the account itself', async () => {
    await rig.goOnline();
    await rig.server.deliver(blockPush(`<block xmlns="urn:xmpp:blocking">${item}</block>`));
    expect(await rig.store.blocked()).toEqual([stranger]);
    await rig.server.say(`${stranger}/x`, 'spam');
    expect(await rig.bodies(stranger)).toEqual([]);
    await rig.server.deliver(blockPush('<unblock xmlns="urn:xmpp:blocking"/>'));
    expect(await rig.store.blocked()).toEqual([]);
  });

  test('does not follow others', async () => {
    await rig.goOnline();
    await rig.server.deliver(blockPush(`<block xmlns="urn:xmpp:blocking">${item}</block>`, `from="${bob}"`));
    await rest();
    expect(await rig.store.blocked()).toEqual([]);
    expect(conditionOf(answerTo('b1'))).toBe('service-unavailable');
  });
});

describe('questions', () => {
  const ask = (from: string, payload: string, id: string): Promise<void> =>
    rig.server.deliver(`<iq xmlns="jabber:client" type="get" id="${id}" from="${from}">${payload}</iq>`);
  const kinds = [
    '<query xmlns="http://jabber.org/protocol/disco#info"/>',
    '<query xmlns="jabber:iq:version"/>',
    '<ping xmlns="urn:xmpp:ping"/>',
    '<query xmlns="unknown"/>',
  ];

  test('are in the count by which the stream is resumed, though they leave nothing else in the store', async () => {
    await rig.goOnline();
    const stored = async (): Promise<number> => (await rig.store.streamRow())?.h ?? 0;
    const before = await stored();
    await ask(`${bob}/x`, '<ping xmlns="urn:xmpp:ping"/>', 'q');
    await until('counted', async () => (await stored()) === before + 1, 2000);
  });

  test('of strangers get the answer of a server where nobody is (P01)', async () => {
    await rig.goOnline();
    for (const [i, payload] of kinds.entries()) {
      await ask(`${stranger}/x`, payload, `q${i}`);
      await until('an answer', () => answerTo(`q${i}`) !== undefined);
      const answer = answerTo(`q${i}`);
      expect(conditionOf(answer)).toBe('service-unavailable');
      expect(answer?.children()).toHaveLength(1);
    }
  });

  test('of contacts are answered', async () => {
    await rig.goOnline();
    for (const [i, payload] of kinds.entries()) {
      await ask(`${bob}/phone`, payload, `q${i}`);
      await until('an answer', () => answerTo(`q${i}`) !== undefined);
    }
    expect(kinds.map((_, i) => answerTo(`q${i}`)?.attr('type'))).toEqual([
      'result',
      'result',
      'result',
      'error',
    ]);
    expect(answerTo('q0')?.children()[0]?.children()[0]?.attr('name')).toBe('Kith');
  });

  test('of ours go out, and come back as what they are', async () => {
    await rig.goOnline();
    expect(await rig.send({ name: 'discover', jid: bare('example.org') })).toMatchObject({
      ok: true,
      value: { identities: [{ category: 'server', type: 'im' }] },
    });
    expect(await rig.send({ name: 'discover', jid: stranger })).toEqual({
      ok: false,
      error: { kind: 'unsupported' },
    });
  });
});

describe('the software of a device', () => {
  const info = {
    identities: [{ category: 'client', type: 'phone', name: 'Dialogue' }],
    features: ['a', 'b'],
    forms: [],
  };
  const answers = (name: string): void => {
    rig.server.overrides.push((iq, payload) =>
      iq.attr('to')?.startsWith(`${bob}/`) === true && payload.ns === 'http://jabber.org/protocol/disco#info'
        ? { result: discoInfo.encode({ ...info, identities: [{ category: 'client', type: 'phone', name }] }) }
        : undefined,
    );
  };
  const caps = async (): Promise<string> =>
    `<c xmlns="http://jabber.org/protocol/caps" hash="sha-1" node="urn:x" ver="${await computeVer(info)}"/>`;
  const asked = (): number =>
    rig.server.sent('iq').filter((el) => el.attr('to')?.startsWith(`${bob}/`)).length;

  test('is asked for once per hash, and shown', async () => {
    answers('Dialogue');
    await rig.goOnline();
    await rig.server.deliver(presence(`${bob}/one`, await caps()));
    await until('named', async () => (await rig.store.presenceOf(bob))[0]?.software === 'Dialogue');
    await rig.server.deliver(presence(`${bob}/two`, await caps()));
    await until('both named', async () =>
      (await rig.store.presenceOf(bob)).every(({ software }) => software === 'Dialogue'),
    );
    expect(asked()).toBe(1);
  });

  test('whose answer does not match its hash speaks for itself only (S21)', async () => {
    answers('Impostor');
    await rig.goOnline();
    await rig.server.deliver(presence(`${bob}/one`, await caps()));
    await until('named', async () => (await rig.store.presenceOf(bob))[0]?.software === 'Impostor');
    await rig.server.deliver(presence(`${bob}/two`, await caps()));
    await until('asked again', () => asked() === 2);
  });
});
