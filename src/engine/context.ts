/** What an engine is given by its host, and what the host gets: the engine knows no page, no tab, no socket of its own. */
import type { Clock } from '#lib/clock.ts';
import type { BareJid } from '#lib/jid.ts';
import type { Log } from '#lib/log.ts';
import type { Result } from '#lib/result.ts';
import type { Command, Reply, Signal } from '#model/command.ts';
import type { Connection } from '#model/connection.ts';
import type { AccountStore } from '#store/account-store.ts';
import type { StreamFailure } from '#xmpp/stream/failure.ts';
import type { Credentials, ScramKeysWire, StreamSession } from '#xmpp/stream/session.ts';

/** What the host knows about itself and about who looks. */
export interface HostSignals {
  /** The platform's own opinion; a hint, it may be wrong both ways. */
  readonly isOnline: () => boolean;
  /** Whether any tab of the account is visible. */
  readonly anyVisible: () => Promise<boolean>;
}

/** What the engine needs of the account's place in this browser. */
export interface AccountKeeper {
  readonly userAgentId: string;
  /** Strongest mechanism seen. */
  readonly strongest: string | undefined;
  /** WebSocket typed by the person or set by the operator; absent: discover. */
  readonly webSocket: string | undefined;
  /** The server may be told the bare password, if it takes nothing better. */
  readonly plainAllowed: boolean;
  /** Only the password itself gets into this account. */
  readonly asksEachTime: boolean;
  /** Absent: nothing to sign in with, a person must act. */
  credentials(): Promise<Credentials | undefined>;
  /** Stored keys are refused, or do not fit: what else there is to try, once. */
  instead?(): Credentials | undefined;
  /** The server refused the password: it must not be tried again. */
  refused?(): void;
  /** After each login: keeps the account, its keys and the pin, so far as it may. */
  signedIn(login: { readonly mechanism: string; readonly scramKeys?: ScramKeysWire }): Promise<void>;
  /** Deletes all that this browser holds of the account. */
  forget(): Promise<void>;
}

export interface EngineContext {
  readonly jid: BareJid;
  readonly store: AccountStore;
  /** Fencing number of this engine, claimed from the store. */
  readonly epoch: number;
  readonly account: AccountKeeper;
  readonly host: HostSignals;
  readonly openStream: () => StreamSession;
  /** WebSocket addresses of a domain, best first. */
  discover(domain: string): Promise<Result<readonly string[], StreamFailure>>;
  readonly clock: Clock;
  readonly newId: () => string;
  /** 0 to below 1. */
  readonly random: () => number;
  /** Runs in a later turn of the event loop, not slowed down in hidden tabs. */
  readonly nextTurn: (fn: () => void) => void;
  readonly log: Log;
  readonly emit: (signal: Signal) => void;
}

export interface Engine {
  readonly connection: Connection;
  /** Never rejects. */
  handle(command: Command): Promise<Reply>;
  /** The outbox has new rows. */
  nudge(): void;
  /** Visibility or network may have changed. */
  look(): void;
  stop(how: 'drop' | 'bye'): Promise<void>;
}
