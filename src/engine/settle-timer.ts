/** When to ask the archive for the places of confirmed messages: soon after the last one, and not too often. */
import type { Clock, Timer } from '#lib/clock.ts';

/** Milliseconds. */
const afterConfirmationMs = 2000;
const spacingMs = 30_000;

export class SettleTimer {
  readonly #clock: Clock;
  /** Whether the archive was asked. */
  readonly #run: () => Promise<boolean>;
  #timer: Timer | undefined;
  #lastAt = -Infinity;

  constructor(clock: Clock, run: () => Promise<boolean>) {
    this.#clock = clock;
    this.#run = run;
  }

  /** A message was confirmed: waits from the last one on. */
  confirmed(): void {
    this.stop();
    const wait = Math.max(afterConfirmationMs, this.#lastAt + spacingMs - this.#clock.now());
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = undefined;
      void this.#settle();
    }, wait);
  }

  stop(): void {
    if (this.#timer) this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #settle(): Promise<void> {
    const before = this.#lastAt;
    this.#lastAt = this.#clock.now();
    // What is confirmed may be a receipt or presence: no reason for the next message to wait.
    if (!(await this.#run())) this.#lastAt = before;
  }
}
