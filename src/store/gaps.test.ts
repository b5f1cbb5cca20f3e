/** What could not be had of the archive is marked on the messages beside it, until it comes after all. */
import { describe, expect, test } from 'vitest';
import type { BareJid } from '#lib/jid.ts';
import type { MessageFact } from '#model/fact.ts';
import { bob, carol, withStore, type TestStore } from '#test/account-stores.ts';
import { archived, commitPage, open, receive, type Page } from '#test/archive-pages.ts';

let at: TestStore;
const check = (name: string, body: () => Promise<void>): void => {
  test(name, () =>
    withStore(async (opened) => {
      at = opened;
      await open(at);
      await body();
    }),
  );
};

const shown = async (chat: BareJid = bob): Promise<string> =>
  (await at.store.messagesPage(chat, { limit: 100, acrossHoles: true }))
    .map(({ archiveId = '', gapBefore, gapAfter }) =>
      [gapBefore && `<${gapBefore}>`, archiveId, gapAfter && `<${gapAfter}>`].filter(Boolean).join(' '),
    )
    .join(' ');

const newest = { direction: 'backward' } as const;
const page = (step: Page, ...entries: (MessageFact | string)[]) => commitPage(at, step, entries);
const toCarol = (id: string) => archived(id, { chat: carol, sender: carol });

describe('a gap', () => {
  check('between two messages of a conversation stands before the later one', async () => {
    await page({ ...newest, gaps: [{ at: 1, kind: 'message' }] }, archived('a'), 'x', archived('c'));
    expect(await shown()).toBe('a <message> c');
  });

  check('that receipts surround is that of the messages beyond them', async () => {
    const gaps = [{ at: 2, kind: 'message' }] as const;
    await page({ ...newest, gaps }, archived('a'), 'receipt', 'x', 'receipt', archived('c'));
    expect(await shown()).toBe('a <message> c');
  });

  check('between two conversations may be of either', async () => {
    await page({ ...newest, gaps: [{ at: 1, kind: 'message' }] }, archived('a'), 'x', toCarol('c'));
    expect([await shown(), await shown(carol)]).toEqual(['a <nearby>', '<nearby> c']);
  });

  check('on a page of one conversation is of that one', async () => {
    await page({ ...newest, with: bob, gaps: [{ at: 1, kind: 'message' }] }, archived('a'), 'x');
    expect(await shown()).toBe('a <message>');
  });

  check('beside another is one with it', async () => {
    const gaps = [
      { at: 1, kind: 'message' },
      { at: 2, kind: 'message' },
    ] as const;
    await page({ ...newest, gaps }, archived('a'), 'x', 'y', archived('c'));
    expect(await shown()).toBe('a <messages> c');
  });

  check('at the edge of a page is placed by the message that the page continues', async () => {
    await page(newest, archived('e'));
    const before = { direction: 'backward', from: 'e' } as const;
    await page({ ...before, gaps: [{ at: 1, kind: 'messages' }] }, archived('a'));
    expect(await shown()).toBe('a <messages> e');
    await page({ direction: 'forward', from: 'e', gaps: [{ at: 0, kind: 'message' }] }, 'f', archived('g'));
    expect(await shown()).toBe('a <messages> e <message> g');
  });

  check('is kept by whatever else happens to the messages', async () => {
    await page({ ...newest, gaps: [{ at: 1, kind: 'message' }] }, archived('a'), 'x', archived('c'));
    await receive(at, 'd');
    await page({ direction: 'backward', from: 'a' }, archived('_'));
    expect(await shown()).toBe('_ a <message> c d');
  });

  check('is gone once a page shows that nothing is missing', async () => {
    await page({ ...newest, gaps: [{ at: 1, kind: 'messages' }] }, archived('a'), 'x', archived('c'));
    await page({ direction: 'backward', from: 'c', with: bob }, archived('a'), archived('b'));
    expect(await shown()).toBe('a b c');
  });

  check('of another conversation is gone once that is known', async () => {
    await page({ ...newest, gaps: [{ at: 1, kind: 'messages' }] }, archived('a'), 'x', toCarol('c'));
    await page({ direction: 'forward', from: 'a', with: bob, complete: true });
    expect(await shown()).toBe('a');
    expect(await shown(carol)).toBe('<messages> c');
  });

  check('is gone once the far side is reached, also past what is no message', async () => {
    await page({ ...newest, gaps: [{ at: 1, kind: 'messages' }] }, archived('a'), 'x', archived('c'));
    const again = { direction: 'backward', with: bob, fills: 'c' } as const;
    await page({ ...again, from: 'c' }, 'receipt');
    expect(await shown()).toBe('a <messages> c');
    await page({ ...again, from: 'receipt' }, archived('a'), 'x');
    expect(await shown()).toBe('a c');
  });

  check('moves to the message where a page that fills it ends', async () => {
    await page({ ...newest, gaps: [{ at: 1, kind: 'messages' }] }, archived('a'), 'x', archived('d'));
    await page({ direction: 'backward', with: bob, fills: 'd', from: 'd' }, archived('c'));
    expect(await shown()).toBe('a <messages> c d');
  });

  check('stays while a page still has it', async () => {
    await page({ ...newest, gaps: [{ at: 1, kind: 'messages' }] }, archived('a'), 'x', archived('c'));
    const again = { direction: 'backward', from: 'c', with: bob } as const;
    await page({ ...again, gaps: [{ at: 1, kind: 'messages' }] }, archived('a'));
    expect(await shown()).toBe('a <messages> c');
  });
});

check('what was fetched going back is counted once and for all', async () => {
  const past = async () => (await at.store.archiveCursor(at.store.jid)).oldest?.past;
  await page(newest, archived('d'), 'receipt', archived('e'));
  expect(await past()).toBe(3);
  await page({ direction: 'backward', from: 'd' }, archived('b'), archived('c'));
  await page({ direction: 'forward', from: 'e' }, archived('f'), archived('g'));
  expect(await past()).toBe(5);
  await at.store.clearHistory();
  await page(newest, archived('f'), archived('g'));
  expect(await past()).toBe(2);
});
