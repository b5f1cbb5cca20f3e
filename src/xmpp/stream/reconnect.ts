/** When to try again after which failure, and when not to (A01, F06, F07, N02). */
import type { Clock, Timer } from '#lib/clock.ts';
import { fullJitter } from '#lib/retry.ts';
import type { StreamFailure } from './failure.ts';

export type ReconnectState =
  /** Nothing to do: an attempt runs, or the stream is up. */
  | { readonly phase: 'idle' }
  /** `retryAt`: milliseconds since the epoch. */
  | { readonly phase: 'waiting'; readonly failure: StreamFailure; readonly retryAt: number }
  /** A person has to act. */
  | { readonly phase: 'stopped'; readonly failure: StreamFailure };

export interface ReconnectOptions {
  readonly clock: Clock;
  /** 0 to below 1. */
  readonly random: () => number;
  /** Starts an attempt; its outcome is told by `failed` or `bound`. Never called while one runs. */
  readonly attempt: () => void;
  readonly changed?: (state: ReconnectState) => void;
  /** The account has been online before, on an earlier visit. Default: it has not; `bound` shows it in any case. */
  readonly isProven?: boolean;
}

/** A stream that held this long has proved itself. */
const stableMs = 60_000;
/** Hints (online, visible, push) come in bunches. */
const hintSpacingMs = 1000;
const rateLimitedMs = 30_000;

/** Seconds of the server's own trouble; trying again is welcome. */
const passing: ReadonlySet<string> = new Set([
  ...['reset', 'system-shutdown', 'undefined-condition', 'not-well-formed', 'restricted-xml', 'binary'],
  ...['bad-open', 'malformed-challenge', 'malformed-success', 'busy'],
]);

/** A database that fails may be full, or blocked by another tab: that passes or it does not. */
const storagePatience = 5;

/**
 * How often in a row a failure is tried again; afterwards it stops. `isProven`: the account has been online with these
 * settings, so that an address which is not found now is the network's trouble (a captive portal, a proxy, a server that is
 * being restarted) and no mistake of the person.
 */
const patienceWith = (failure: StreamFailure, isProven: boolean): number => {
  switch (failure.kind) {
    case 'dropped':
    case 'unreachable':
    case 'no-network':
    case 'temporary':
    case 'rate-limited':
      return Infinity;
    // Two sessions that throw each other out would do so for ever.
    case 'conflict':
      return 1;
    case 'refused':
      return failure.condition === 'policy-violation' ? 2 : passing.has(failure.condition) ? Infinity : 0;
    case 'no-websocket':
    case 'host-unknown':
      return isProven ? Infinity : 0;
    case 'storage':
      return storagePatience;
    // The same secret is never tried twice: servers lock accounts. The rest does not pass by waiting.
    case 'wrong-password':
    case 'credentials-expired':
    case 'account-disabled':
    case 'not-recognised':
    case 'mechanism-too-weak':
    case 'plain-refused':
    case 'server-not-verified':
    case 'insecure-context':
    case 'insecure-websocket':
    case 'invalid-address':
      return 0;
  }
};

const keyOf = (failure: StreamFailure): string =>
  failure.kind === 'refused' ? `refused ${failure.condition}` : failure.kind;

/** One policy for one account; tell it every outcome. */
export class Reconnect {
  readonly #options: ReconnectOptions;
  #state: ReconnectState = { phase: 'idle' };
  #timer: Timer | undefined;
  #attempts = 0;
  #boundAt: number | undefined;
  #isProven: boolean;
  #lastAttemptAt = -Infinity;
  /** How often each limited failure has come since the last stable stream. */
  readonly #seen = new Map<string, number>();

  constructor(options: ReconnectOptions) {
    this.#options = options;
    this.#isProven = options.isProven ?? false;
  }

  get state(): ReconnectState {
    return this.#state;
  }

  /** Failures in a row so far. */
  get attempts(): number {
    return this.#attempts;
  }

  /** The stream is up. It counts as stable only once it has lasted a minute. */
  bound(): void {
    this.#isProven = true;
    this.#boundAt = this.#options.clock.now();
    this.#set({ phase: 'idle' });
  }

  /** An attempt failed, or the stream that was up ended. Sets the next attempt, or stops. */
  failed(failure: StreamFailure): void {
    this.#forgetIfStable();
    const key = keyOf(failure);
    const times = (this.#seen.get(key) ?? 0) + 1;
    this.#seen.set(key, times);
    if (times > patienceWith(failure, this.#isProven)) {
      this.#set({ phase: 'stopped', failure });
      return;
    }
    const jitter = fullJitter(this.#attempts, this.#options.random);
    const delay = failure.kind === 'rate-limited' ? rateLimitedMs + jitter : jitter;
    this.#attempts++;
    this.#set({ phase: 'waiting', failure, retryAt: this.#options.clock.now() + delay });
    this.#timer = this.#options.clock.setTimeout(() => {
      this.#attempt();
    }, delay);
  }

  /** Online, visible, a push: one try now, if we wait at all and have not tried just before. The backoff stays as it is. */
  hint(): void {
    if (this.#state.phase !== 'waiting' || this.#state.failure.kind === 'rate-limited') return;
    if (this.#options.clock.now() - this.#lastAttemptAt >= hintSpacingMs) this.#attempt();
  }

  /** A person asks, or has repaired something: try now, also after a stop, and start counting anew. */
  retryNow(): void {
    if (this.#state.phase === 'idle') return;
    this.#attempts = 0;
    this.#seen.clear();
    this.#attempt();
  }

  /** No more attempts; also after a goodbye. */
  stop(): void {
    this.#set({ phase: 'idle' });
  }

  #attempt(): void {
    this.#lastAttemptAt = this.#options.clock.now();
    this.#set({ phase: 'idle' });
    this.#options.attempt();
  }

  #forgetIfStable(): void {
    const { clock } = this.#options;
    const isStable = this.#boundAt !== undefined && clock.now() - this.#boundAt >= stableMs;
    this.#boundAt = undefined;
    if (!isStable) return;
    this.#attempts = 0;
    this.#seen.clear();
  }

  #set(state: ReconnectState): void {
    if (this.#timer !== undefined) this.#options.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#state = state;
    this.#options.changed?.(state);
  }
}
