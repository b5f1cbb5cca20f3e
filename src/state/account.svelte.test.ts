/** Everything of an account together, over the real store in memory and a bridge that only listens. */
import { flushSync } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '#lib/log.ts';
import { ok } from '#lib/result.ts';
import type { Command, Reply } from '#model/command.ts';
import { openAccountStore } from '#store/open.ts';
import { bare, must } from '#test/builders.ts';
import { FakeClock } from '#test/fake-clock.ts';
import { SignedInAccount } from './account.svelte.ts';
import { Attention } from './attention.svelte.ts';
import { noLocks } from './gaze.ts';
import { Notifier } from './notifier.ts';
import { Page } from './page.svelte.ts';

const alice = bare('alice@localhost');
const bob = bare('bob@localhost');
const carol = bare('carol@localhost');

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

class FakeDocument extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';
  hasFocus() {
    return this.visibilityState === 'visible';
  }
}

const look = (...values: unknown[]) => values.length;
/** Waits until what is read holds, letting effects run meanwhile. */
const until = (check: () => void) =>
  vi.waitFor(() => {
    flushSync();
    check();
  });

const setUp = async () => {
  const store = must(await openAccountStore(alice, { memory: true }));
  const epoch = await store.claimEpoch();
  const commands: Command[] = [];
  const bridge = { nudges: 0, alerts: [] as string[] };
  const host = new FakeDocument();
  const page = new Page({ document: host, window: new EventTarget() });
  const notifier = new Notifier({
    registration: () =>
      Promise.resolve({
        showNotification: (title, options) => {
          bridge.alerts.push(`${title}: ${options?.body ?? ''}`);
          return Promise.resolve();
        },
        getNotifications: (filter) =>
          Promise.resolve([
            { close: () => bridge.alerts.push(`closed ${filter?.tag ?? ''}`) } as unknown as Notification,
          ]),
      }),
    Notification: { permission: 'granted' } as unknown as typeof Notification,
    opened: () => undefined,
    icon: '',
    badge: '',
  });
  const attention = new Attention(page, notifier, { hidden: () => 'hidden', unsupported: () => '?' }, {});
  const clock = new FakeClock();
  const account = new SignedInAccount(store, true, {
    page,
    attention,
    clock,
    locks: noLocks,
    log: silentLog,
    place: () => ({ name: 'chats' }),
  });
  account.attach({
    send: (command) => {
      commands.push(command);
      return Promise.resolve(ok(null) as Reply<never>);
    },
    nudge: () => (bridge.nudges += 1),
    leader: true,
  });
  stops.push(
    () => {
      account.dispose();
      store.close();
    },
    $effect.root(() => {
      $effect(() => {
        const { rows, unreadTotal } = account.chats;
        look(rows, unreadTotal, account.waitingCount, account.people.rows);
      });
    }),
  );
  await account.loadConversations();
  let arrived = 0;
  const receive = (chat: typeof bob, body: string) => {
    arrived += 1;
    return store.commit(epoch, {
      facts: [
        {
          kind: 'message',
          chat,
          sender: chat,
          own: false,
          stanzaId: `s${String(arrived)}`,
          at: arrived,
          content: { kind: 'text', body },
          payloadHash: body,
          via: 'live',
        },
      ],
    });
  };
  const hide = () => {
    host.visibilityState = 'hidden';
    host.dispatchEvent(new Event('visibilitychange'));
  };
  return { account, store, epoch, commands, bridge, attention, clock, receive, hide };
};

describe('an account', () => {
  it('shows a received message in the list, in the count and in its conversation, until it is read', async () => {
    const { account, attention, receive, epoch, store } = await setUp();
    await store.commit(epoch, {
      roster: { full: [{ jid: bob, name: 'Bob', groups: [], subscription: 'both', ask: false }] },
    });
    await receive(bob, 'Hello');
    await until(() => {
      expect(account.chats.rows).toMatchObject([
        { name: 'Bob', unread: 1, preview: { text: 'Hello', own: false }, stranger: false },
      ]);
      expect(attention.titleCount).toBe(1);
    });
    const timeline = account.timeline(bob);
    stops.push(timeline.open());
    await until(() => {
      expect(timeline.opening).toMatchObject({ at: 'new' });
    });
    expect(timeline.items.map((item) => item.kind)).toEqual(['day', 'new', 'message']);
    const item = timeline.items[2];
    if (item?.kind !== 'message') throw new Error('no message');
    expect(item.view).toMatchObject({ senderName: 'Bob', content: { body: 'Hello' } });
    timeline.markRead(item.view.key);
    await until(() => {
      expect([account.chats.rows[0]?.unread, attention.titleCount]).toEqual([0, 0]);
    });
  });

  it('shows what is sent at once, and what becomes of it', async () => {
    const { account, bridge, store, epoch } = await setUp();
    const timeline = account.timeline(bob);
    stops.push(timeline.open());
    await until(() => {
      expect(timeline.ready).toBe(true);
    });
    const composer = account.composer(bob);
    composer.text = 'Hi Bob';
    const before = bridge.nudges;
    expect(await composer.send()).toBe(true);
    expect(timeline.items.at(-1)).toMatchObject({ view: { own: true, delivery: 'waiting' } });
    expect([composer.text, bridge.nudges]).toEqual(['', before + 1]);
    await until(() => {
      expect(account.waitingCount).toBe(1);
      expect(account.chats.rows).toMatchObject([{ preview: { own: true, text: 'Hi Bob' } }]);
    });
    const [entry] = await store.outboxBatch(epoch, 1);
    if (entry === undefined) throw new Error('nothing waits');
    await store.markSent(epoch, entry.id, 1);
    await store.acked(epoch, 1);
    await until(() => {
      expect(timeline.items.at(-1)).toMatchObject({ view: { delivery: 'sent' } });
      expect(account.waitingCount).toBe(0);
    });
  });

  it('keeps a draft and a place per conversation, and stores all when the page is left', async () => {
    const { account, store, receive, hide } = await setUp();
    const [row] = (await receive(bob, 'Read me')).live;
    if (row === undefined) throw new Error('no message');
    account.timeline(bob).readingAt({ key: row.key, offset: -7 });
    account.composer(bob).text = 'to Bob';
    account.composer(carol).text = 'to Carol';
    hide();
    await vi.waitFor(async () => {
      expect([await store.readDraft(bob), await store.readDraft(carol)]).toEqual(['to Bob', 'to Carol']);
      expect((await store.chat(bob))?.place).toEqual({ key: row.key, offset: -7 });
    });
    await until(() => {
      expect(account.chats.rows.map((row) => row.draft).sort()).toEqual(['to Bob', 'to Carol']);
    });
  });

  it('takes over a draft that another tab stored', async () => {
    const { account, store } = await setUp();
    const composer = account.composer(bob);
    await until(() => {
      expect(composer.ready).toBe(true);
    });
    await store.saveDraft(bob, 'written elsewhere');
    await until(() => {
      expect(composer.text).toBe('written elsewhere');
    });
  });

  it('tells typing unless that is switched off', async () => {
    const { account, commands } = await setUp();
    account.composer(bob).text = 'h';
    expect(commands).toEqual([{ name: 'typing', chat: bob, state: 'composing' }]);
    await account.store.saveSettings({ sendTyping: false });
    const other = account.composer(carol);
    await until(() => {
      const told = commands.length;
      other.text = '';
      other.text = 'h';
      expect(commands.length).toBe(told);
    });
  });

  it('shows who is typing until their message comes', async () => {
    const { account, receive } = await setUp();
    await receive(bob, 'one');
    account.heard({ name: 'typing', chat: bob, jid: bob, state: 'composing' });
    await until(() => {
      expect(account.chats.rows).toMatchObject([{ typing: true }]);
    });
    account.heard({ name: 'alert', chat: bob, keys: [] });
    await until(() => {
      expect(account.chats.rows).toMatchObject([{ typing: false }]);
    });
  });

  it('alerts when nobody looks, and takes it back when it was read elsewhere', async () => {
    const { account, bridge, receive, hide } = await setUp();
    await account.store.saveSettings({ alerts: true });
    const { live } = await receive(bob, 'Are you there?');
    const keys = live.map((row) => row.key);
    account.heard({ name: 'alert', chat: bob, keys });
    hide();
    flushSync();
    account.heard({ name: 'alert', chat: bob, keys });
    await until(() => {
      expect(bridge.alerts).toEqual(['bob@localhost: Are you there?']);
    });
    await account.store.markRead(bob, live[0]?.order ?? '');
    await until(() => {
      expect(bridge.alerts.slice(1)).toEqual(['closed bob@localhost']);
    });
  });

  it('blocks: the list says so and the composer is closed', async () => {
    const { account, receive } = await setUp();
    await receive(bob, 'spam');
    await account.people.block(bob);
    await until(() => {
      expect(account.chats.rows).toMatchObject([{ blocked: true }]);
    });
    const composer = account.composer(bob);
    composer.text = 'answer';
    expect([composer.blocked, await composer.send()]).toEqual([true, false]);
  });

  it('measures what is written by what the server said it takes', async () => {
    const { account, store, epoch } = await setUp();
    const composer = account.composer(bob);
    await until(() => {
      expect(composer.ready).toBe(true);
    });
    composer.text = 'x'.repeat(30_000);
    expect(composer.tooLong).toBe(false);
    await store.commit(epoch, { server: { maxBytes: 20_000 } });
    await until(() => {
      expect(composer.tooLong).toBe(true);
    });
    expect(await composer.send()).toBe(false);
    await store.commit(epoch, { server: { maxBytes: undefined } });
    await until(() => {
      expect(composer.tooLong).toBe(false);
    });
  });

  it('hears nothing more once disposed', async () => {
    const { account, receive } = await setUp();
    await until(() => {
      expect(account.chats.ready).toBe(true);
    });
    account.dispose();
    await receive(bob, 'late');
    flushSync();
    expect(account.chats.rows).toEqual([]);
  });
});
