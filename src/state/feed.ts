/** One stream of reasons to read again: the store's changes, and the moments after which changes may have been missed. */
import type { LiveSource } from './live-query.svelte.ts';

/** What the store tells of a change; it carries keys, never rows. */
export interface FeedChange {
  readonly store: string;
  /** Address of the conversation, where the change belongs to one. */
  readonly scope?: string;
  /** Keys of what changed; absent: anything may have. */
  readonly ids?: readonly (number | string)[];
}

/** `undefined`: changes may have been missed, read everything. */
export type Heard = (change: FeedChange | undefined) => void;

export class Feed {
  readonly #listeners = new Set<Heard>();
  readonly #failed: (error: unknown) => void;

  /** `failed` hears of every read that did not succeed. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** Both a source of changes and a moment of waking end here. */
  readonly tell: Heard = (change) => {
    for (const heard of [...this.#listeners]) heard(change);
  };

  on(heard: Heard): () => void {
    this.#listeners.add(heard);
    return () => {
      this.#listeners.delete(heard);
    };
  }

  /** For live queries over one or more stores, or over one conversation's part of them. */
  watch(stores: readonly string[], scope?: string): LiveSource {
    return {
      watch: (rerun) =>
        this.on((change) => {
          if (change !== undefined && !stores.includes(change.store)) return;
          if (scope !== undefined && change?.scope !== undefined && change.scope !== scope) return;
          rerun();
        }),
      failed: this.#failed,
    };
  }
}
