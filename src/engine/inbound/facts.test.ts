/** What messages say, and what they only pretend to say (X08, X13). */
import { describe, expect, test } from 'vitest';
import { bare, must } from '#test/builders.ts';
import { readXml } from '#test/fake-server/state.ts';
import { readArrival, type Reading } from './facts.ts';
import { unwrap } from './unwrap.ts';

const account = bare('alice@example.org');
const read = (attributes: string, content: string): Reading =>
  readArrival(
    must(
      unwrap(readXml(`<message xmlns="jabber:client" ${attributes}>${content}</message>`), {
        account,
        announcesIds: true,
        now: () => 1000,
      }),
    ),
    account,
  );
const fromBob = (content: string, attributes = 'type="chat" id="m1"'): Reading =>
  read(`from="bob@example.org/x" to="alice@example.org" ${attributes}`, content);

describe('content', () => {
  test('is text with what its sender wishes to know', () => {
    const { facts } = fromBob(
      '<body>hi</body><request xmlns="urn:xmpp:receipts"/><markable xmlns="urn:xmpp:chat-markers:0"/><unstyled xmlns="urn:xmpp:styling:0"/>',
    );
    expect(facts).toMatchObject([
      {
        kind: 'message',
        stanzaId: 'm1',
        wantsReceipt: true,
        markable: true,
        content: { kind: 'text', body: 'hi', unstyled: true },
      },
    ]);
  });

  test('of type normal is chat, of type headline a line of its own', () => {
    expect(fromBob('<body>hi</body>', '').facts).toMatchObject([{ content: { kind: 'text', body: 'hi' } }]);
    expect(fromBob('<subject>s</subject><body>hi</body>', 'type="headline"').facts).toMatchObject([
      { content: { kind: 'headline', body: 'hi', subject: 's' } },
    ]);
  });

  test('is not what another namespace calls a body (X08)', () => {
    expect(fromBob('<body xmlns="evil">x</body><received xmlns="evil" id="m"/>').facts).toEqual([]);
  });

  test.each([
    ['<encrypted xmlns="eu.siacs.conversations.axolotl"><payload>x</payload></encrypted>', 'omemo'],
    ['<encrypted xmlns="urn:xmpp:omemo:2"><payload>x</payload></encrypted>', 'omemo'],
    ['<openpgp xmlns="urn:xmpp:openpgp:0">x</openpgp>', 'openpgp'],
    ['<x xmlns="jabber:x:encrypted">x</x>', 'openpgp'],
    ['<encryption xmlns="urn:xmpp:eme:0" namespace="urn:xmpp:otr:0"/>', 'other'],
  ])('that cannot be read yet gets an honest line: %s', (content, what) => {
    expect(fromBob(`${content}<body>fallback</body>`).facts).toMatchObject([
      { content: { kind: 'unsupported', what, fallback: 'fallback' } },
    ]);
  });

  test('is nothing in an OMEMO message that only exchanges keys', () => {
    expect(fromBob('<encrypted xmlns="eu.siacs.conversations.axolotl"><header/></encrypted>').facts).toEqual(
      [],
    );
  });

  test('with equal ids but other words has another fingerprint', () => {
    const hash = (text: string): unknown =>
      fromBob(`<body>${text}</body>`).facts.map((fact) => fact.kind === 'message' && fact.payloadHash);
    expect(hash('a')).toEqual(hash('a'));
    expect(hash('a')).not.toEqual(hash('b'));
  });

  test('believes an origin id of the own account only', () => {
    const origin = '<body>x</body><origin-id xmlns="urn:xmpp:sid:0" id="o1"/>';
    expect(fromBob(origin).facts[0]).not.toHaveProperty('originId');
    const own = read('type="chat" from="alice@example.org/phone" to="alice@example.org/web" id="m"', origin);
    expect(own.facts[0]).toMatchObject({ own: true, originId: 'o1' });
  });
});

describe('reports', () => {
  test('receipts and markers name what they are about', () => {
    expect(fromBob('<received xmlns="urn:xmpp:receipts" id="o1"/>').facts).toEqual([
      { kind: 'receipt', chat: 'bob@example.org', sender: 'bob@example.org', of: 'o1' },
    ]);
    expect(fromBob('<displayed xmlns="urn:xmpp:chat-markers:0" id="o1"/>').facts).toEqual([
      { kind: 'marker', chat: 'bob@example.org', sender: 'bob@example.org', of: 'o1', own: false },
    ]);
  });

  test('an error fails a message and shows nothing (X13)', () => {
    const error =
      '<body>quoted</body><error type="cancel"><service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>';
    const { facts, typing } = fromBob(error, 'type="error" id="o1"');
    expect(facts).toEqual([
      { kind: 'error', chat: 'bob@example.org', of: 'o1', condition: 'service-unavailable' },
    ]);
    expect(typing).toBeUndefined();
    expect(fromBob(error, 'type="error"').facts).toEqual([]);
  });
});

describe('typing', () => {
  const composing = '<composing xmlns="http://jabber.org/protocol/chatstates"/>';

  test('is of this moment', () => {
    expect(fromBob(composing)).toEqual({ facts: [], typing: 'composing' });
    const delay = '<delay xmlns="urn:xmpp:delay" from="example.org" stamp="2025-06-01T00:00:00Z"/>';
    expect(fromBob(composing + delay)).toEqual({ facts: [] });
  });

  test('of the account’s other devices is nobody’s', () => {
    expect(read('type="chat" from="alice@example.org/phone" to="alice@example.org/web"', composing)).toEqual({
      facts: [],
    });
  });
});
