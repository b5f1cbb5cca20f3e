/** Change feed: tells every tab, after a transaction is complete, which rows to read again. */
import { Emitter } from '#lib/emitter.ts';

/** The part of a BroadcastChannel in use. */
export interface Channel {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/** Changes heard and told in this tab, and through `channel` in all others. */
export class Changes<C extends object> {
  readonly #events = new Emitter<{ changes: readonly C[] }>();
  readonly #channel: Channel | undefined;
  #closed = false;

  constructor(channel: Channel | undefined) {
    this.#channel = channel;
    if (channel !== undefined) {
      channel.onmessage = ({ data }) => {
        this.#events.emit('changes', data as readonly C[]);
      };
    }
  }

  on(fn: (change: C) => void): () => void {
    return this.#events.on('changes', (changes) => {
      for (const change of changes) fn(change);
    });
  }

  /** To be called once the transaction is complete, never before. */
  post(changes: readonly C[]): void {
    if (changes.length === 0) return;
    // A write may complete after the store was closed: then nobody listens here, and others read anew by themselves.
    if (!this.#closed) this.#channel?.postMessage(changes);
    this.#events.emit('changes', changes);
  }

  close(): void {
    this.#closed = true;
    this.#channel?.close();
  }
}

/** The browser's channel of that name; undefined where there is none. */
export const openChannel = (name: string): Channel | undefined =>
  typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name);
