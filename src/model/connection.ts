/** The state of the link to the server, as every tab shows it. */
import type { ConnectFailure } from './failure.ts';

export type Connection =
  | { readonly phase: 'connecting'; readonly attempt: number }
  | { readonly phase: 'syncing'; readonly done?: number }
  | { readonly phase: 'online' }
  /** `retryAt` in milliseconds since the epoch; absent when Kith stopped trying and a person must act. */
  | { readonly phase: 'offline'; readonly failure?: ConnectFailure; readonly retryAt?: number };
