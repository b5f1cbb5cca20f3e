/** Facts: what one stanza tells about a conversation, once it is decoded and its sender verified. Facts fold into rows. */
import type { BareJid } from '#lib/jid.ts';
import type { MessageContent } from './message.ts';

/** How a message came: delivered now, copied from another device, or read from the archive. */
export type Via = 'live' | 'carbon' | 'archive';

/** A message was sent. */
export interface MessageFact {
  readonly kind: 'message';
  /** The other side; one's own bare address for a note to self. */
  readonly chat: BareJid;
  /** Verified bare address of the sender. */
  readonly sender: BareJid;
  readonly own: boolean;
  /** The `id` attribute. */
  readonly stanzaId?: string;
  /** Believed for own messages only: anyone can forge it (XEP-0359 §3.1). */
  readonly originId?: string;
  /** The archive that numbered it, and the id there, when both can be trusted. */
  readonly archive?: BareJid;
  readonly archiveId?: string;
  /** Milliseconds since the epoch, as far as the stamp is believed; the store clamps it to now. */
  readonly at: number;
  readonly content: MessageContent;
  /** By `payloadHash` of model/payload-hash.ts. */
  readonly payloadHash: string;
  readonly via: Via;
  /** The sender asked for a receipt (XEP-0184) / for displayed markers (XEP-0333). */
  readonly wantsReceipt?: boolean;
  readonly markable?: boolean;
}

/** The other side's device has an own message (XEP-0184). */
export interface ReceiptFact {
  readonly kind: 'receipt';
  readonly chat: BareJid;
  readonly sender: BareJid;
  /** Stanza id of the own message. */
  readonly of: string;
}

/** A message, and all before it, was displayed (XEP-0333): by the other side, or by oneself on another device. */
export interface MarkerFact {
  readonly kind: 'marker';
  readonly chat: BareJid;
  readonly sender: BareJid;
  readonly of: string;
  readonly own: boolean;
}

/** A server or client refused an own message; `from` was the addressee and the id was ours. */
export interface ErrorFact {
  readonly kind: 'error';
  readonly chat: BareJid;
  readonly of: string;
  /** Defined condition (RFC 6120 §8.3.3). */
  readonly condition: string;
}

export type Fact = MessageFact | ReceiptFact | MarkerFact | ErrorFact;

/**
 * Grows whenever more kinds of facts are decoded from stanzas that an archive may hold: coverage recorded under an
 * older version is dropped, so that pages are read again.
 */
export const factsVersion = 1;
