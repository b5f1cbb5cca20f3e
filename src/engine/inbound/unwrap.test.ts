/** Who sent it: envelopes and their forgeries (S01 to S05, S09, X10, X14). */
import { describe, expect, test } from 'vitest';
import { payload } from '#xmpp/codec/codec.ts';
import { mamResult } from '#xmpp/xep/0313-mam.ts';
import { bare, must } from '#test/builders.ts';
import { readXml } from '#test/fake-server/state.ts';
import { unwrap, unwrapArchived, type Receiver } from './unwrap.ts';

const account = bare('alice@example.org');
const now = Date.UTC(2026, 0, 1);
const receiver: Receiver = { account, announcesIds: true, now: () => now };

const message = (attributes: string, content = '<body>hi</body>'): string =>
  `<message xmlns="jabber:client" ${attributes}>${content}</message>`;
const fromBob = message('type="chat" from="bob@example.org/x" to="alice@example.org" id="m1"');
const fromHere = message('type="chat" from="alice@example.org/phone" to="bob@example.org" id="m2"');
const forwarded = (inner: string, delay = ''): string =>
  `<forwarded xmlns="urn:xmpp:forward:0">${delay}${inner}</forwarded>`;
const carbon = (
  kind: string,
  inner: string,
  outer = 'from="alice@example.org" to="alice@example.org/web"',
): string => message(outer, `<${kind} xmlns="urn:xmpp:carbons:2">${forwarded(inner)}</${kind}>`);
const open = (text: string, by = receiver) => unwrap(readXml(text), by);
const reason = (text: string): string | undefined => {
  const result = open(text);
  return result.ok ? undefined : result.error.reason;
};

describe('a live message', () => {
  test('is from its sender', () => {
    expect(must(open(fromBob))).toMatchObject({
      via: 'live',
      chat: 'bob@example.org',
      sender: 'bob@example.org',
      own: false,
      at: now,
      delayed: false,
    });
  });

  test('without from is one of the account itself (X10)', () => {
    for (const from of ['', 'from=""']) {
      expect(must(open(message(`type="chat" ${from}`)))).toMatchObject({ chat: account, own: true });
    }
  });

  test('with an address that is none is dropped (X10)', () => {
    expect(reason(message('from="@" to="alice@example.org"'))).toBe('malformed');
  });

  test.each([
    ['the account', 'to="alice@example.org"'],
    ['this device', 'to="alice@example.org/web"'],
    ['another device', 'to="alice@example.org/phone"'],
    ['nobody', ''],
    ['an empty address', 'to=""'],
  ])('to %s is ours', (_name, to) => {
    for (const from of [
      'bob@example.org/x',
      'example.org',
      '123\\40phone@gateway.example.net',
      'gateway.net',
    ]) {
      expect(must(open(message(`type="chat" from="${from}" ${to}`))).own).toBe(false);
    }
  });

  test('to anyone else is not ours (P03)', () => {
    for (const to of ['carol@example.org', 'carol@example.org/web', 'example.org', 'alice@evil.example']) {
      expect(reason(message(`type="chat" from="bob@example.org/x" to="${to}"`))).toBe('not-to-account');
      expect(reason(message(`type="error" from="bob@example.org/x" to="${to}"`))).toBe('not-to-account');
    }
  });

  test('of the account to another is its own', () => {
    expect(must(open(fromHere))).toMatchObject({ chat: 'bob@example.org', own: true });
  });

  test('of a room is not taken for one of a person', () => {
    expect(reason(message('type="groupchat" from="room@muc.example/bob"'))).toBe('room');
    const item = '<body>x</body><x xmlns="http://jabber.org/protocol/muc#user"/>';
    expect(reason(message('type="chat" from="room@muc.example/bob"', item))).toBe('room');
  });

  test('with a forwarded message inside is still its sender’s own (S03)', () => {
    const text = message('type="chat" from="eve@evil.example/x"', `<body>mine</body>${forwarded(fromBob)}`);
    const arrival = must(open(text));
    expect([arrival.sender, arrival.message.body]).toEqual(['eve@evil.example', 'mine']);
  });

  test.each([
    ['own server', 'from="example.org"', Date.UTC(2025, 5, 1)],
    ['own account', 'from="alice@example.org"', Date.UTC(2025, 5, 1)],
    ['sender', 'from="bob@example.org"', now],
    ['nobody', '', now],
  ])('believes a stamp of %s only as it should', (_name, from, at) => {
    const delay = `<body>x</body><delay xmlns="urn:xmpp:delay" ${from} stamp="2025-06-01T00:00:00Z"/>`;
    expect(must(open(message('from="bob@example.org/x"', delay))).at).toBe(at);
  });

  test.each(['9999-12-31T23:59:59Z', '-0001-01-01T00:00:00Z', 'yesterday'])(
    'clamps %s to now (X14)',
    (stamp) => {
      const delay = `<body>x</body><delay xmlns="urn:xmpp:delay" from="example.org" stamp="${stamp}"/>`;
      expect(must(open(message('from="bob@example.org/x"', delay))).at).toBe(now);
    },
  );
});

describe('stanza ids', () => {
  const id = (by: string, value = 'a1'): string =>
    `<stanza-id xmlns="urn:xmpp:sid:0" by="${by}" id="${value}"/>`;
  const withIds = (ids: string): string => message('from="bob@example.org/x"', `<body>x</body>${ids}`);

  test('are trusted from the own account, once', () => {
    expect(must(open(withIds(id('alice@example.org')))).archiveId).toBe('a1');
    expect(must(open(withIds(id('bob@example.org')))).archiveId).toBeUndefined();
    expect(
      must(open(withIds(id('alice@example.org') + id('alice@example.org', 'a2')))).archiveId,
    ).toBeUndefined();
  });

  test('are worth nothing where the server does not announce them (S09)', () => {
    const text = withIds(id('alice@example.org'));
    expect(must(open(text, { ...receiver, announcesIds: false })).archiveId).toBeUndefined();
  });

  test('deep inside a payload are not the message’s (S09)', () => {
    expect(must(open(withIds(`<x xmlns="a">${id('alice@example.org')}</x>`))).archiveId).toBeUndefined();
  });
});

describe('a carbon', () => {
  test('sent and received are told apart', () => {
    expect(must(open(carbon('received', fromBob)))).toMatchObject({
      via: 'carbon',
      chat: 'bob@example.org',
      own: false,
    });
    expect(must(open(carbon('sent', fromHere)))).toMatchObject({
      via: 'carbon',
      chat: 'bob@example.org',
      own: true,
    });
  });

  test('from anyone but the account is dropped (S01)', () => {
    for (const from of ['eve@evil.example', 'alice@example.org/phone', 'example.org']) {
      expect(reason(carbon('sent', fromHere, `from="${from}"`))).toBe('carbon-not-from-account');
    }
  });

  test('of other people’s talk is dropped (S01)', () => {
    expect(reason(carbon('sent', fromBob))).toBe('carbon-not-ours');
    expect(reason(carbon('received', fromHere))).toBe('carbon-not-ours');
  });

  test('in or of a room is dropped (S02)', () => {
    expect(reason(carbon('received', fromBob, 'type="groupchat" from="alice@example.org"'))).toBe(
      'carbon-of-room',
    );
    const room = message('type="groupchat" from="room@muc.example/x" to="alice@example.org/phone"');
    expect(reason(carbon('received', room))).toBe('room');
    const whisper = message(
      'type="chat" from="room@muc.example/x" to="alice@example.org/phone"',
      '<body>x</body><x xmlns="http://jabber.org/protocol/muc#user"/>',
    );
    expect(reason(carbon('received', whisper))).toBe('room');
  });

  test('within a carbon, or empty, is dropped', () => {
    expect(reason(carbon('received', carbon('received', fromBob)))).toBe('malformed');
    const empty = message(
      'from="alice@example.org"',
      '<sent xmlns="urn:xmpp:carbons:2"/><body>shown?</body>',
    );
    expect(reason(empty)).toBe('malformed');
  });
});

describe('an archived message', () => {
  const archived = (inner: string) => {
    const outer = message(
      'from="alice@example.org"',
      `<result xmlns="urn:xmpp:mam:2" id="a7" queryid="q">${forwarded(
        inner,
        '<delay xmlns="urn:xmpp:delay" stamp="2025-06-01T00:00:00Z"/>',
      )}</result>`,
    );
    const result = payload(readXml(outer), mamResult);
    if (!result) throw new Error('not a result');
    return unwrapArchived(result, receiver);
  };

  test('has the archive’s id and time', () => {
    expect(must(archived(fromBob))).toMatchObject({
      via: 'archive',
      archiveId: 'a7',
      at: Date.UTC(2025, 5, 1),
    });
    expect(must(archived(fromHere))).toMatchObject({ chat: 'bob@example.org', own: true });
  });

  test.each([
    ['a carbon', `<received xmlns="urn:xmpp:carbons:2">${forwarded(fromBob)}</received>`],
    ['a result', `<result xmlns="urn:xmpp:mam:2" id="a1">${forwarded(fromBob)}</result>`],
  ])('that is itself %s is dropped, as it was when it came', (_name, envelope) => {
    const lie = message(
      'type="chat" from="eve@example.org/x" to="alice@example.org"',
      envelope + '<body>x</body>',
    );
    expect(archived(lie)).toEqual({ ok: false, error: { reason: 'malformed' } });
  });

  test('that does not concern the account is dropped (S05)', () => {
    const others = message('type="chat" from="bob@example.org" to="carol@example.org"');
    expect(archived(others)).toEqual({ ok: false, error: { reason: 'archive-not-ours' } });
    expect(archived(message('type="chat"'))).toEqual({ ok: false, error: { reason: 'archive-not-ours' } });
  });
});
