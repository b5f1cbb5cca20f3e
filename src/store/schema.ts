/** The databases as typed object stores: names, keys, indexes and what lies in them. */
import type { BareJid, FullJid } from '#lib/jid.ts';
import type { Account } from '#model/account.ts';
import type { Chat } from '#model/chat.ts';
import type { Contact, ContactRequest, DevicePresence } from '#model/contact.ts';
import type { OutboxRow, OutboxState } from '#model/intent.ts';
import type { Message } from '#model/message.ts';
import type { ArchiveSegment, ChatSegment } from '#model/segment.ts';
import type { DBSchema, IDBPTransaction } from 'idb';
import type { StreamRow } from './batch.ts';

export const accountDatabase = (jid: BareJid): string => `kith:${jid}`;
export const shellDatabase = 'kith:shell';

export interface ChatRow extends Chat {
  /** When the conversation was opened, milliseconds: its activity while it has no message. */
  readonly opened: number;
  /** The other side displayed everything up to here (XEP-0333 §2). */
  readonly peerRead?: string;
}

export interface ContactRow extends Contact {
  readonly sort: string;
}

/** What is known of one archive as a whole. */
export interface ArchiveRow {
  readonly archive: BareJid;
  /** 1 for the first archive by this address that we saw; grows when the server began a new one. */
  readonly generation: number;
  /** Greatest place given out, save for queued messages. */
  readonly newest: string;
  /** Placed at the last fresh bind: what was missed before it goes below. */
  readonly base: string;
  /** Everything at or below is from before the first sign-in, and counts as read. */
  readonly baseline: string;
  /**
   * Key of the first message that arrived since the first sign-in, until what is known reaches back to it; `empty`: the
   * archive had nothing by then.
   */
  readonly firstArrival?: number | 'reached' | 'empty';
  /** A page has reached the end since the last fresh bind. */
  readonly closed: boolean;
  /** The archive was seen to be empty, and nothing came since. */
  readonly empty: boolean;
  readonly nextSegment: number;
  /** How many items were fetched going back into the past. */
  readonly past?: number;
  readonly factsVersion: number;
}

/** `with` is '' for the whole archive. */
export type SegmentRow = (ArchiveSegment | ChatSegment) & {
  readonly archive: string;
  readonly with: BareJid | '';
};

/** A fact whose message has not come. */
export interface OrphanRow {
  readonly chat: BareJid;
  readonly of: string;
  /** Who told it, and what: facts that say the same are one row. */
  readonly told: string;
  /** Grows with each row: the oldest are dropped first. */
  readonly seq: number;
  readonly fact:
    | { readonly kind: 'receipt' }
    | { readonly kind: 'peer-marker' }
    | { readonly kind: 'own-marker' }
    | { readonly kind: 'error'; readonly condition: string };
}

/** `flight` makes messages on their way countable. */
export type StoredOutboxRow = Omit<OutboxRow, 'id'> & { readonly id?: number };

export interface DraftRow {
  readonly chat: BareJid;
  readonly text: string;
}

export interface StreamState {
  readonly epoch: number;
  readonly row?: StreamRow;
}

export interface AccountSchema extends DBSchema {
  messages: {
    key: number;
    value: Message;
    indexes: {
      timeline: [BareJid, string];
      archive: [string, string];
      stanza: [BareJid, BareJid, string];
      unread: [BareJid, string];
      unsettled: [BareJid, string];
    };
  };
  chats: { key: BareJid; value: ChatRow; indexes: { activity: [number, BareJid]; unread: number } };
  contacts: { key: BareJid; value: ContactRow; indexes: { sort: string } };
  requests: { key: BareJid; value: ContactRequest; indexes: { at: number } };
  presence: { key: FullJid; value: DevicePresence; indexes: { bare: BareJid } };
  blocked: { key: BareJid; value: { readonly jid: BareJid } };
  archives: { key: BareJid; value: ArchiveRow };
  coverage: { key: [string, BareJid | '', number]; value: SegmentRow };
  orphans: { key: [BareJid, string, string]; value: OrphanRow; indexes: { seq: number } };
  outbox: {
    key: number;
    value: StoredOutboxRow;
    indexes: { state: OutboxState; kind: [string, OutboxState]; message: number };
  };
  drafts: { key: BareJid; value: DraftRow };
  /** One row under the key `stream`. */
  stream: { key: string; value: StreamState };
  /** Small values by name: settings, own presence, roster version, counters. */
  values: { key: string; value: unknown };
}

export interface ShellSchema extends DBSchema {
  accounts: { key: BareJid; value: Account };
  secrets: {
    key: BareJid;
    value: { readonly jid: BareJid; readonly iv: Uint8Array; readonly data: ArrayBuffer };
  };
  values: { key: string; value: unknown };
}

export type AccountTable =
  | 'messages'
  | 'chats'
  | 'contacts'
  | 'requests'
  | 'presence'
  | 'blocked'
  | 'archives'
  | 'coverage'
  | 'orphans'
  | 'outbox'
  | 'drafts'
  | 'stream'
  | 'values';
export type ShellTable = 'accounts' | 'secrets' | 'values';

export type ReadTx = IDBPTransaction<AccountSchema, AccountTable[]>;
export type WriteTx = IDBPTransaction<AccountSchema, AccountTable[], 'readwrite'>;
/** Either: for reading. */
export type Tx = ReadTx | WriteTx;
