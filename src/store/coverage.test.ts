/** What the store knows of an archive, and what it does not claim to know. */
import { describe, expect, test } from 'vitest';
import { bob, carol, me, withStore, type TestStore } from '#test/account-stores.ts';
import { archived, commitPage, open, receive, bodies, shown, all } from '#test/archive-pages.ts';

describe('the first sign-in', () => {
  test('counts all of the archive as read, and what arrives from then on as unread', () =>
    withStore(async (opened) => {
      await open(opened);
      await receive(opened, 'a9');
      await commitPage(opened, { direction: 'backward' }, [archived('a7'), archived('a8'), archived('a9')]);
      await commitPage(opened, { direction: 'backward', from: 'a7', complete: true }, [archived('a6')]);
      await receive(opened, 'a10');
      expect(await shown(opened)).toEqual(['a6', 'a7', 'a8', 'a9', 'a10']);
      expect(await opened.store.chat(bob)).toMatchObject({ unread: 2 });
      expect(bodies([(await opened.store.firstUnread(bob))!])).toEqual(['a9']);
      expect(await opened.store.coverageOf(bob)).toBe('complete');
    }));

  test('that was cut off before it brought anything is made up for', () =>
    withStore(async (opened) => {
      await open(opened);
      await open(opened);
      await commitPage(opened, { direction: 'backward' }, [archived('a1'), archived('a2')]);
      expect((await opened.store.chat(bob))?.unread).toBe(0);
    }));

  test('on an empty archive leaves nothing to fetch', () =>
    withStore(async (opened) => {
      await open(opened, {});
      expect(await opened.store.archiveCursor(me)).toMatchObject({ closed: true, unsettled: false });
      expect(await opened.store.coverageOf(bob)).toBe('complete');
      await receive(opened, 'a1');
      expect(await opened.store.archiveCursor(me)).toMatchObject({
        after: 'a1',
        oldest: { firstId: 'a1', start: true },
      });
      expect(await opened.store.olderCursor(bob)).toEqual({ kind: 'done', archive: 'complete' });
    }));
});

describe('the cursor', () => {
  test('stands still for live messages until catch-up has closed, then goes with them', () =>
    withStore(async (opened) => {
      await open(opened);
      await commitPage(opened, { direction: 'backward' }, [archived('a1')]);
      await receive(opened, 'a2');
      expect(await opened.store.archiveCursor(me)).toMatchObject({ after: 'a2', closed: true });
      await open(opened);
      await receive(opened, 'a5');
      expect(await opened.store.archiveCursor(me)).toMatchObject({
        after: 'a2',
        closed: false,
        unsettled: true,
      });
      await commitPage(opened, { direction: 'forward', from: 'a2' }, [archived('a3'), 'receipt']);
      expect(await opened.store.archiveCursor(me)).toMatchObject({ after: 'receipt', closed: false });
      await commitPage(opened, { direction: 'forward', from: 'receipt', complete: true }, [
        archived('a4'),
        archived('a5'),
      ]);
      expect(await opened.store.archiveCursor(me)).toMatchObject({
        after: 'a5',
        closed: true,
        unsettled: false,
      });
      expect(await shown(opened)).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
      expect((await opened.store.chat(bob))?.unread).toBe(4);
    }));

  test('needs no query where the server says that nothing was missed', () =>
    withStore(async (opened) => {
      await open(opened);
      await commitPage(opened, { direction: 'backward' }, [archived('a1')]);
      await open(opened, { start: 'a1', end: 'a1' });
      expect(await opened.store.archiveCursor(me)).toMatchObject({ after: 'a1', closed: true });
      await open(opened, { start: 'a1', end: 'a2' });
      expect(await opened.store.archiveCursor(me)).toMatchObject({ after: 'a1', closed: false });
    }));

  test('waits for own messages whose place is a guess; settling moves each once', () =>
    withStore(async (opened) => {
      const { store, epoch } = opened;
      await open(opened);
      await commitPage(opened, { direction: 'backward' }, [archived('a1')]);
      const own = await store.enqueueMessage(bob, 'own');
      const [entry] = await store.outboxBatch(epoch, 1);
      await store.markSent(epoch, entry?.id ?? 0, 1);
      await receive(opened, 'a3');
      await store.acked(epoch, 1);
      await receive(opened, 'a4');
      expect(await shown(opened)).toEqual(['a1', 'a3', 'own', 'a4']);
      expect(await store.archiveCursor(me)).toMatchObject({ after: 'a1', unsettled: true });
      const before = new Map(
        (await store.messagesPage(bob, { limit: 9 })).map(({ key, order }) => [key, order]),
      );
      const proof = archived('a2', { own: true, sender: me, stanzaId: own.stanzaId ?? '' });
      const page = [proof, archived('a3'), archived('a4')];
      await commitPage(opened, { direction: 'forward', from: 'a1', complete: true }, page);
      expect(await shown(opened)).toEqual(['a1', 'own', 'a3', 'a4']);
      const moved = (await store.messagesPage(bob, { limit: 9 })).filter(
        ({ key, order }) => before.get(key) !== order,
      );
      expect(moved.map(({ key }) => key)).toEqual([own.key]);
      expect(moved[0]).toMatchObject({ archiveId: 'a2', placement: 'archive', delivery: 'sent' });
      expect(await store.archiveCursor(me)).toMatchObject({ after: 'a4', unsettled: false });
    }));

  test('goes past rows that the archive does not have', () =>
    withStore(async (opened) => {
      await open(opened);
      await commitPage(opened, { direction: 'backward' }, [archived('a1')]);
      const { archiveId: _, archive: __, ...unarchived } = archived('x', { via: 'live' });
      await opened.store.commit(opened.epoch, { facts: [unarchived] });
      await receive(opened, 'a2');
      expect(await opened.store.archiveCursor(me)).toMatchObject({ after: 'a1', unsettled: true });
      await commitPage(opened, { direction: 'forward', from: 'a1', complete: true }, [archived('a2')]);
      expect(await opened.store.archiveCursor(me)).toMatchObject({ after: 'a2', unsettled: false });
      await open(opened);
      await commitPage(opened, { direction: 'forward', from: 'a2', complete: true }, [archived('a3')]);
      expect(await shown(opened)).toEqual(['a1', 'x', 'a2', 'a3']);
    }));
});

describe('a long absence', () => {
  const returned = async (opened: TestStore): Promise<void> => {
    await open(opened);
    await commitPage(opened, { direction: 'backward', complete: true }, [archived('a1'), archived('a2')]);
    await open(opened);
    await commitPage(opened, { direction: 'backward' }, [archived('a8'), archived('a9')]);
  };

  test('leaves a hole that pages do not cross unasked', () =>
    withStore(async (opened) => {
      await returned(opened);
      const { store } = opened;
      expect(await shown(opened)).toEqual(['a8', 'a9']);
      expect(await all(opened)).toEqual(['a1', 'a2', 'a8', 'a9']);
      const [first] = await store.messagesPage(bob, { limit: 9 });
      expect(await store.messagesPage(bob, { before: first?.order ?? '', limit: 9 })).toEqual([]);
      expect((await store.archiveCursor(me)).holes).toEqual([{ before: 'a8', until: 'a2' }]);
      expect(await store.coverageOf(bob)).toBe('more');
      expect(await store.olderCursor(bob)).toEqual({ kind: 'before', id: 'a8' });
      const around = await store.messagesPage(bob, {
        around: first?.order ?? '',
        limit: 4,
        acrossHoles: true,
      });
      expect(bodies(around)).toEqual(['a2', 'a8', 'a9']);
    }));

  test('is filled by pages that meet what is known, id by id', () =>
    withStore(async (opened) => {
      await returned(opened);
      await commitPage(opened, { direction: 'backward', from: 'a8' }, [archived('a6'), archived('a7')]);
      expect(await opened.store.coverageOf(bob)).toBe('more');
      await commitPage(opened, { direction: 'backward', from: 'a6' }, [
        archived('a2'),
        archived('a5', { chat: carol, sender: carol }),
      ]);
      expect(await shown(opened)).toEqual(['a1', 'a2', 'a6', 'a7', 'a8', 'a9']);
      expect((await opened.store.archiveCursor(me)).holes).toEqual([]);
      expect(await opened.store.coverageOf(bob)).toBe('complete');
      expect(await opened.store.coverageOf(carol)).toBe('complete');
      expect((await opened.store.chat(bob))?.unread).toBe(4);
    }));

  test('is filled for one conversation by its own pages, and not for the others', () =>
    withStore(async (opened) => {
      await returned(opened);
      await commitPage(opened, { direction: 'backward', with: bob, from: 'a8' }, [
        archived('a2'),
        archived('a6'),
      ]);
      expect(await shown(opened)).toEqual(['a1', 'a2', 'a6', 'a8', 'a9']);
      expect((await opened.store.archiveCursor(me)).holes).toHaveLength(1);
      expect(await opened.store.coverageOf(carol)).toBe('more');
      expect(await opened.store.olderCursor(carol)).toEqual({ kind: 'newest' });
      await commitPage(opened, { direction: 'backward', with: carol, complete: true }, []);
      expect(await opened.store.coverageOf(carol)).toBe('complete');
    }));

  test('longer than the server keeps messages is no hole to fill', () =>
    withStore(async (opened) => {
      await returned(opened);
      await commitPage(opened, { direction: 'backward', from: 'a8', complete: true }, [archived('a7')]);
      expect(await opened.store.coverageOf(bob)).toBe('expired');
      expect(await opened.store.olderCursor(bob)).toEqual({ kind: 'done', archive: 'expired' });
      expect(await shown(opened)).toEqual(['a1', 'a2', 'a7', 'a8', 'a9']);
    }));

  test('after which the cursor is gone goes on from a time, and claims no more than that', () =>
    withStore(async (opened) => {
      await open(opened);
      await commitPage(opened, { direction: 'backward', complete: true }, [archived('a1'), archived('a2')]);
      await open(opened);
      const { asOf } = await opened.store.archiveCursor(me);
      await commitPage(opened, { direction: 'forward', complete: true, asOf }, [
        archived('a5'),
        archived('a6'),
      ]);
      expect(await opened.store.archiveCursor(me)).toMatchObject({ after: 'a6', closed: true });
      expect((await opened.store.archiveCursor(me)).holes).toHaveLength(1);
      await receive(opened, 'a7');
      expect(await all(opened)).toEqual(['a1', 'a2', 'a5', 'a6', 'a7']);
      expect(await shown(opened)).toEqual(['a5', 'a6', 'a7']);
    }));
});
