/** The whole of state behind one object: made at boot, handed to the root component. */
import { systemClock } from '#lib/clock.ts';
import type { BareJid } from '#lib/jid.ts';
import type { Log } from '#lib/log.ts';
import { forgetAccount, joinBridge, rejoin, signIn } from '#bridge/client.ts';
import type { DeviceSettings } from '#model/settings.ts';
import { openAccountStore, openShellStore } from '#store/open.ts';
import { StoreError, type ShellStore } from '#store/account-store.ts';
import { SignedInAccount } from './account.svelte.ts';
import { followAlertTaps } from './alert-tap.ts';
import type {
  App,
  ChatListState,
  ComposerState,
  Config,
  PeopleState,
  TimelineState,
  TypingState,
} from './app.ts';
import { Attention, type AlertWords } from './attention.svelte.ts';
import { defaultConfig, fetchConfig, readConfig } from './config.ts';
import { noLocks } from './gaze.ts';
import { Notifier } from './notifier.ts';
import { Page } from './page.svelte.ts';
import { HashRoute } from './route.svelte.ts';
import { Session } from './session.svelte.ts';
import { Settings } from './settings.svelte.ts';
import { AppUpdate } from './update.svelte.ts';

export interface KithAppOptions {
  readonly words: AlertWords;
  readonly log: Log;
  /** The look that was on the document before the first paint. */
  readonly look: Partial<DeviceSettings>;
  readonly applyLook: (device: DeviceSettings) => void;
  readonly keepLook: (device: DeviceSettings) => void;
  /** Saves nothing itself: called when another version of the code must take this tab's place. */
  readonly reload: () => void;
}

/** The app's own store; in memory where the browser gives none. */
const openShell = async (): Promise<ShellStore> => {
  try {
    return await openShellStore();
  } catch (error) {
    const kind = error instanceof StoreError ? error.failure.kind : undefined;
    if (kind !== 'unavailable' && kind !== 'quota') throw error;
    return openShellStore({ memory: true });
  }
};

export class KithApp implements App {
  readonly route: HashRoute;
  readonly session: Session;
  readonly settings: Settings;
  readonly attention: Attention;
  readonly update: AppUpdate;
  readonly #page: Page;
  readonly #log: Log;
  readonly #unfollow: () => void;
  #config = $state.raw<Config>(defaultConfig);

  constructor({ words, log, look, applyLook, keepLook, reload }: KithAppOptions) {
    this.#log = log;
    this.#page = new Page({ document, window });
    this.route = new HashRoute(window);
    this.attention = new Attention(this.#page, this.#newNotifier(), words, navigator);
    this.settings = new Settings(
      {
        apply: applyLook,
        keep: keepLook,
        failed: this.#failed,
      },
      look,
    );
    this.session = new Session({
      openAccount: (jid) => openAccountStore(jid),
      join: joinBridge,
      signIn,
      rejoin,
      forget: forgetAccount,
      makeAccount: (store, memory) =>
        new SignedInAccount(store, memory, {
          page: this.#page,
          attention: this.attention,
          clock: systemClock,
          locks: memory || !('locks' in navigator) ? noLocks : navigator.locks,
          log,
          place: () => this.route.current,
        }),
      config: () => this.#config,
      location,
      changed: (account) => {
        this.#accountChanged(account);
      },
      reload: () => {
        this.session.flush().then(reload, this.#failed);
      },
      log,
    });
    this.#unfollow =
      'serviceWorker' in navigator
        ? followAlertTaps(navigator.serviceWorker, (place) => {
            this.route.go(place);
          })
        : () => undefined;
    this.update = new AppUpdate({ flush: () => this.session.flush(), log });
  }

  /** Local data first; the operator's file comes in when it comes. */
  async start(): Promise<void> {
    try {
      const shell = await openShell();
      this.#useConfig(await shell.config());
      await this.settings.useShell(shell);
      const refreshed = this.#refreshConfig(shell);
      await this.session.start(shell);
      await refreshed;
    } catch (error) {
      this.session.fail();
      throw error;
    }
  }

  get config(): Config {
    return this.#config;
  }

  get chats(): ChatListState {
    return this.#account.chats;
  }

  get people(): PeopleState {
    return this.#account.people;
  }

  get typing(): TypingState {
    return this.#account.typing;
  }

  async loadConversations(): Promise<void> {
    await this.#account.loadConversations();
  }

  timeline(chat: BareJid): TimelineState {
    return this.#account.timeline(chat);
  }

  composer(chat: BareJid): ComposerState {
    return this.#account.composer(chat);
  }

  dispose(): void {
    this.session.dispose().catch(this.#failed);
    this.settings.dispose();
    this.update.dispose();
    this.#unfollow();
    this.route.dispose();
    this.#page.dispose();
  }

  get #account(): SignedInAccount {
    const { account } = this.session;
    if (account === undefined) throw new Error('nobody is signed in');
    return account;
  }

  #accountChanged(account: SignedInAccount | undefined): void {
    this.settings.useAccount(account?.store, account?.feed);
    if (account !== undefined) return;
    this.route.go({ name: 'chats' }, { replace: true });
    this.attention.count(0).catch(this.#failed);
  }

  async #refreshConfig(shell: ShellStore): Promise<void> {
    try {
      const file = await fetchConfig(fetch.bind(globalThis));
      if (file === undefined) return;
      this.#useConfig(file);
      await shell.saveConfig(file);
    } catch (error) {
      this.#log.warn('config.json was not taken', { error: error instanceof Error ? error.name : 'unknown' });
    }
  }

  #useConfig(file: unknown): void {
    this.#config = readConfig(file);
    const { accentHue } = this.#config;
    this.settings.useHouseStyle(accentHue === undefined ? {} : { accentHue });
  }

  #newNotifier(): Notifier {
    return new Notifier({
      registration: async () => {
        if (!('serviceWorker' in navigator)) return undefined;
        const registration = await navigator.serviceWorker.getRegistration();
        return registration?.active ? registration : undefined;
      },
      Notification: 'Notification' in window ? Notification : undefined,
      opened: (chat) => {
        window.focus();
        this.route.go({ name: 'chat', jid: chat, details: false });
      },
      icon: new URL('icons/icon-192.png', document.baseURI).href,
      badge: new URL('icons/badge-96.png', document.baseURI).href,
    });
  }

  readonly #failed = (error: unknown): void => {
    this.#log.error('the app state failed', { error: error instanceof Error ? error.name : 'unknown' });
  };
}
