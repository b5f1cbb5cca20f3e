/** The chat list's rows against a model: always the newest conversations, whatever changes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBareJid } from '#lib/jid.ts';
import type { Chat } from '#model/chat.ts';
import { emptyPrefix, newestFirst, withChangedChats, withPage } from './chat-prefix.ts';

const chat = (n: number, activity: number): Chat => {
  const jid = parseBareJid(`p${String(n)}@localhost`);
  if (!jid.ok) throw new Error('test address');
  return { jid: jid.value, activity, unread: 0, readOrder: '', accepted: true };
};

const change = fc.record({
  who: fc.integer({ min: 0, max: 40 }),
  activity: fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined }),
});
const step = fc.oneof(fc.array(change, { minLength: 1, maxLength: 4 }), fc.constant('load' as const));

describe('chat prefix', () => {
  it('is the beginning of all conversations in order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const stored = new Map<string, Chat>();
        const all = () => [...stored.values()].sort(newestFirst);
        let prefix = emptyPrefix;
        for (const does of steps) {
          if (does === 'load') {
            const last = prefix.rows.at(-1);
            const behind = all().filter((row) => last === undefined || newestFirst(row, last) > 0);
            prefix = withPage(prefix, behind.slice(0, 5), 5);
          } else {
            const changed = new Map<Chat['jid'], Chat | undefined>();
            for (const { who, activity } of does) {
              const row = activity === undefined ? undefined : chat(who, activity);
              const { jid } = chat(who, 0);
              if (row === undefined) stored.delete(jid);
              else stored.set(jid, row);
              changed.set(jid, row);
            }
            prefix = withChangedChats(prefix, changed);
          }
          expect(prefix.rows).toEqual(all().slice(0, prefix.rows.length));
          if (prefix.complete) expect(prefix.rows).toHaveLength(stored.size);
        }
      }),
    );
  });

  it('keeps rows that did not change', () => {
    const rows = [chat(1, 30), chat(2, 20), chat(3, 10)];
    const changed = { ...chat(3, 40), unread: 1 };
    const after = withChangedChats({ rows, complete: true }, new Map([[changed.jid, changed]]));
    expect(after.rows).toEqual([changed, rows[0], rows[1]]);
    expect(after.rows[1]).toBe(rows[0]);
  });
});
