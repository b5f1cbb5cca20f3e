/** An account of this browser: what is kept in the `shell` database between visits. */
import type { BareJid } from '#lib/jid.ts';

export type ScramHash = 'SHA-1' | 'SHA-256' | 'SHA-512';

/** Keys derived by SCRAM (RFC 5802 §3); password-equivalent for this account, so stored only sealed. Base64 values. */
export interface ScramKeys {
  readonly hash: ScramHash;
  readonly salt: string;
  readonly iterations: number;
  readonly clientKey: string;
  readonly serverKey: string;
}

export interface Account {
  readonly jid: BareJid;
  /** WebSocket the person or the operator named; absent: discover. */
  readonly webSocket?: string;
  /** `webSocket` was filled in by a link, on a host that neither the page nor the operator named: PLAIN is not used there. */
  readonly webSocketFromLink?: boolean;
  /** Whatever can be kept in place of the password, this server does not take it again. */
  readonly asksEachTime?: boolean;
  /** Strongest mechanism seen: a weaker offer later is refused (A02). */
  readonly strongest?: string;
  /** XEP-0388 user-agent id, stable per install and account. */
  readonly userAgentId: string;
  readonly createdAt: number;
}
