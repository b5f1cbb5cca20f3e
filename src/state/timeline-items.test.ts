/** What is drawn for given rows: groups, dividers, ids, and objects that stay the same. */
import { describe, expect, it } from 'vitest';
import type { Message, MessageKey } from '#model/message.ts';
import { bare } from '#test/builders.ts';
import { buildItems, localDay, type ItemContext } from './timeline-items.ts';
import type { TimelineItem } from './views.ts';

const alice = bare('alice@localhost');
const bob = bare('bob@localhost');
const noon = Date.UTC(2026, 0, 2, 12);
const day = 86_400_000;

let nextKey = 1;
const message = (fields: Partial<Message> & { body?: string }): Message => {
  const key = (fields.key ?? nextKey++) as MessageKey;
  const { body = 'hello', ...rest } = fields;
  return {
    key,
    chat: bob,
    order: `a${String(key)}`,
    placement: 'archive',
    sender: bob,
    own: false,
    at: noon,
    content: { kind: 'text', body },
    payloadHash: '',
    ...rest,
  };
};
const context: ItemContext = {
  nameOf: (sender) => (sender === bob ? 'Bob' : 'Alice'),
  firstUnreadKey: undefined,
  dayOf: (at) => new Date(at).toISOString().slice(0, 10),
};
const shape = (items: readonly TimelineItem[]) =>
  items.map((item) =>
    item.kind === 'message'
      ? `${item.view.firstOfGroup ? '(' : ''}${item.id}${item.view.lastOfGroup ? ')' : ''}`
      : item.id,
  );
const keyed = (...list: Partial<Message & { body: string }>[]) =>
  list.map((fields, index) => message({ key: (index + 1) as MessageKey, ...fields }));

describe('buildItems', () => {
  it('groups by sender and minute', () => {
    const rows = keyed(
      { at: noon },
      { at: noon + 59_000 },
      { at: noon + 60_000 },
      { at: noon + 61_000, sender: alice, own: true },
      { at: noon + 62_000, sender: alice, own: true },
    );
    expect(shape(buildItems(rows, context))).toEqual(['d2026-01-02', '(m1', 'm2)', '(m3)', '(m4', 'm5)']);
  });

  it('lets actions and headlines stand alone', () => {
    const rows = keyed({}, { body: '/me waves' }, {}, { content: { kind: 'headline', body: 'News' } }, {});
    const items = buildItems(rows, context);
    expect(shape(items)).toEqual(['d2026-01-02', '(m1)', '(m2)', '(m3)', '(m4)', '(m5)']);
  });

  it.each([
    ['/me waves', 'waves'],
    ['/me ', ''],
    ['/me', undefined],
    ['/me\twaves', undefined],
    [' /me waves', undefined],
    ["/me's cat", undefined],
    ['/ME waves', undefined],
  ])('reads %j as the action %j', (body, action) => {
    const item = buildItems(keyed({ body }), context)[1];
    expect(item?.kind === 'message' ? item.view.action : 'no message').toBe(action);
  });

  it('divides days, also when a day comes back', () => {
    const rows = keyed({}, { at: noon + day }, { at: noon }, { at: noon + 2 * day });
    const ids = buildItems(rows, context).map((item) => item.id);
    expect(ids).toEqual([
      'd2026-01-02',
      'm1',
      'd2026-01-03',
      'm2',
      'd2026-01-02~2',
      'm3',
      'd2026-01-04',
      'm4',
    ]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('puts the divider before the first unread, under its day, and splits the group there', () => {
    const rows = keyed({ at: noon - day }, {}, {});
    const unread = (key: number) => ({ ...context, firstUnreadKey: key as MessageKey });
    expect(shape(buildItems(rows, unread(2)))).toEqual([
      'd2026-01-01',
      '(m1)',
      'd2026-01-02',
      'new',
      '(m2',
      'm3)',
    ]);
    expect(shape(buildItems(rows, unread(3)))).toEqual([
      'd2026-01-01',
      '(m1)',
      'd2026-01-02',
      '(m2)',
      'new',
      '(m3)',
    ]);
    expect(shape(buildItems(rows, unread(9)))).not.toContain('new');
  });

  it('marks where something is missing, splits the group there, and never says it twice', () => {
    const rows = keyed({}, { gapBefore: 'message' }, { gapAfter: 'nearby' }, { gapBefore: 'nearby' }, {});
    const items = buildItems(rows, context);
    expect(shape(items)).toEqual(['d2026-01-02', '(m1)', 'g2', '(m2', 'm3)', 'h3', '(m4', 'm5)']);
    expect(items[2]).toEqual({ kind: 'gap', id: 'g2', gap: 'message', key: 2 });
    const again = buildItems([...rows], context, items);
    expect(again.every((item, i) => item === items[i])).toBe(true);
    const worse = rows.map((row) => (row.key === 2 ? { ...row, gapBefore: 'messages' as const } : row));
    const after = buildItems(worse, context, items);
    expect(after.filter((item, i) => item !== items[i]).map((item) => item.id)).toEqual(['g2']);
  });

  it('replaces one object for one change', () => {
    const rows = keyed({}, { sender: alice, own: true, delivery: 'sent' }, { at: noon + day });
    const items = buildItems(rows, context);
    const same = buildItems(
      rows.map((row) => ({ ...row, content: { ...row.content } })),
      context,
      items,
    );
    expect(same.every((item, index) => item === items[index])).toBe(true);
    const delivered = rows.map((row) => (row.key === 2 ? { ...row, delivery: 'delivered' as const } : row));
    const after = buildItems(delivered, context, items);
    expect(after.filter((item, index) => item !== items[index]).map((item) => item.id)).toEqual(['m2']);
  });

  it('draws anew whatever shows', () => {
    const [row] = keyed({ own: true, delivery: 'waiting', stanzaId: 's' });
    if (row === undefined) throw new Error('no row');
    const items = buildItems([row], context);
    const changes: Partial<Message>[] = [
      { archiveId: 'x' },
      { stanzaId: 't' },
      { at: noon + 1 },
      { delivery: 'failed' },
      { failure: { kind: 'may-have-arrived' } },
      { content: { kind: 'text', body: 'other' } },
      { content: { kind: 'text', body: 'hello', unstyled: true } },
      { content: { kind: 'unsupported', what: 'omemo' } },
    ];
    for (const change of changes) {
      const after = buildItems([{ ...row, ...change }], context, items);
      expect(after[1], JSON.stringify(change)).not.toBe(items[1]);
    }
    const renamed = buildItems([row], { ...context, nameOf: () => 'Robert' }, items);
    expect(renamed[1]).not.toBe(items[1]);
  });
});

describe('localDay', () => {
  it('is the day on the reader’s wall', () => {
    expect(localDay(new Date(2026, 2, 9, 0, 0, 1).getTime())).toBe('2026-03-09');
    expect(localDay(new Date(2026, 2, 9, 23, 59, 59).getTime())).toBe('2026-03-09');
  });
});
