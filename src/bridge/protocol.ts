/** What travels over the channel between the tabs of one account; commands and signals themselves are entities. */
import type { Command, Reply, Signal } from '#model/command.ts';
import type { Connection } from '#model/connection.ts';

export type {
  ArchiveState,
  Command,
  Discovered,
  OwnTyping,
  PeerTyping,
  Replies,
  Reply,
  Signal,
} from '#model/command.ts';

const replyWithinMs = 10_000;
/** It reads page after page, and ends by itself long before. */
const retryGapWithinMs = 300_000;
/** A command that stays unanswered longer than this is reported as `timeout`. Milliseconds. */
export const replyWithin = ({ name }: Command): number =>
  name === 'retry-gap' ? retryGapWithinMs : replyWithinMs;
/** How long a visible tab waits for the leader's answer before it takes the lock from it. Milliseconds. */
export const takeOverAfterMs = 1_000;

/**
 * Every message of the channel. `epoch` is the fencing number of the leader that speaks (or is spoken to), as claimed
 * from the store: what an overtaken leader still says is recognised and dropped.
 */
export type Envelope =
  /** A tab joined and asks who leads. */
  | { readonly kind: 'hello'; readonly build: string }
  /** The leader presents itself: on taking office, and as the answer to `hello` and `ping`. */
  | {
      readonly kind: 'leader';
      readonly epoch: number;
      readonly build: string;
      readonly connection: Connection;
    }
  | { readonly kind: 'ping' }
  /** Holds the lock and is still starting: no reason to take it away. */
  | { readonly kind: 'alive' }
  | { readonly kind: 'command'; readonly id: string; readonly epoch: number; readonly command: Command }
  | { readonly kind: 'reply'; readonly id: string; readonly epoch: number; readonly reply: Reply }
  | { readonly kind: 'signal'; readonly epoch: number; readonly signal: Signal }
  /** The outbox has new rows. */
  | { readonly kind: 'nudge' }
  /** Some tab became visible or hidden, or the network came back: the leader asks the locks anew. */
  | { readonly kind: 'look' }
  /** The account was signed out: leave the channel and close its database. */
  | { readonly kind: 'signed-out' };
