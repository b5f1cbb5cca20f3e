/** Getting a person's attention when they look elsewhere: alerts, the badge, and what the title counts. */
import type { BareJid } from '#lib/jid.ts';
import type { Message, MessageKey } from '#model/message.ts';
import type { AccountSettings } from '#model/settings.ts';
import type { AttentionState } from './app.ts';
import type { Gaze } from './gaze.ts';
import type { Notifier } from './notifier.ts';
import type { Page } from './page.svelte.ts';
import { actionOf } from './action-of.ts';

/** Words of an alert; the catalogue of the screen has them. */
export interface AlertWords {
  /** In place of the text, where a person wants it hidden. */
  readonly hidden: () => string;
  readonly unsupported: () => string;
}

/** What alerts need of the account that is signed in. */
export interface AlertSource {
  readonly gaze: Gaze;
  readonly isLeader: () => boolean;
  readonly settings: () => Promise<Pick<AccountSettings, 'alerts' | 'alertText'>>;
  readonly messages: (keys: readonly MessageKey[]) => Promise<readonly Message[]>;
  readonly nameOf: (jid: BareJid) => string;
  readonly isBlocked: (jid: BareJid) => boolean;
}

/** The part of `navigator` that draws a count on the app's icon; absent in many browsers. */
export interface Badges {
  readonly setAppBadge?: (count: number) => Promise<void>;
  readonly clearAppBadge?: () => Promise<void>;
}

/** Of a message's text in an alert; systems show less. */
const textLimit = 300;

export class Attention implements AttentionState {
  readonly #page: Page;
  readonly #notifier: Notifier;
  readonly #words: AlertWords;
  readonly #badges: Badges;
  #permission = $state.raw<NotificationPermission | 'unsupported'>('unsupported');
  #count = $state.raw(0);
  /** Conversations with an alert that this tab has shown. */
  readonly #alerted = new Set<BareJid>();

  constructor(page: Page, notifier: Notifier, words: AlertWords, badges: Badges) {
    this.#page = page;
    this.#notifier = notifier;
    this.#words = words;
    this.#badges = badges;
    this.#permission = notifier.permission;
    // It may have been changed in the browser's own settings meanwhile.
    page.on('focus', () => {
      this.#permission = notifier.permission;
    });
  }

  get visible(): boolean {
    return this.#page.visible;
  }

  get focused(): boolean {
    return this.#page.focused;
  }

  get titleCount(): number {
    return this.#count;
  }

  get permission(): NotificationPermission | 'unsupported' {
    return this.#permission;
  }

  async askPermission(): Promise<NotificationPermission | 'unsupported'> {
    this.#permission = await this.#notifier.ask();
    return this.#permission;
  }

  /** How many unread messages there are, over all conversations. */
  async count(unread: number): Promise<void> {
    this.#count = unread;
    try {
      if (unread > 0) await this.#badges.setAppBadge?.(unread);
      else await this.#badges.clearAppBadge?.();
    } catch (error) {
      // Browsers refuse a badge to a page that is not installed; the title counts all the same.
      if (!(error instanceof DOMException)) throw error;
    }
  }

  /** Live messages came: one alert, from the leading tab, unless someone looks. */
  async alert(chat: BareJid, keys: readonly MessageKey[], source: AlertSource): Promise<void> {
    if (!source.isLeader() || this.#notifier.permission !== 'granted') return;
    const [settings, rows, isSeen] = await Promise.all([
      source.settings(),
      source.messages(keys),
      source.gaze.isSeen(chat),
    ]);
    const newest = rows.filter((row) => row.chat === chat && !row.own).at(-1);
    if (newest === undefined || !settings.alerts || isSeen || source.isBlocked(chat)) return;
    const name = source.nameOf(chat);
    const body = settings.alertText ? this.#textOf(newest, name) : this.#words.hidden();
    this.#alerted.add(chat);
    await this.#notifier.show({ chat, title: name, body });
  }

  hasAlert(chat: BareJid): boolean {
    return this.#alerted.has(chat);
  }

  /** The conversation was read here or elsewhere: its alert has nothing left to say. */
  async seen(chat: BareJid): Promise<void> {
    this.#alerted.delete(chat);
    await this.#notifier.takeBack(chat);
  }

  #textOf(message: Message, name: string): string {
    const { content } = message;
    if (content.kind === 'unsupported') return this.#words.unsupported();
    const action = actionOf(content);
    return (action === undefined ? content.body : `* ${name} ${action}`).slice(0, textLimit);
  }
}
