/** The open conversations of one account and what is being written to them: loaded when the first one is opened. */
import type { Clock } from '#lib/clock.ts';
import type { BareJid } from '#lib/jid.ts';
import type { BridgeClient } from '#bridge/client.ts';
import type { AccountStore } from '#store/account-store.ts';
import type { Attention } from './attention.svelte.ts';
import { Composer } from './composer.svelte.ts';
import { Pool } from './detached.svelte.ts';
import type { Directory } from './directory.svelte.ts';
import type { Feed } from './feed.ts';
import type { Page } from './page.svelte.ts';
import { Timeline } from './timeline.svelte.ts';

export type AccountBridge = Pick<BridgeClient, 'send' | 'nudge' | 'leader'>;

export interface ConversationsHost {
  readonly store: AccountStore;
  readonly feed: Feed;
  readonly directory: Directory;
  readonly page: Page;
  readonly attention: Attention;
  readonly clock: Clock;
  /** Undefined until the account is joined to the engine. */
  readonly bridge: () => AccountBridge | undefined;
  readonly tellsTyping: () => boolean;
  readonly failed: (error: unknown) => void;
}

const offline = { ok: false, error: { kind: 'offline' } } as const;

export class Conversations {
  readonly #host: ConversationsHost;
  readonly #timelines: Pool<BareJid, Timeline>;
  readonly #composers: Pool<BareJid, Composer>;

  constructor(host: ConversationsHost) {
    this.#host = host;
    this.#timelines = new Pool((chat) => this.#newTimeline(chat));
    this.#composers = new Pool((chat) => this.#newComposer(chat));
  }

  timeline(chat: BareJid): Timeline {
    return this.#timelines.get(chat);
  }

  composer(chat: BareJid): Composer {
    return this.#composers.get(chat);
  }

  /** Stores every draft and reading place now. */
  async flush(): Promise<void> {
    await Promise.all([...this.#composers.all(), ...this.#timelines.all()].map((kept) => kept.flush()));
  }

  /** Drafts were written, perhaps in another tab; undefined: of whichever conversation. */
  refreshDrafts(scope: string | undefined): void {
    for (const composer of this.#composers.all())
      if (scope === undefined || scope === composer.chat) void composer.refresh();
  }

  #newTimeline(chat: BareJid): Timeline {
    const { store, feed, clock, directory, page, attention, bridge, failed } = this.#host;
    return new Timeline(chat, {
      store,
      feed,
      clock,
      nameOf: (jid) => directory.nameOf(jid),
      isKnown: (jid) => directory.isKnown(jid),
      isFocused: () => page.focused,
      onFocus: (listener) => page.on('focus', listener),
      loadOlder: async (jid) => (await bridge()?.send({ name: 'load-older', chat: jid })) ?? offline,
      retryGap: async (jid, key) => (await bridge()?.send({ name: 'retry-gap', chat: jid, key })) ?? offline,
      read: (jid) => {
        attention.seen(jid).catch(failed);
      },
      nudge: this.#nudge,
      failed,
    });
  }

  #newComposer(chat: BareJid): Composer {
    const { store, clock, directory, bridge, tellsTyping, failed } = this.#host;
    return new Composer(chat, {
      store,
      clock,
      isBlocked: () => directory.isBlocked(chat),
      largestStanza: () => directory.largestStanza,
      tellsTyping,
      tellTyping: (state) => void bridge()?.send({ name: 'typing', chat, state }),
      queued: (row) => {
        this.#nudge();
        this.timeline(chat).sent(row);
      },
      failed,
    });
  }

  readonly #nudge = (): void => {
    this.#host.bridge()?.nudge();
  };
}
