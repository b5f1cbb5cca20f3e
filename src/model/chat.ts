/** A conversation: the row of the chat list and the pointer up to which it was read. */
import type { BareJid } from '#lib/jid.ts';
import type { DeliveryState, MessageKey } from './message.ts';

export interface ChatPreview {
  readonly key: MessageKey;
  readonly own: boolean;
  /** First 200 characters of the text, newlines as blanks. */
  readonly text: string;
  readonly at: number;
  readonly delivery?: DeliveryState;
  readonly kind: 'text' | 'action' | 'unsupported' | 'headline';
}

/** Where a reader was: a message and how far its top edge stood below the top of the view, in CSS pixels. */
export interface ReadingPlace {
  readonly key: MessageKey;
  readonly offset: number;
}

export interface Chat {
  /** The bare address of the other side; also the key. */
  readonly jid: BareJid;
  /** Newest shown message; absent for a conversation opened but never used. */
  readonly preview?: ChatPreview;
  /** Sorts the list, newest first: `preview.at`, or when the conversation was opened. Milliseconds. */
  readonly activity: number;
  /** Capped at 999. */
  readonly unread: number;
  /** Everything at or before this order counts as read. */
  readonly readOrder: string;
  /** Copy of the draft's first 200 characters for the list. */
  readonly draft?: string;
  /** The person accepted a stranger's conversation, or started it: receipts and typing may flow. */
  readonly accepted: boolean;
  /** Where the person read when they left it; absent: at the end. */
  readonly place?: ReadingPlace;
}
