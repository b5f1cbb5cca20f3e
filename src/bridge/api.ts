/** The face of the bridge towards the state layer: join it, send commands, follow signals, sign in. */
import type { BareJid } from '#lib/jid.ts';
import type { Log } from '#lib/log.ts';
import type { Result } from '#lib/result.ts';
import type { Account } from '#model/account.ts';
import type { Command, Reply, Signal } from '#model/command.ts';
import type { Connection } from '#model/connection.ts';
import type { ConnectFailure, Downgrade } from '#model/failure.ts';
import type { LedStore } from './leader.ts';

/** What the operator's config.json says about connecting. */
export interface BridgeConfig {
  /** WebSocket for accounts of `domain`; both or neither are used. */
  readonly domain?: string;
  readonly webSocket?: string;
}

export interface JoinOptions {
  readonly jid: BareJid;
  /** The account's open store; the bridge never closes it. */
  readonly store: LedStore;
  /** Public computer or no IndexedDB: no other tabs, the engine runs in this one. */
  readonly memory: boolean;
  readonly config: BridgeConfig;
  /** Only kept in this tab's memory. Absent: the sealed SCRAM keys of the account are used. */
  readonly password?: string;
  /** A weaker mechanism than before that the person agreed to, typing the password for it. */
  readonly acceptWeaker?: Downgrade;
  /** Typed by the person at sign-in, or filled in by a link; later ones read it from the account. */
  readonly webSocket?: string;
  /** It was a link, to a host that nobody else named. */
  readonly webSocketFromLink?: boolean;
  readonly onSignal?: (signal: Signal) => void;
  /** Take the lead from another tab: the sign-in of an account that is open elsewhere. */
  readonly takeOver?: boolean;
  readonly log?: Log;
}

export interface BridgeClient {
  /** Never rejects. Answered within the time of `replyWithin`, also when the leader changes meanwhile. */
  send<C extends Command>(command: C): Promise<Reply<C['name']>>;
  /** The outbox has new rows: the leader looks. */
  nudge(): void;
  /** The newest state told by the leader; `connecting` until one has spoken. */
  readonly connection: Connection;
  /** Whether the engine runs in this tab. The leading tab alone shows alerts. */
  readonly leader: boolean;
  on(event: 'signal', fn: (signal: Signal) => void): () => void;
  /** Leaves the channel; as leader drops the socket so that the next leader can resume. */
  leave(): Promise<void>;
}

export interface SignInRequest {
  readonly jid: BareJid;
  readonly password: string;
  /** From under Advanced. */
  readonly webSocket?: string;
  /** It was filled in by a link, to a host that nobody else named. */
  readonly webSocketFromLink?: boolean;
  /** false: memory mode, nothing is kept. */
  readonly remember: boolean;
  readonly config: BridgeConfig;
  /** Aborting closes the attempt and leaves nothing behind. */
  readonly signal?: AbortSignal;
  /** Gets the signals of the joined bridge from its first one on. */
  readonly onSignal?: (signal: Signal) => void;
}

/** A successful sign-in hands over what it opened: the store to read and the joined bridge. */
export interface SignedIn {
  readonly account: Account;
  readonly store: LedStore;
  readonly bridge: BridgeClient;
  /** True when the account lives in memory only: it was asked for, or storage was refused. */
  readonly memory: boolean;
}

/** `cancelled`: the caller's own signal ended it. */
export type SignInFailure = ConnectFailure | { readonly kind: 'cancelled' };
export type SignInResult = Result<SignedIn, SignInFailure>;

/** A new password for an account that this tab shows, and whose bridge it has left. */
export interface RejoinOptions extends JoinOptions {
  readonly password: string;
  /** Aborting ends the wait for the outcome, not the bridge. */
  readonly signal?: AbortSignal;
}

export interface Rejoining {
  /** Joined from the start; it stays so when the password is refused. */
  readonly bridge: BridgeClient;
  /** undefined: the server took the password. */
  readonly outcome: Promise<SignInFailure | undefined>;
}
