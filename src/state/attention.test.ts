/** When an alert is shown, and what it says. */
import { describe, expect, it } from 'vitest';
import type { Message, MessageKey } from '#model/message.ts';
import { bare } from '#test/builders.ts';
import { Attention, type AlertSource } from './attention.svelte.ts';
import { Gaze, noLocks } from './gaze.ts';
import { Notifier } from './notifier.ts';
import { Page } from './page.svelte.ts';

const alice = bare('alice@localhost');
const bob = bare('bob@localhost');

const message = (fields: Partial<Message> = {}): Message => ({
  key: 1 as MessageKey,
  chat: bob,
  order: 'a1',
  placement: 'live',
  sender: bob,
  own: false,
  at: 0,
  content: { kind: 'text', body: 'Hello there' },
  payloadHash: '',
  ...fields,
});

type Given = Partial<{
  alerts: boolean;
  alertText: boolean;
  leader: boolean;
  blocked: boolean;
  rows: Message[];
}>;

const setUp = (given: Given = {}) => {
  const shown: string[] = [];
  const counted: (number | 'cleared')[] = [];
  const host = new EventTarget();
  const page = new Page({
    document: Object.assign(new EventTarget(), { visibilityState: 'hidden' as const, hasFocus: () => false }),
    window: host,
  });
  const notifier = new Notifier({
    registration: () =>
      Promise.resolve({
        showNotification: (title: string, options?: NotificationOptions) => {
          shown.push(`${title}: ${options?.body ?? ''}`);
          return Promise.resolve();
        },
        getNotifications: () => Promise.resolve([]),
      }),
    Notification: { permission: 'granted' } as unknown as typeof Notification,
    opened: () => {},
    icon: '',
    badge: '',
  });
  const attention = new Attention(
    page,
    notifier,
    { hidden: () => 'New messages', unsupported: () => 'Cannot be shown' },
    {
      setAppBadge: (count) => {
        counted.push(count);
        return Promise.resolve();
      },
      clearAppBadge: () => {
        counted.push('cleared');
        return Promise.resolve();
      },
    },
  );
  const gaze = new Gaze(alice, noLocks, () => {});
  const source: AlertSource = {
    gaze,
    isLeader: () => given.leader ?? true,
    settings: () => Promise.resolve({ alerts: given.alerts ?? true, alertText: given.alertText ?? true }),
    messages: () => Promise.resolve(given.rows ?? [message()]),
    nameOf: () => 'Bob',
    isBlocked: () => given.blocked ?? false,
  };
  const alert = () => attention.alert(bob, [1 as MessageKey], source);
  return { attention, gaze, shown, counted, alert };
};

describe('alerts', () => {
  it('say who and what', async () => {
    const { alert, shown } = setUp();
    await alert();
    expect(shown).toEqual(['Bob: Hello there']);
  });

  it.each([
    [
      'the newest of several',
      { rows: [message(), message({ content: { kind: 'text', body: 'Second' } })] },
      'Second',
    ],
    ['an action', { rows: [message({ content: { kind: 'text', body: '/me waves' } })] }, '* Bob waves'],
    [
      'an honest line',
      { rows: [message({ content: { kind: 'unsupported', what: 'omemo' } })] },
      'Cannot be shown',
    ],
    ['no text when it is not wanted', { alertText: false }, 'New messages'],
  ] satisfies [string, Given, string][])('say %s', async (_, given, body) => {
    const { alert, shown } = setUp(given);
    await alert();
    expect(shown).toEqual([`Bob: ${body}`]);
  });

  it.each([
    ['from a tab that does not lead', { leader: false }],
    ['when they are switched off', { alerts: false }],
    ['for a blocked address', { blocked: true }],
    ['for a message that is gone', { rows: [] }],
    ['for one’s own message', { rows: [message({ own: true })] }],
  ])('are not shown %s', async (_, given) => {
    const { alert, shown } = setUp(given);
    await alert();
    expect(shown).toEqual([]);
  });

  it('are not shown while someone looks', async () => {
    const { alert, shown, gaze } = setUp();
    gaze.show(true, undefined);
    await alert();
    gaze.show(false, bob);
    await alert();
    expect(shown).toEqual([]);
    gaze.show(false, undefined);
    await alert();
    expect(shown).toHaveLength(1);
  });
});

describe('the count', () => {
  it('is in the title and on the icon', async () => {
    const { attention, counted } = setUp();
    await attention.count(3);
    expect(attention.titleCount).toBe(3);
    await attention.count(0);
    expect(counted).toEqual([3, 'cleared']);
  });
});
