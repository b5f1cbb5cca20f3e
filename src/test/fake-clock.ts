/** A clock that stands still until a test moves it. */
import type { Clock, Timer } from '#lib/clock.ts';

interface Pending {
  readonly due: number;
  readonly fn: () => void;
}

/** Lets promises, and work that was put off to the next turns of the event loop, come to rest. */
export const settle = async (turns = 4): Promise<void> => {
  for (let i = 0; i < turns; i++) await new Promise<void>((resolve) => setImmediate(resolve));
};

export class FakeClock implements Clock {
  #now: number;
  readonly #pending = new Map<object, Pending>();

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(fn: () => void, ms: number): Timer {
    const timer = {};
    this.#pending.set(timer, { due: this.#now + Math.max(0, ms), fn });
    return timer as Timer;
  }

  clearTimeout(timer: Timer): void {
    this.#pending.delete(timer);
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#pending.size;
  }

  /** Moves time on, running what falls due in order, each with time to come to rest before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#pending.delete(next[0]);
      this.#now = Math.max(this.#now, next[1].due);
      next[1].fn();
      await settle();
    }
    this.#now = end;
  }

  /** Jumps as a laptop's sleep does: time passes, timers have not run. */
  skip(ms: number): void {
    this.#now += ms;
  }

  #next(end: number): [object, Pending] | undefined {
    let first: [object, Pending] | undefined;
    for (const entry of this.#pending) {
      if (entry[1].due <= end && (!first || entry[1].due < first[1].due)) first = entry;
    }
    return first;
  }
}
