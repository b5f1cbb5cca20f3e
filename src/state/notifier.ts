/** Shows and takes back the alerts of conversations: through the service worker's registration, else by the page itself. */
import type { BareJid } from '#lib/jid.ts';
import { formatPlace } from './place.ts';

export interface Alert {
  readonly chat: BareJid;
  readonly title: string;
  readonly body: string;
}

/** The part of a registration in use. */
export type AlertRegistration = Pick<ServiceWorkerRegistration, 'showNotification' | 'getNotifications'>;

export interface NotifierHost {
  /** Absent: no worker, or none yet. */
  readonly registration: () => Promise<AlertRegistration | undefined>;
  readonly Notification: typeof Notification | undefined;
  /** A person tapped an alert that the page itself had shown. */
  readonly opened: (chat: BareJid) => void;
  readonly icon: string;
  /** Small and of one colour, for the status bar of phones. */
  readonly badge: string;
}

export class Notifier {
  readonly #host: NotifierHost;
  /** Alerts shown by the page itself. */
  readonly #own = new Map<BareJid, Notification>();

  constructor(host: NotifierHost) {
    this.#host = host;
  }

  get permission(): NotificationPermission | 'unsupported' {
    return this.#host.Notification?.permission ?? 'unsupported';
  }

  async ask(): Promise<NotificationPermission | 'unsupported'> {
    return (await this.#host.Notification?.requestPermission()) ?? 'unsupported';
  }

  /** One alert per conversation: a newer one takes the place of the older. */
  async show(alert: Alert): Promise<void> {
    if (this.permission !== 'granted') return;
    const options = {
      body: alert.body,
      tag: alert.chat,
      renotify: true,
      icon: this.#host.icon,
      badge: this.#host.badge,
      data: { url: formatPlace({ name: 'chat', jid: alert.chat, details: false }) },
    };
    const registration = await this.#host.registration();
    if (registration === undefined) this.#showOwn(alert, options);
    else await registration.showNotification(alert.title, options);
  }

  /** The conversation was read. */
  async takeBack(chat: BareJid): Promise<void> {
    this.#own.get(chat)?.close();
    this.#own.delete(chat);
    if (this.permission !== 'granted') return;
    const registration = await this.#host.registration();
    for (const shown of (await registration?.getNotifications({ tag: chat })) ?? []) shown.close();
  }

  #showOwn(alert: Alert, options: NotificationOptions): void {
    if (this.#host.Notification === undefined) return;
    try {
      const shown = new this.#host.Notification(alert.title, options);
      shown.onclick = () => {
        shown.close();
        this.#host.opened(alert.chat);
      };
      this.#own.set(alert.chat, shown);
    } catch (error) {
      // Chromium on Android lets only a service worker show alerts, and there is none yet.
      if (!(error instanceof TypeError)) throw error;
    }
  }
}
