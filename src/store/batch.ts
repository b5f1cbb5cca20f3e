/** What one inbound batch brings, and what committing it answers. */
import type { BareJid, FullJid } from '#lib/jid.ts';
import type { Contact, ContactRequest, DevicePresence } from '#model/contact.ts';
import type { PageGap } from '#model/coverage.ts';
import type { Fact } from '#model/fact.ts';
import type { Message } from '#model/message.ts';
import type { ServerOffers } from '#model/server.ts';

/** The stream as it stood after the batch: enough to resume it (XEP-0198 §5). */
export interface StreamRow {
  readonly id: string;
  /** Seconds that the server promised to keep it. */
  readonly max?: number;
  readonly jid: FullJid;
  /** Inbound stanzas whose effects are committed. */
  readonly h: number;
  /** Outbound stanzas acknowledged by the server / handed to the stream. */
  readonly acked: number;
  readonly sent: number;
  /** When this was last true, milliseconds: older than `max` is not worth a try. */
  readonly at: number;
}

/** How a batch changes what is known of an archive. */
export type CoverageStep = ArchiveOpened | ArchivePageStep;

/**
 * A fresh bind (not a resume): live messages may have been missed, so they move no cursor until a page reaches the end.
 * `edge` is the archive's state at the very moment of the bind (XEP-0386 §3.2, XEP-0313 metadata); with an `end` that is our
 * cursor, or without any `end` (an empty archive), nothing was missed and no catch-up is needed.
 */
export interface ArchiveOpened {
  readonly kind: 'opened';
  readonly archive: BareJid;
  readonly edge?: { readonly start?: string; readonly end?: string };
}

/** One page of an archive. Its messages are the batch's facts that came `via: 'archive'`. */
export interface ArchivePageStep {
  readonly kind: 'page';
  readonly archive: BareJid;
  /** Filtered to one conversation; absent: the whole archive. */
  readonly with?: BareJid;
  /** The id that the query named in `after` (forward) or `before` (backward); absent: `before=''`, or a start time. */
  readonly from?: string;
  readonly direction: 'forward' | 'backward';
  /** Every archive id of the page in the archive's order, also those that gave no fact. */
  readonly ids: readonly string[];
  /** Nothing lies beyond the page in its direction (XEP-0313 §4.4). */
  readonly complete: boolean;
  /** `ArchiveCursor.asOf`, read before the query was sent. */
  readonly asOf: string;
  /**
   * It may close the gap beside the message of this id, from which it goes on without one: unless it reaches what is known
   * beyond, something may still be missing there.
   */
  readonly fills?: string;
  /** What of it could not be had, lowest first. */
  readonly gaps?: readonly PageGap[];
  /**
   * It came while we were away, and is no history: the receipts of its messages are written with them, and held until
   * `releaseReceipts`.
   */
  readonly news?: { readonly answered: readonly Answered[] };
}

/** Another device of the account has sent the receipt of this message. */
export interface Answered {
  readonly chat: BareJid;
  readonly id: string;
}

export interface RosterChange {
  /** The whole roster: what is not in it goes. */
  readonly full?: readonly Contact[];
  readonly changed?: readonly Contact[];
  readonly removed?: readonly BareJid[];
  readonly ver?: string;
}

export interface RequestChange {
  readonly added?: readonly ContactRequest[];
  readonly removed?: readonly BareJid[];
}

export interface PresenceChange {
  readonly changed?: readonly DevicePresence[];
  readonly gone?: readonly FullJid[];
  /** All devices of these addresses (`unavailable` from a bare address). */
  readonly goneBare?: readonly BareJid[];
  /** First forget all: a fresh bind, never a resume. */
  readonly wipe?: boolean;
}

export interface BlockedChange {
  readonly full?: readonly BareJid[];
  readonly added?: readonly BareJid[];
  readonly removed?: readonly BareJid[];
}

export interface Batch {
  readonly facts?: readonly Fact[];
  readonly coverage?: CoverageStep;
  /** Receipts that other devices have sent just now: remembered while a catch-up may still bring their messages. */
  readonly answered?: readonly Answered[];
  readonly roster?: RosterChange;
  readonly requests?: RequestChange;
  readonly presence?: PresenceChange;
  readonly blocked?: BlockedChange;
  /** What the server said of itself; what is absent stays as it was. */
  readonly server?: Partial<ServerOffers>;
  /** `null` deletes the row: the stream cannot be resumed. */
  readonly stream?: StreamRow | null;
}

export interface CommitResult {
  /** Rows that were not stored before, in the order of their facts; own ones too. */
  readonly added: readonly Message[];
  /** Those of `added` that were received now: not own, not from the archive. For alerts. */
  readonly live: readonly Message[];
  /** The archive began anew, its ids mean other messages: the page was dropped, catch up with `before=''`. */
  readonly recreated: boolean;
}
