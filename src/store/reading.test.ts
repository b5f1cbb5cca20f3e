/** What the screen asks: lists, pages, unread messages, people, settings, and clearing the history. */
import { describe, expect, test } from 'vitest';
import { bob, carol, me, messageFact, withStore, type TestStore } from '#test/account-stores.ts';
import { bare, full } from '#test/builders.ts';
import type { DevicePresence } from '#model/contact.ts';
import type { Message } from '#model/message.ts';
import { defaultAccountSettings } from '#model/settings.ts';
import type { Change } from './account-store.ts';

const receive = async (
  { store, epoch }: TestStore,
  count: number,
  parts: { markable?: boolean } = {},
): Promise<readonly Message[]> => {
  const facts = Array.from({ length: count }, (_, i) =>
    messageFact({ stanzaId: `m${String(i)}`, body: String(i), at: i, ...parts }),
  );
  return (await store.commit(epoch, { facts })).added;
};

describe('pages of a conversation', () => {
  test('are read from the end, before, after and around a place, ascending', () =>
    withStore(async (opened) => {
      const rows = await receive(opened, 20);
      const page = async (page_: Parameters<typeof opened.store.messagesPage>[1]): Promise<string[]> =>
        (await opened.store.messagesPage(bob, page_)).map(({ content }) =>
          'body' in content ? content.body : '',
        );
      const at = (index: number): string => rows[index]?.order ?? '';
      expect(await page({ limit: 3 })).toEqual(['17', '18', '19']);
      expect(await page({ limit: 3, before: at(5) })).toEqual(['2', '3', '4']);
      expect(await page({ limit: 3, before: at(1) })).toEqual(['0']);
      expect(await page({ limit: 3, before: at(0) })).toEqual([]);
      expect(await page({ limit: 3, after: at(5) })).toEqual(['6', '7', '8']);
      expect(await page({ limit: 4, around: at(5) })).toEqual(['4', '5', '6', '7']);
      expect(await page({ limit: 99 })).toHaveLength(20);
      expect(await page({ limit: 0 })).toEqual([]);
      expect(await opened.store.messagesPage(carol, { limit: 9 })).toEqual([]);
    }));
});

describe('reading', () => {
  test('moves the pointer forward only, and counts what is left', () =>
    withStore(async (opened) => {
      const { store } = opened;
      const rows = await receive(opened, 5);
      expect((await store.firstUnread(bob))?.key).toBe(rows[0]?.key);
      await store.markRead(bob, rows[2]?.order ?? '');
      expect(await store.chat(bob)).toMatchObject({ unread: 2 });
      expect((await store.firstUnread(bob))?.key).toBe(rows[3]?.key);
      await store.markRead(bob, rows[0]?.order ?? '');
      expect(await store.chat(bob)).toMatchObject({ unread: 2 });
      const own = await store.enqueueMessage(bob, 'own');
      await store.markRead(bob, own.order);
      expect(await store.chat(bob)).toMatchObject({ unread: 0 });
      expect(await store.firstUnread(bob)).toBeUndefined();
      await receive(opened, 6);
      expect(await store.chat(bob)).toMatchObject({ unread: 1 });
    }));

  test('keeps the place until the end is reached, without telling anyone or touching the rest', () =>
    withStore(async (opened) => {
      const { store, epoch } = opened;
      const [row] = await receive(opened, 3);
      if (row === undefined) throw new Error('no row');
      const before = await store.chat(bob);
      const told: Change[] = [];
      store.changes.on((change) => told.push(change));
      const place = { key: row.key, offset: -4.5 };
      await store.savePlace(bob, place);
      expect(await store.chat(bob)).toEqual({ ...before, place });
      expect(told).toEqual([]);
      await store.commit(epoch, { facts: [messageFact({ stanzaId: 'later', body: 'later' })] });
      expect(await store.chat(bob)).toMatchObject({ unread: 4, place });
      await store.savePlace(bob, undefined);
      expect(await store.chat(bob)).not.toHaveProperty('place');
      await store.savePlace(carol, place);
      expect(await store.chat(carol)).toBeUndefined();
    }));

  test('counts no further than 999', () =>
    withStore(async (opened) => {
      await receive(opened, 1005);
      expect(await opened.store.chat(bob)).toMatchObject({ unread: 999 });
      expect(await opened.store.countUnread()).toBe(999);
    }));

  test('on another device moves the pointer here too', () =>
    withStore(async (opened) => {
      await receive(opened, 3);
      const facts = [{ kind: 'marker', chat: bob, sender: me, of: 'm1', own: true }] as const;
      await opened.store.commit(opened.epoch, { facts });
      expect(await opened.store.chat(bob)).toMatchObject({ unread: 1 });
    }));

  test('is told by one marker, to those who may know', () =>
    withStore(async (opened) => {
      const { store, epoch } = opened;
      const rows = await receive(opened, 3, { markable: true });
      await store.markRead(bob, rows[0]?.order ?? '');
      expect(await store.outboxBatch(epoch, 9)).toEqual([]);
      await store.acceptChat(bob);
      await store.markRead(bob, rows[1]?.order ?? '');
      await store.markRead(bob, rows[2]?.order ?? '');
      await store.markRead(bob, rows[2]?.order ?? '');
      expect((await store.outboxBatch(epoch, 9)).map(({ intent }) => intent)).toEqual([
        { kind: 'marker', to: bob, id: 'm2' },
      ]);
    }));

  test.each(['setting', 'block'] as const)('is not told against a %s', (what) =>
    withStore(async (opened) => {
      const { store, epoch } = opened;
      const [row] = await receive(opened, 1, { markable: true });
      await store.acceptChat(bob);
      if (what === 'setting') await store.saveSettings({ sendMarkers: false });
      else await store.commit(epoch, { blocked: { full: [bob] } });
      await store.markRead(bob, row?.order ?? '');
      expect(await store.outboxBatch(epoch, 9)).toEqual([]);
    }),
  );
});

describe('the list of conversations', () => {
  test('is read in pages, newest activity first', () =>
    withStore(async ({ store, epoch }) => {
      const jids = Array.from({ length: 7 }, (_, i) => bare(`user${String(i)}@example.org`));
      const facts = jids.map((chat, i) => messageFact({ chat, at: 100 + (i % 4), body: String(i) }));
      await store.commit(epoch, { facts });
      const listed: string[] = [];
      let before;
      for (let page = 0; page < 4; page++) {
        const rows = await store.listChats({ limit: 3, ...(before ? { before } : {}) });
        listed.push(...rows.map(({ activity, jid }) => `${String(activity)} ${jid}`));
        before = rows.at(-1);
        if (before === undefined) break;
      }
      expect(listed).toHaveLength(7);
      expect(listed).toEqual(listed.toSorted().toReversed());
      expect(await store.countChats()).toBe(7);
      expect(await store.countUnread()).toBe(7);
    }));

  test('has conversations that were opened and not used', () =>
    withStore(async ({ store, clock }) => {
      const chat = await store.openChat(bob);
      expect(chat).toMatchObject({ jid: bob, accepted: true, activity: clock.now(), unread: 0 });
      clock.skip(1000);
      expect(await store.openChat(bob)).toEqual(chat);
    }));

  test('does not accept a stranger by opening what they wrote', () =>
    withStore(async (opened) => {
      await receive(opened, 1);
      expect(await opened.store.openChat(bob)).toMatchObject({ accepted: false });
    }));
});

describe('people', () => {
  test('are listed by name, in pages', () =>
    withStore(async ({ store, epoch }) => {
      const contacts = ['zoe', 'Émile', 'adam', 'Bert', 'carl'].map((name, i) => ({
        jid: bare(`u${String(i)}@example.org`),
        name,
        groups: [],
        subscription: 'both' as const,
        ask: false,
      }));
      await store.commit(epoch, { roster: { full: contacts, ver: 'v1' } });
      const first = await store.contacts({ limit: 3 });
      expect(first.map(({ name }) => name)).toEqual(['adam', 'Bert', 'carl']);
      const { contactSortKey } = await import('#model/contact-sort.ts');
      const after = contactSortKey(first.at(-1) ?? { jid: bob });
      expect((await store.contacts({ limit: 3, after })).map(({ name }) => name)).toEqual(['Émile', 'zoe']);
      expect(await store.countContacts()).toBe(5);
      await store.commit(epoch, {
        roster: {
          changed: [{ ...contacts[0]!, name: 'Aaron' }],
          removed: [bare('u1@example.org')],
          ver: 'v2',
        },
      });
      expect((await store.contacts({ limit: 9 })).map(({ name }) => name)).toEqual([
        'Aaron',
        'adam',
        'Bert',
        'carl',
      ]);
      expect(await store.rosterVersion()).toBe('v2');
    }));

  test('are shown with their best device', () =>
    withStore(async ({ store, epoch }) => {
      const device = (text: string, parts: Partial<DevicePresence>): DevicePresence => {
        const jid = full(text);
        return { jid, bare: bare(text.split('/')[0] ?? ''), show: 'available', priority: 0, at: 0, ...parts };
      };
      const changed = [
        device('bob@example.org/a', { show: 'away', priority: 5 }),
        device('bob@example.org/b', { show: 'chat', priority: 1 }),
        device('carol@example.net/c', { show: 'xa' }),
        device('carol@example.net/d', { show: 'dnd' }),
      ];
      await store.commit(epoch, { presence: { changed } });
      expect(await store.bestPresences()).toEqual(
        new Map([
          [bob, 'away'],
          [carol, 'dnd'],
        ]),
      );
      expect((await store.presenceOf(bob)).map(({ show }) => show)).toEqual(['away', 'chat']);
      await store.commit(epoch, { presence: { gone: [full('bob@example.org/a')], goneBare: [carol] } });
      expect(await store.bestPresences()).toEqual(new Map([[bob, 'chat']]));
      await store.commit(epoch, { presence: { wipe: true, changed: changed.slice(2, 3) } });
      expect(await store.bestPresences()).toEqual(new Map([[carol, 'xa']]));
    }));

  test('P04: who ask in a flood push out the oldest', () =>
    withStore(async ({ store, epoch }) => {
      const added = Array.from({ length: 1005 }, (_, i) => ({
        jid: bare(`u${String(i)}@example.org`),
        at: i,
      }));
      await store.commit(epoch, { requests: { added } });
      const requests = await store.contactRequests();
      expect(requests).toHaveLength(200);
      expect(requests[0]?.at).toBe(1004);
      await store.commit(epoch, { requests: { removed: added.map(({ jid }) => jid) } });
      expect(await store.contactRequests()).toEqual([]);
    }));

  test('are blocked and no longer blocked as the server says', () =>
    withStore(async ({ store, epoch }) => {
      await store.commit(epoch, { blocked: { full: [bob] } });
      await store.commit(epoch, { blocked: { added: [carol], removed: [bob] } });
      expect(await store.blocked()).toEqual([carol]);
      expect([await store.isBlocked(bob), await store.isBlocked(carol)]).toEqual([false, true]);
    }));
});

test('settings and one’s own presence have defaults, and keep what is set', () =>
  withStore(async ({ store }) => {
    expect(await store.settings()).toEqual(defaultAccountSettings);
    await store.saveSettings({ sendTyping: false });
    await store.saveSettings({ alerts: true });
    expect(await store.settings()).toEqual({ ...defaultAccountSettings, sendTyping: false, alerts: true });
    expect(await store.ownPresence()).toEqual({ show: 'available', status: '' });
    await store.saveOwnPresence({ show: 'dnd', status: 'busy' });
    expect(await store.ownPresence()).toEqual({ show: 'dnd', status: 'busy' });
  }));

describe('clearing the history', () => {
  test('takes what was said and leaves what is not sent yet', () =>
    withStore(async (opened) => {
      const { store, epoch } = opened;
      await store.commit(epoch, { coverage: { kind: 'opened', archive: me, edge: {} } });
      await receive(opened, 3);
      const waiting = await store.enqueueMessage(carol, 'waiting');
      await store.saveDraft(bob, 'draft');
      await store.clearHistory();
      expect(await store.messagesPage(bob, { limit: 9, acrossHoles: true })).toEqual([]);
      expect(await store.messagesPage(carol, { limit: 9 })).toEqual([waiting]);
      expect(await store.readDraft(bob)).toBe('draft');
      expect(await store.waitingCount()).toBe(1);
      const chats = await store.listChats({ limit: 9 });
      expect(chats).toMatchObject([
        { jid: carol, preview: { text: 'waiting' } },
        { jid: bob, unread: 0 },
      ]);
      expect(chats[1]?.preview).toBeUndefined();
      expect((await store.archiveCursor(me)).after).toBeUndefined();
    }));

  test('keeps what comes back from the archive read', () =>
    withStore(async (opened) => {
      const { store, epoch } = opened;
      await store.commit(epoch, { coverage: { kind: 'opened', archive: me, edge: {} } });
      await receive(opened, 1);
      await store.clearHistory();
      const { asOf } = await store.archiveCursor(me);
      await store.commit(epoch, {
        facts: ['a1', 'a2'].map((archiveId) =>
          messageFact({ archiveId, stanzaId: archiveId, via: 'archive' }),
        ),
        coverage: {
          kind: 'page',
          archive: me,
          direction: 'backward',
          complete: true,
          ids: ['a1', 'a2'],
          asOf,
        },
      });
      expect(await store.chat(bob)).toMatchObject({ unread: 0 });
      await receive(opened, 2);
      expect(await store.chat(bob)).toMatchObject({ unread: 2 });
    }));
});
