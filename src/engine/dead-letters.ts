/** What was dropped, and by which rule: counted and logged, never with content. */
import type { Log } from '#lib/log.ts';

/** Reasons that are kept apart; beyond these an attacker would only fill memory. */
const mostReasons = 200;

export class DeadLetters {
  readonly #log: Log;
  readonly #counts = new Map<string, number>();

  constructor(log: Log) {
    this.#log = log;
  }

  drop(reason: string): void {
    const count = (this.#counts.get(reason) ?? 0) + 1;
    if (count === 1 && this.#counts.size >= mostReasons) return;
    this.#counts.set(reason, count);
    // Powers of two: a flood is told by a handful of lines.
    if ((count & (count - 1)) === 0) this.#log.warn('dropped', { reason, count });
  }

  count(reason: string): number {
    return this.#counts.get(reason) ?? 0;
  }
}
