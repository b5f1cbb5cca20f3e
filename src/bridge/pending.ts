/** Commands that wait for their answer: each with a deadline, all of them re-issued when the leader changes. */
import type { Clock, Timer } from '#lib/clock.ts';
import { err } from '#lib/result.ts';
import type { Command, Reply } from '#model/command.ts';
import { replyWithin } from './protocol.ts';

interface Waiting {
  readonly command: Command;
  readonly timer: Timer;
  readonly settle: (reply: Reply) => void;
}

export class PendingCommands {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Waiting>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(id: string, command: Command): Promise<Reply> {
    return new Promise((resolve) => {
      const timer = this.#clock.setTimeout(() => {
        this.settle(id, err({ kind: 'timeout' }));
      }, replyWithin(command));
      this.#waiting.set(id, { command, timer, settle: resolve });
    });
  }

  /** A late or repeated answer finds nobody and is dropped. */
  settle(id: string, reply: Reply): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    this.#clock.clearTimeout(waiting.timer);
    waiting.settle(reply);
  }

  all(): readonly (readonly [id: string, command: Command])[] {
    return [...this.#waiting].map(([id, { command }]) => [id, command] as const);
  }

  /** Answers everybody, when the tab leaves. */
  failAll(reply: Reply): void {
    for (const [id] of this.all()) this.settle(id, reply);
  }
}
