/** What a message is once it is stored: one row, into which later facts (receipts, markers, errors) are folded. */
import type { Brand } from '#lib/brand.ts';
import type { BareJid } from '#lib/jid.ts';

/** The store's own key of a message row; it never changes. */
export type MessageKey = Brand<number, 'MessageKey'>;

/** Where an own message stands. The order of this list is the rank; the rank only rises, save for `failed`. */
export type DeliveryState = 'waiting' | 'sent' | 'delivered' | 'read' | 'failed';

/** Why an own message failed; the words belong to the screen. */
export type MessageFailure =
  | { readonly kind: 'refused'; readonly condition: string }
  | { readonly kind: 'may-have-arrived' }
  | { readonly kind: 'too-large' }
  /** Streams ended each time it was sent, and the server never had it. */
  | { readonly kind: 'not-taken' };

/** How sure we are of a row's place: proven by the archive, or a guess until the settle query. */
export type Placement = 'archive' | 'live' | 'guess' | 'queued';

/**
 * What could not be had of the archive beside a message: one message, one that may belong to another conversation, or an
 * unknown number.
 */
export type Gap = 'message' | 'nearby' | 'messages';

/** Content of a kind that Kith cannot show yet still gets an honest line. */
export type MessageContent =
  | { readonly kind: 'text'; readonly body: string; readonly unstyled?: true }
  | { readonly kind: 'headline'; readonly body: string; readonly subject?: string }
  | {
      readonly kind: 'unsupported';
      readonly what: 'omemo' | 'openpgp' | 'other';
      readonly fallback?: string;
    };

export interface Message {
  readonly key: MessageKey;
  readonly chat: BareJid;
  /** Position in the chat: compares as a plain string; queued rows start with '~'. */
  readonly order: string;
  readonly placement: Placement;
  readonly sender: BareJid;
  readonly own: boolean;
  /** The `id` attribute of the stanza; own messages use the same value as origin-id for life (XEP-0359). */
  readonly stanzaId?: string;
  /**
   * The archive that numbered it (own bare address for one-to-one; with `#2`, `#3`… once the server began a new archive)
   * and its id there (XEP-0359, XEP-0313).
   */
  readonly archive?: string;
  readonly archiveId?: string;
  /** Milliseconds since the epoch, clamped to now when stored; shown, never sorted by. */
  readonly at: number;
  readonly content: MessageContent;
  /** Cheap hash of what a person would see, for dedupe without ids. */
  readonly payloadHash: string;
  /** Written on this device: its `stanzaId` is ours alone. */
  readonly composed?: true;
  /** Only for own messages. */
  readonly delivery?: DeliveryState;
  readonly failure?: MessageFailure;
  /** It was refused once and waits again: the archive may hold a copy of the refused attempt, which proves nothing. */
  readonly retried?: true;
  /** Its `order` again if it counts as unread whenever the read pointer stands before it (sparse index). */
  readonly unread?: string;
  /** The archive's space and its `order` again, while the archive has not proven its place (sparse index). */
  readonly unsettled?: readonly [space: BareJid, order: string];
  /** The sender asked for a receipt (XEP-0184) / for displayed markers (XEP-0333). */
  readonly wantsReceipt?: true;
  readonly markable?: true;
  /** What is missing directly before (after) it. */
  readonly gapBefore?: Gap;
  readonly gapAfter?: Gap;
}
