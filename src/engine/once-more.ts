/** What timed out at a login is asked for once more, when the server may have caught its breath. */
import type { Link } from './link.ts';
import { errorName } from './error-name.ts';

/** Milliseconds. */
const laterMs = 60_000;

/** Asks again on the same login; on a fresh one it is asked anyway. */
export const onceMore = (link: Link, what: string, ask: () => Promise<void>): void => {
  const { clock, log } = link.ctx;
  const stream = link.stream.resumeState?.id;
  log.warn('the server did not answer in time', { what });
  clock.setTimeout(() => {
    if (link.stream.state !== 'bound' || link.stream.resumeState?.id !== stream) return;
    ask().catch((error: unknown) => {
      log.warn('asking again failed', { what, error: errorName(error) });
    });
  }, laterMs);
};
