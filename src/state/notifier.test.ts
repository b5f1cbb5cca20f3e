/** Alerts over a worker's registration, without one, and without a permission. */
import { describe, expect, it } from 'vitest';
import { bare } from '#test/builders.ts';
import { Notifier, type AlertRegistration } from './notifier.ts';

const bob = bare('bob@localhost');
const alert = { chat: bob, title: 'Bob', body: 'Hello' };

const fakeNotification = (permission: NotificationPermission, illegal = false) => {
  const shown: { title: string; closed: boolean; onclick?: () => void }[] = [];
  class Fake {
    static permission = permission;
    static requestPermission = () => Promise.resolve(permission);
    closed = false;
    constructor(readonly title: string) {
      if (illegal) throw new TypeError('Illegal constructor');
      shown.push(this);
    }
    close() {
      this.closed = true;
    }
  }
  return { Notification: Fake as unknown as typeof Notification, shown };
};

const fakeRegistration = () => {
  const calls: unknown[][] = [];
  const closed: string[] = [];
  const registration: AlertRegistration = {
    showNotification: (...call) => {
      calls.push(call);
      return Promise.resolve();
    },
    getNotifications: (filter) =>
      Promise.resolve([{ close: () => closed.push(filter?.tag ?? '') } as unknown as Notification]),
  };
  return { registration, calls, closed };
};

describe('Notifier', () => {
  const setUp = (host: {
    Notification: typeof Notification | undefined;
    registration?: AlertRegistration;
  }) => {
    const opened: string[] = [];
    const notifier = new Notifier({
      registration: () => Promise.resolve(host.registration),
      Notification: host.Notification,
      opened: (chat) => opened.push(chat),
      icon: 'icon.png',
      badge: 'badge.png',
    });
    return { notifier, opened };
  };

  it('shows through the worker, one per conversation, with the way there', async () => {
    const { registration, calls, closed } = fakeRegistration();
    const { notifier } = setUp({ ...fakeNotification('granted'), registration });
    await notifier.show(alert);
    expect(calls).toEqual([
      [
        'Bob',
        expect.objectContaining({
          body: 'Hello',
          tag: bob,
          icon: 'icon.png',
          badge: 'badge.png',
          data: { url: '#/chat/bob%40localhost' },
        }),
      ],
    ]);
    await notifier.takeBack(bob);
    expect(closed).toEqual([bob]);
  });

  it('shows by itself where there is no worker, opens on a tap and closes', async () => {
    const { Notification, shown } = fakeNotification('granted');
    const { notifier, opened } = setUp({ Notification });
    await notifier.show(alert);
    shown[0]?.onclick?.();
    expect(opened).toEqual([bob]);
    await notifier.show(alert);
    await notifier.takeBack(bob);
    expect(shown.map(({ title, closed }) => [title, closed])).toEqual([
      ['Bob', true],
      ['Bob', true],
    ]);
  });

  it.each(['default', 'denied'] as const)('shows nothing while the permission is %s', async (permission) => {
    const { registration, calls } = fakeRegistration();
    const { Notification, shown } = fakeNotification(permission);
    await setUp({ Notification, registration }).notifier.show(alert);
    expect([calls, shown]).toEqual([[], []]);
  });

  it('lives without the API, and where only workers may show', async () => {
    const { notifier } = setUp({ Notification: undefined });
    expect([notifier.permission, await notifier.ask()]).toEqual(['unsupported', 'unsupported']);
    await expect(notifier.show(alert)).resolves.toBeUndefined();
    await expect(setUp(fakeNotification('granted', true)).notifier.show(alert)).resolves.toBeUndefined();
  });
});
