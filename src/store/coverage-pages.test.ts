/** What single pages of an archive may and may not claim, and a server without one. */
import { describe, expect, test } from 'vitest';
import { bob, carol, me, messageFact, withStore } from '#test/account-stores.ts';
import { archived, commitPage, open, receive, shown, all } from '#test/archive-pages.ts';

describe('pages', () => {
  test('of one conversation may end with receipts, and go on from there', () =>
    withStore(async (opened) => {
      await open(opened);
      await commitPage(opened, { direction: 'backward' }, [archived('a9')]);
      await commitPage(opened, { direction: 'backward', with: bob, from: 'a9' }, ['r7', 'r8']);
      expect(await opened.store.olderCursor(bob)).toEqual({ kind: 'before', id: 'r7' });
      await commitPage(opened, { direction: 'backward', with: bob, from: 'r7', complete: true }, [
        'r5',
        archived('a6'),
      ]);
      expect(await shown(opened)).toEqual(['a6', 'a9']);
      expect(await opened.store.coverageOf(bob)).toBe('complete');
    }));

  test('that show the newest leave below them what arrived with them and did not fit', () =>
    withStore(async (opened) => {
      await open(opened);
      await commitPage(opened, { direction: 'backward', complete: true }, [archived('a1')]);
      await open(opened);
      const { asOf } = await opened.store.archiveCursor(me);
      for (const id of ['a2', 'a3', 'a4']) await receive(opened, id);
      await commitPage(opened, { direction: 'backward', asOf }, [archived('a3'), archived('a4')]);
      await receive(opened, 'a5');
      await commitPage(opened, { direction: 'backward', from: 'a3' }, [archived('a1'), archived('a2')]);
      expect(await all(opened)).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
    }));

  test('of an archive that began anew are dropped, and what is stored is kept', () =>
    withStore(async (opened) => {
      await open(opened);
      await commitPage(opened, { direction: 'backward' }, [archived('1'), archived('2')]);
      await open(opened);
      const renumbered = archived('2', { stanzaId: 's-new', body: 'new' });
      const result = await commitPage(opened, { direction: 'forward', from: '2' }, [renumbered]);
      expect(result).toMatchObject({ added: [], recreated: true });
      expect((await opened.store.archiveCursor(me)).after).toBeUndefined();
      await commitPage(opened, { direction: 'backward', complete: true }, [
        archived('1', { stanzaId: 's-2', body: '2' }),
        renumbered,
      ]);
      expect(await all(opened)).toEqual(['1', '2', 'new']);
      expect(await opened.store.archiveCursor(me)).toMatchObject({ after: '2', closed: true });
    }));

  test('for one’s own address may bring others’ messages, which wait for their own pages', () =>
    withStore(async (opened) => {
      await open(opened);
      const note = archived('n1', { chat: me, sender: me, own: true });
      await commitPage(opened, { direction: 'backward', with: me, complete: true }, [note, archived('a1')]);
      expect(await all(opened, me)).toEqual(['n1']);
      expect(await all(opened)).toEqual([]);
    }));

  test('that cannot be placed are refused as a mistake', () =>
    withStore(async (opened) => {
      await open(opened);
      await commitPage(opened, { direction: 'backward' }, [archived('a1')]);
      await open(opened);
      await expect(commitPage(opened, { direction: 'backward', with: bob }, [])).rejects.toThrow(
        'after catch-up',
      );
      await expect(commitPage(opened, { direction: 'backward', with: bob, from: 'zz' }, [])).rejects.toThrow(
        'nothing',
      );
      await expect(commitPage(opened, { direction: 'forward', with: bob }, [])).rejects.toThrow('from an id');
      expect(await opened.store.olderCursor(carol)).toEqual({ kind: 'wait' });
    }));
});

describe('without an archive', () => {
  test('there is nothing to fetch, and messages stand as they came', () =>
    withStore(async (opened) => {
      const { store, epoch } = opened;
      await store.commit(epoch, { facts: [messageFact({ stanzaId: 'm1', body: 'one' })] });
      await store.enqueueMessage(bob, 'two');
      const [entry] = await store.outboxBatch(epoch, 1);
      await store.markSent(epoch, entry?.id ?? 0, undefined);
      await store.finishOutbox(epoch, [entry?.id ?? 0]);
      await store.commit(epoch, { facts: [messageFact({ stanzaId: 'm3', body: 'three' })] });
      expect(await shown(opened)).toEqual(['one', 'two', 'three']);
      expect(await store.coverageOf(bob)).toBe('none');
      expect(await store.olderCursor(bob)).toEqual({ kind: 'done', archive: 'none' });
      expect(await store.archiveCursor(me)).toMatchObject({ unsettled: false, closed: false, holes: [] });
    }));
});

test('more kinds of facts make the archive be read again, without doubling a row', () =>
  withStore(async (opened) => {
    await open(opened);
    await commitPage(opened, { direction: 'backward', complete: true }, [archived('a1'), archived('a3')]);
    await opened.database.write(['archives'], async (tx) => {
      const row = await tx.objectStore('archives').get(me);
      if (row !== undefined) await tx.objectStore('archives').put({ ...row, factsVersion: 0 });
    });
    await open(opened);
    expect((await opened.store.archiveCursor(me)).after).toBeUndefined();
    await commitPage(opened, { direction: 'backward', complete: true }, [
      archived('a1'),
      archived('a2'),
      archived('a3'),
    ]);
    expect(await shown(opened)).toEqual(['a1', 'a2', 'a3']);
    expect(await opened.store.coverageOf(bob)).toBe('complete');
  }));
