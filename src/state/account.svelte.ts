/** All that lives as long as an account is signed in: its feed, people, chats, and the conversations once one is opened. */
import type { Clock } from '#lib/clock.ts';
import type { BareJid } from '#lib/jid.ts';
import type { Log } from '#lib/log.ts';
import type { Signal } from '#model/command.ts';
import { defaultAccountSettings, type AccountSettings } from '#model/settings.ts';
import type { AccountStore } from '#store/account-store.ts';
import type { Attention } from './attention.svelte.ts';
import { ChatList } from './chat-list.svelte.ts';
import type { Composer } from './composer.svelte.ts';
import type { AccountBridge, Conversations } from './conversations.svelte.ts';
import { Directory } from './directory.svelte.ts';
import { Feed } from './feed.ts';
import { Gaze, type GazeLocks } from './gaze.ts';
import { LiveQuery } from './live-query.svelte.ts';
import type { Page } from './page.svelte.ts';
import { People } from './people.svelte.ts';
import type { Timeline } from './timeline.svelte.ts';
import { TypingPeers } from './typing.svelte.ts';
import type { Place } from './views.ts';

export interface AccountHost {
  readonly page: Page;
  readonly attention: Attention;
  readonly clock: Clock;
  readonly locks: GazeLocks;
  readonly log: Log;
  /** The screen's place, live. */
  readonly place: () => Place;
}

export class SignedInAccount {
  readonly jid: BareJid;
  readonly store: AccountStore;
  readonly memory: boolean;
  readonly feed: Feed;
  readonly directory: Directory;
  readonly people: People;
  readonly chats: ChatList;
  readonly typing: TypingPeers;
  readonly #host: AccountHost;
  readonly #gaze: Gaze;
  readonly #settings: LiveQuery<AccountSettings>;
  readonly #waiting: LiveQuery<number>;
  readonly #stops: (() => void)[] = [];
  #bridge: AccountBridge | undefined;
  #conversations: Conversations | undefined;
  #ended = false;

  constructor(store: AccountStore, memory: boolean, host: AccountHost) {
    this.jid = store.jid;
    this.store = store;
    this.memory = memory;
    this.#host = host;
    const feed = new Feed(this.#failed);
    this.feed = feed;
    this.#gaze = new Gaze(this.jid, host.locks, this.#failed);
    this.#settings = new LiveQuery(() => store.settings(), feed.watch(['settings']), defaultAccountSettings);
    this.#waiting = new LiveQuery(() => store.waitingCount(), feed.watch(['outbox', 'messages']), 0);
    this.directory = new Directory(this.jid, store, feed, this.#failed);
    this.typing = new TypingPeers(host.clock);
    this.people = new People({
      self: this.jid,
      store,
      feed,
      directory: this.directory,
      nudge: this.#nudge,
      tellPresence: (presence) => void this.#bridge?.send({ name: 'set-presence', presence }),
    });
    this.chats = new ChatList({
      self: this.jid,
      store,
      feed,
      directory: this.directory,
      persons: () => this.people.all,
      isTyping: (jid) => this.typing.isTyping(jid),
      failed: this.#failed,
    });
    this.#listen();
  }

  /** From here on commands reach the engine. */
  attach(bridge: AccountBridge): void {
    this.#bridge = bridge;
    // What was written before there was a bridge may wait in the outbox.
    bridge.nudge();
  }

  /** Before the first `timeline` or `composer`: the list is there before any of their code is. */
  async loadConversations(): Promise<void> {
    const { Conversations } = await import('./conversations.svelte.ts');
    this.#conversations ??= new Conversations({
      ...{ store: this.store, feed: this.feed, directory: this.directory, failed: this.#failed },
      ...{ page: this.#host.page, attention: this.#host.attention, clock: this.#host.clock },
      bridge: () => this.#bridge,
      tellsTyping: () => this.#settings.current.sendTyping,
    });
  }

  timeline(chat: BareJid): Timeline {
    return this.#loaded.timeline(chat);
  }

  composer(chat: BareJid): Composer {
    return this.#loaded.composer(chat);
  }

  get waitingCount(): number {
    return this.#waiting.current;
  }

  /** Signals of the engine that concern what this account shows. */
  heard(signal: Signal): void {
    if (signal.name === 'typing') this.typing.heard(signal.chat, signal.state);
    if (signal.name === 'connection' && signal.connection.phase === 'offline') this.typing.clear();
    if (signal.name !== 'alert') return;
    this.typing.heard(signal.chat, 'active');
    this.#host.attention
      .alert(signal.chat, signal.keys, {
        gaze: this.#gaze,
        isLeader: () => this.#bridge?.leader ?? false,
        settings: () => this.store.settings(),
        messages: (keys) => this.store.messagesByKeys(keys),
        nameOf: (jid) => this.directory.nameOf(jid),
        isBlocked: (jid) => this.directory.isBlocked(jid),
      })
      .catch(this.#failed);
  }

  /** Stores every draft and reading place now. */
  async flush(): Promise<void> {
    await this.#conversations?.flush();
  }

  dispose(): void {
    this.#ended = true;
    for (const stop of this.#stops) stop();
    this.typing.clear();
    this.#gaze.show(false, undefined);
  }

  #listen(): void {
    const { page, attention, place } = this.#host;
    this.#stops.push(
      this.store.changes.on(this.feed.tell),
      page.on('wake', () => {
        this.feed.tell(undefined);
      }),
      page.on('leave', () => void this.flush()),
      this.feed.on((change) => {
        if (change?.store === 'drafts') this.#conversations?.refreshDrafts(change.scope);
        if (change?.store === 'chats') this.#takeBackAlert(change.scope).catch(this.#failed);
      }),
      this.directory.start(),
      this.#settings.start(),
      $effect.root(() => {
        $effect(() => {
          attention.count(this.chats.unreadTotal).catch(this.#failed);
        });
        $effect(() => {
          const current = place();
          const chat = page.visible && current.name === 'chat' ? current.jid : undefined;
          this.#gaze.show(page.focused, chat);
        });
      }),
    );
  }

  /** Read on another device, or in another tab. */
  async #takeBackAlert(scope: string | undefined): Promise<void> {
    const chat = scope as BareJid | undefined;
    if (chat === undefined || !this.#host.attention.hasAlert(chat)) return;
    if ((await this.store.chat(chat))?.unread === 0) await this.#host.attention.seen(chat);
  }

  get #loaded(): Conversations {
    if (this.#conversations === undefined) throw new Error('conversations are not loaded');
    return this.#conversations;
  }

  readonly #nudge = (): void => {
    this.#bridge?.nudge();
  };

  readonly #failed = (error: unknown): void => {
    // Reads that were under way when the account was signed out find their database closed.
    if (!this.#ended)
      this.#host.log.error('storage did not answer', {
        error: error instanceof Error ? error.name : 'unknown',
      });
  };
}
