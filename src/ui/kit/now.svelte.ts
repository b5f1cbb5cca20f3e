/** The present minute for relative times, shared by all who show one; ticks only while someone reads it. */
import { createSubscriber } from 'svelte/reactivity';

export interface Now {
  /** Milliseconds since the epoch, at most 30 s old. */
  readonly current: number;
}

const period = 30_000;
let last = Date.now();
const subscribe = createSubscriber((update) => {
  const tick = (): void => {
    last = Date.now();
    update();
  };
  const timer = setInterval(tick, period);
  document.addEventListener('visibilitychange', tick);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', tick);
  };
});

const now: Now = {
  get current() {
    subscribe();
    if (Date.now() - last > period) last = Date.now();
    return last;
  },
};

export const useNow = (): Now => now;
