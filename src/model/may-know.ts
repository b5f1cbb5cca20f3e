/** Who may learn something from us: receipts, markers, typing states (P02, P10). */
import { domainOf, type BareJid } from '#lib/jid.ts';

/** The entries of a block list that an address can fall under: itself, or everyone of its domain (XEP-0191 §3.2). */
export const blockingEntries = (jid: BareJid): readonly BareJid[] => [jid, domainOf(jid) as BareJid];

export const isBlockedBy = (entries: ReadonlySet<BareJid>, jid: BareJid): boolean =>
  blockingEntries(jid).some((entry) => entries.has(entry));

/** How we stand with an address. */
export interface Standing {
  /** Our own address. */
  readonly account: BareJid;
  /** The block list, or those of its entries that the address can fall under. */
  readonly blocked: ReadonlySet<BareJid>;
  readonly isContact: boolean;
  /** The person has accepted the conversation, or began it. */
  readonly isAccepted: boolean;
}

/** Oneself, contacts, and strangers whom the person accepted; never the blocked. */
export const mayKnow = (jid: BareJid, { account, blocked, isContact, isAccepted }: Standing): boolean =>
  jid === account || (!isBlockedBy(blocked, jid) && (isContact || isAccepted));
