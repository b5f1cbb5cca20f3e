/** A roster entry (RFC 6121 §2) and the presence of the account's own and other people's devices. */
import type { BareJid, FullJid } from '#lib/jid.ts';

export type Subscription = 'none' | 'to' | 'from' | 'both';

export interface Contact {
  readonly jid: BareJid;
  readonly name?: string;
  readonly groups: readonly string[];
  readonly subscription: Subscription;
  /** We asked and wait for an answer (RFC 6121 §3.1). */
  readonly ask: boolean;
}

/** Someone asks to see our presence. */
export interface ContactRequest {
  readonly jid: BareJid;
  readonly at: number;
  readonly message?: string;
}

export type Show = 'chat' | 'available' | 'away' | 'xa' | 'dnd';

/** Presence of one device; offline devices have no row. */
export interface DevicePresence {
  readonly jid: FullJid;
  readonly bare: BareJid;
  readonly show: Show;
  readonly status?: string;
  readonly priority: number;
  /** Idle since, milliseconds (XEP-0319). */
  readonly idleSince?: number;
  readonly caps?: { readonly node: string; readonly ver: string; readonly hash: string };
  /** Name of the software, when caps or 0092 told. */
  readonly software?: string;
  readonly at: number;
}

/** What a person chose to be seen as. `invisible` is absent on purpose: the wire has no honest way to say it. */
export interface OwnPresence {
  readonly show: Show;
  readonly status: string;
}
