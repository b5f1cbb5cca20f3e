/** A timer that can be set again, cleared, and asked whether it is set. */
import type { Clock, Timer } from '#lib/clock.ts';

export class Alarm {
  readonly #clock: Clock;
  readonly #ring: (lateMs: number) => void;
  #timer: Timer | undefined;

  /** `ring` is told by how many milliseconds it is late: a tab that slept finds its alarms overdue. */
  constructor(clock: Clock, ring: (lateMs: number) => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  get isSet(): boolean {
    return this.#timer !== undefined;
  }

  /** Replaces what was set before. */
  set(ms: number): void {
    this.clear();
    const due = this.#clock.now() + ms;
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = undefined;
      this.#ring(Math.max(0, this.#clock.now() - due));
    }, ms);
  }

  clear(): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
