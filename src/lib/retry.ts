/** How long to wait before trying again. */

const firstMs = 1000;
const longestMs = 60_000;

/**
 * Full jitter: anything from nothing up to 1, 2, 4 … 60 seconds. `attempt` counts from 0; `random` gives 0 to below 1.
 * Returns milliseconds.
 */
export const fullJitter = (attempt: number, random: () => number): number =>
  Math.floor(random() * Math.min(longestMs, firstMs * 2 ** Math.min(Math.max(attempt, 0), 16)));
