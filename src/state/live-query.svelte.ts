/** A value read from the store that stays true: it is read again whenever what it was read from may have changed. */
import { createSubscriber } from 'svelte/reactivity';

export interface LiveSource {
  /** Calls `rerun` whenever the value may have changed; gives back how to stop. */
  watch(rerun: () => void): () => void;
  /** A read failed. */
  failed(error: unknown): void;
}

export class LiveQuery<T> {
  readonly #read: () => Promise<T>;
  readonly #source: LiveSource;
  readonly #subscribe: () => void;
  #current: T = $state.raw() as T;
  #ready = $state.raw(false);
  #error = $state.raw<unknown>(undefined);
  /** Counts the reasons to read, and those answered: one read at a time, so no late result meets a newer one. */
  #asked = 0;
  #taken = 0;
  #reading = false;
  #listeners = 0;

  /** `initial` is what `current` holds until the first read is done. */
  constructor(read: () => Promise<T>, source: LiveSource, initial: T) {
    this.#read = read;
    this.#source = source;
    this.#current = initial;
    this.#subscribe = createSubscriber(() => this.start());
  }

  /** Reading it in an effect or a template keeps it live for as long as that lives. */
  get current(): T {
    this.#subscribe();
    return this.#current;
  }

  /** Whether the store has answered once. */
  get ready(): boolean {
    this.#subscribe();
    return this.#ready;
  }

  /** What the last read threw; `current` then still holds the value before. */
  get error(): unknown {
    this.#subscribe();
    return this.#error;
  }

  /** Keeps it live from outside of the screen; gives back how to stop. */
  start(): () => void {
    const stop = this.#source.watch(() => {
      this.#ask();
    });
    this.#listeners += 1;
    this.#ask();
    let stopped = false;
    return () => {
      if (stopped) return;
      stopped = true;
      this.#listeners -= 1;
      stop();
    };
  }

  /** Many reasons in one turn, or while a read is under way, make one more read. */
  #ask(): void {
    this.#asked += 1;
    if (this.#reading) return;
    this.#reading = true;
    queueMicrotask(() => void this.#readUntilSettled());
  }

  async #readUntilSettled(): Promise<void> {
    while (this.#taken < this.#asked && this.#listeners > 0) {
      const asked = this.#asked;
      try {
        const value = await this.#read();
        this.#current = value;
        this.#error = undefined;
        this.#ready = true;
      } catch (error) {
        this.#error = error;
        this.#source.failed(error);
      }
      this.#taken = asked;
    }
    this.#reading = false;
  }
}
