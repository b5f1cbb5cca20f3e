/** Who leads: all tabs of an account queue on one Web Lock, and its queue is the succession. */
import type { Locks } from './platform.ts';

/** What to do with the office. `taken` runs with the lock held, `lost` after another tab stole it. */
export interface Office {
  taken(): void;
  lost(): void;
}

export class Succession {
  readonly #locks: Locks;
  readonly #name: string;
  readonly #office: Office;
  #abort: AbortController | undefined;
  #release: (() => void) | undefined;

  constructor(locks: Locks, name: string, office: Office) {
    this.#locks = locks;
    this.#name = name;
    this.#office = office;
  }

  get holding(): boolean {
    return this.#release !== undefined;
  }

  /** Enters the queue; does nothing when in it already. */
  compete(): void {
    if (!this.#abort) void this.#queue(false);
  }

  /** Takes the lock from a holder that does not answer. */
  takeOver(): void {
    if (this.holding) return;
    this.#abort?.abort();
    void this.#queue(true);
  }

  /** Leaves the queue, or gives the lock to the next in it. The caller has laid the work down before. */
  withdraw(): void {
    const release = this.#release;
    this.#release = undefined;
    this.#abort?.abort();
    this.#abort = undefined;
    release?.();
  }

  async #queue(steal: boolean): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    let release: (() => void) | undefined;
    try {
      // `steal` and `signal` exclude each other (Web Locks §3.2).
      await this.#locks.request(this.#name, steal ? { steal: true } : { signal: abort.signal }, () => {
        if (abort.signal.aborted) return Promise.resolve();
        return new Promise<void>((resolve) => {
          release = resolve;
          this.#release = resolve;
          this.#office.taken();
        });
      });
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
    }
    if (release === undefined || this.#release !== release) return;
    this.#release = undefined;
    this.#abort = undefined;
    this.#office.lost();
  }
}
