/** The leading tab's half of the bridge: hosts the engine while this tab holds the account's lock. */
import type { EngineContext } from '#engine/context.ts';
import type { LedAccount } from '#engine/host.ts';
import type { BareJid } from '#lib/jid.ts';
import type { Command, Reply, Signal } from '#model/command.ts';
import type { Connection } from '#model/connection.ts';
import type { Downgrade } from '#model/failure.ts';

export type { LedAccount } from '#engine/host.ts';

/** The account's store as the engine wants it. */
export type LedStore = EngineContext['store'];

export interface LeadInput {
  readonly jid: BareJid;
  readonly store: LedStore;
  readonly memory: boolean;
  readonly config: { readonly domain?: string; readonly webSocket?: string };
  readonly password?: string;
  /** The keys made of the password are stored, or it was refused: it is not needed any longer. */
  readonly sealed?: () => void;
  readonly acceptWeaker?: Downgrade;
  /** Typed by the person at sign-in, or filled in by a link. */
  readonly webSocket?: string;
  readonly webSocketFromLink?: boolean;
  readonly isOnline: () => boolean;
  readonly anyVisible: () => Promise<boolean>;
  emit(epoch: number, signal: Signal): void;
}

/** An engine at work. `look` tells it that visibility or the network may have changed. */
export interface Led {
  readonly epoch: number;
  readonly connection: Connection;
  handle(command: Command): Promise<Reply>;
  nudge(): void;
  look(): void;
  stop(how: 'drop' | 'bye'): Promise<void>;
}

export type Lead = (input: LeadInput) => Promise<Led>;

/** Claims the next epoch and starts the engine. Rejects when storage or the engine's code is out of reach. */
export const lead: Lead = async (input) => {
  const { startHostedEngine } = await import('#engine/host.ts');
  return startHostedEngine(input);
};

/** Opens the store for a sign-in, in memory if asked for or if the browser gives no storage. */
export const openAccount = async (jid: BareJid, memory: boolean): Promise<LedAccount> => {
  const host = await import('#engine/host.ts');
  return host.openAccount(jid, memory);
};

/** Deletes an account of this browser that no engine runs. */
export const forgetAccount = async (jid: BareJid): Promise<void> => {
  const host = await import('#engine/host.ts');
  await host.forgetAccount(jid, false);
};
