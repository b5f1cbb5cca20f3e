/** Time and timers as a value, so that tests can own them. */
import type { Brand } from './brand.ts';

export type Timer = Brand<object | number, 'Timer'>;

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  setTimeout(fn: () => void, ms: number): Timer;
  clearTimeout(timer: Timer): void;
}

/** The platform's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (fn, ms) => globalThis.setTimeout(fn, ms) as unknown as Timer,
  clearTimeout: (timer) => {
    globalThis.clearTimeout(timer as unknown as number);
  },
};
