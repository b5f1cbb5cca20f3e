/** Small rules: which copies are one message, how contacts sort, what a preview shows, what is hashed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bare } from '#test/builders.ts';
import { contactSortKey } from './contact-sort.ts';
import { idsOf, isOtherMessage, isSameMessage } from './dedupe.ts';
import type { MessageFact } from './fact.ts';
import type { Message, MessageContent, MessageKey } from './message.ts';
import { payloadHash } from './payload-hash.ts';
import { holesAround, keptPlaces, type PlacedItem } from './placing.ts';
import { excerpt, previewOf } from './preview.ts';

const me = bare('me@example.org');
const bob = bare('bob@example.org');

const row: Message = {
  key: 1 as MessageKey,
  chat: bob,
  order: 'f1',
  placement: 'live',
  sender: bob,
  own: false,
  stanzaId: 'id1',
  at: 0,
  content: { kind: 'text', body: 'hi' },
  payloadHash: 'h',
};

const fact: MessageFact = {
  kind: 'message',
  chat: bob,
  sender: bob,
  own: false,
  stanzaId: 'id1',
  at: 0,
  content: { kind: 'text', body: 'hi' },
  payloadHash: 'h',
  via: 'live',
};

describe('S10: two copies with one id', () => {
  test('are one message only if they say the same', () => {
    expect(isSameMessage(row, fact, undefined)).toBe(true);
    expect(isSameMessage(row, { ...fact, payloadHash: 'other' }, undefined)).toBe(false);
  });

  test('are two if the archive has both', () => {
    const numbered: Message = { ...row, archive: me, archiveId: 'a1' };
    expect(isSameMessage(numbered, { ...fact, archiveId: 'a2' }, me)).toBe(false);
    expect(isSameMessage(numbered, { ...fact, archiveId: 'a2' }, `${me}#2`)).toBe(true);
    expect(isSameMessage(numbered, fact, undefined)).toBe(true);
    expect(isSameMessage(row, { ...fact, archiveId: 'a2' }, me)).toBe(true);
  });

  test('of one’s own are one, whatever the server made of the text, if written here', () => {
    const own: Message = { ...row, sender: me, own: true, composed: true };
    const copy: MessageFact = { ...fact, sender: me, own: true, payloadHash: 'changed', archiveId: 'a2' };
    expect(isSameMessage(own, copy, me)).toBe(true);
    const { composed: _, ...elsewhere } = own;
    expect(isSameMessage(elsewhere, copy, me)).toBe(false);
    expect(
      isSameMessage({ ...elsewhere, archive: me, archiveId: 'a1' }, { ...copy, payloadHash: 'h' }, me),
    ).toBe(true);
  });

  test('are looked up by origin-id for own messages alone', () => {
    expect(idsOf({ ...fact, originId: 'forged' })).toEqual(['id1']);
    expect(idsOf({ ...fact, own: true, originId: 'mine' })).toEqual(['id1', 'mine']);
    expect(idsOf({ ...fact, stanzaId: '' })).toEqual([]);
  });
});

test('an archive id that another message had tells of a new archive; a tombstone does not', () => {
  expect(isOtherMessage(row, { ...fact, payloadHash: 'tombstone' })).toBe(false);
  expect(isOtherMessage(row, { ...fact, stanzaId: 'id2' })).toBe(true);
  expect(isOtherMessage(row, { ...fact, sender: me })).toBe(true);
});

describe('rows that keep their place', () => {
  const item = fc.record({
    order: fc.option(fc.integer({ min: 10, max: 99 }).map(String), { nil: undefined }),
    weight: fc.constantFrom(0 as const, 1 as const, 2 as const),
  });

  test('ascend, lie within the bounds, and leave holes for all others', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 20 }), (items: readonly PlacedItem[]) => {
        const kept = keptPlaces(items, '20', '80');
        const orders = [...kept].sort((a, b) => a - b).map((index) => items[index]?.order ?? '');
        expect(
          orders.every(
            (order, i) => order > '20' && order < '80' && (i === 0 || order > (orders[i - 1] ?? '')),
          ),
        ).toBe(true);
        const inHoles = holesAround(items.length, kept).reduce((sum, { count }) => sum + count, 0);
        expect(inHoles + kept.size).toBe(items.length);
      }),
    );
  });

  test('are those that most speaks for', () => {
    const items: readonly PlacedItem[] = [
      { order: 'f5', weight: 1 },
      { order: 'f3', weight: 2 },
      { order: 'f4', weight: 2 },
      { order: 'f1', weight: 1 },
    ];
    expect([...keptPlaces(items, undefined, undefined)].sort()).toEqual([1, 2]);
    // What the archive placed stays, also beyond a bound.
    expect([...keptPlaces([{ order: 'f9', weight: 3 }], undefined, 'f5')]).toEqual([0]);
    expect([...keptPlaces([{ order: 'f9', weight: 2 }], undefined, 'f5')]).toEqual([]);
  });

  test('bound the holes between them', () => {
    expect(holesAround(5, new Set([1, 3]))).toEqual([
      { start: 0, count: 1, right: 1 },
      { start: 2, count: 1, left: 1, right: 3 },
      { start: 4, count: 1, left: 3 },
    ]);
    expect(holesAround(0, new Set())).toEqual([]);
  });
});

describe('a preview', () => {
  const preview = (content: MessageContent) => previewOf({ ...row, content });

  test('is one line of at most 200 units and never half a character', () => {
    expect(preview({ kind: 'text', body: 'a\n b\t\tc' }).text).toBe('a b c');
    expect(excerpt('x'.repeat(199) + '😀')).toBe('x'.repeat(199));
  });

  test('says what kind of message it shows', () => {
    expect(preview({ kind: 'text', body: '/me waves' })).toMatchObject({ kind: 'action', text: 'waves' });
    expect(preview({ kind: 'headline', body: 'b', subject: 's' })).toMatchObject({
      kind: 'headline',
      text: 's',
    });
    expect(preview({ kind: 'unsupported', what: 'omemo' })).toMatchObject({ kind: 'unsupported', text: '' });
  });
});

test('contacts sort by name without regard to case and accents, then by address', () => {
  const names = [
    { jid: bare('z@example.org'), name: 'Émile' },
    { jid: bare('a@example.org'), name: 'emil' },
    { jid: bare('b@example.org'), name: 'Zoe' },
    { jid: bare('c@example.org') },
    { jid: bare('a@example.net'), name: 'zoe' },
  ];
  const sorted = names.toSorted((a, b) => (contactSortKey(a) < contactSortKey(b) ? -1 : 1));
  expect(sorted.map(({ name, jid }) => name ?? jid)).toEqual([
    'c@example.org',
    'emil',
    'Émile',
    'zoe',
    'Zoe',
  ]);
});

describe('the hash of a payload', () => {
  test('does not change with what XML changes on the way', () => {
    expect(payloadHash({ body: 'a\r\nb\rc' })).toBe(payloadHash({ body: 'a\nb\nc' }));
    expect(payloadHash({ body: 'a\\nb' })).not.toBe(payloadHash({ body: 'a\nb' }));
  });

  test('tells parts apart', () => {
    expect(payloadHash({ body: 'x' })).not.toBe(payloadHash({ subject: 'x' }));
    expect(payloadHash({ body: '' })).not.toBe(payloadHash({}));
  });
});
