/** The store of one account and the store of the app: every operation that other layers may call. */
import type { BareJid } from '#lib/jid.ts';
import type { Account, ScramKeys } from '#model/account.ts';
import type { Chat, ReadingPlace } from '#model/chat.ts';
import type { ArchiveState } from '#model/command.ts';
import type { Contact, ContactRequest, DevicePresence, OwnPresence, Show } from '#model/contact.ts';
import type { ArchiveCursor, OlderCursor } from '#model/coverage.ts';
import type { Intent, OutboxEntry } from '#model/intent.ts';
import type { Message, MessageFailure, MessageKey } from '#model/message.ts';
import type { ServerOffers } from '#model/server.ts';
import type { AccountSettings, DeviceSettings } from '#model/settings.ts';
import type { WholeArchive } from '#model/whole-archive.ts';
import type { Batch, CommitResult, StreamRow } from './batch.ts';
import type { StoreFailure } from './store-failure.ts';

export type {
  Answered,
  ArchiveOpened,
  ArchivePageStep,
  Batch,
  BlockedChange,
  CommitResult,
  CoverageStep,
  PresenceChange,
  RequestChange,
  RosterChange,
  StreamRow,
} from './batch.ts';
export { StaleEpoch, StoreError, type StoreFailure } from './store-failure.ts';

/** What a change may concern. */
export type ChangedStore =
  | 'messages'
  | 'chats'
  | 'contacts'
  | 'requests'
  | 'presence'
  | 'outbox'
  | 'drafts'
  | 'settings'
  | 'coverage'
  | 'blocked'
  | 'profile'
  | 'download'
  | 'server';

/** A hint, posted after the transaction is complete, in every tab; readers read. */
export interface Change {
  readonly store: ChangedStore;
  /** The conversation it belongs to. */
  readonly scope?: BareJid;
  /** Keys of the rows; absent: any may have changed. */
  readonly ids?: readonly (number | string)[];
}

export interface ChangeFeed {
  on(fn: (change: Change) => void): () => void;
}

export interface MessagePage {
  /** At most one of the three: rows with a smaller order, with a greater one, or from both sides of it (itself included). */
  readonly before?: string;
  readonly after?: string;
  readonly around?: string;
  /** At most 500. */
  readonly limit: number;
  /** Also rows beyond a hole in what is known of the archive; without it a page ends there. */
  readonly acrossHoles?: boolean;
}

/** Rows of a list: those after `before`, the last row of the page before, or after the first `skip` ones. */
export interface ChatPage {
  readonly limit: number;
  readonly before?: Pick<Chat, 'jid' | 'activity'>;
  readonly skip?: number;
}

/** Conversations and messages, for the screen. */
export interface ConversationOperations {
  /** Strict: resolves once the waiting message, its outbox row, the cleared draft and the preview are on disk. */
  enqueueMessage(chat: BareJid, text: string, options?: { readonly unstyled?: boolean }): Promise<Message>;
  /** A failed message waits again, under the same id. */
  retry(key: MessageKey): Promise<void>;
  /** Deletes a message that waits unsent or has failed; others are left alone. */
  discard(key: MessageKey): Promise<void>;
  /** Relaxed durability. */
  saveDraft(chat: BareJid, text: string): Promise<void>;
  readDraft(chat: BareJid): Promise<string>;
  /** Moves the read pointer forward to `order`, and enqueues the displayed marker if settings and the other side allow. */
  markRead(chat: BareJid, order: string): Promise<void>;
  /** Where the person reads, for the next visit; undefined: at the end. Relaxed durability; tells nobody, as nothing shows it. */
  savePlace(chat: BareJid, place: ReadingPlace | undefined): Promise<void>;
  /** Creates the conversation if there is none; started by the person, so it counts as accepted. */
  openChat(jid: BareJid): Promise<Chat>;
  acceptChat(jid: BareJid): Promise<void>;
  chat(jid: BareJid): Promise<Chat | undefined>;
  /** Newest activity first. */
  listChats(page: ChatPage): Promise<readonly Chat[]>;
  countChats(): Promise<number>;
  /** The same of those with unread messages. */
  unreadChats(page: ChatPage): Promise<readonly Chat[]>;
  countUnreadChats(): Promise<number>;
  /** Sum over all conversations. */
  countUnread(): Promise<number>;
  /** Ascending by order. */
  messagesPage(chat: BareJid, page: MessagePage): Promise<readonly Message[]>;
  messagesByKeys(keys: readonly MessageKey[]): Promise<readonly Message[]>;
  firstUnread(chat: BareJid): Promise<Message | undefined>;
  /** How the known part of a conversation stands against the archive. */
  coverageOf(chat: BareJid): Promise<ArchiveState>;
  /** Own messages that the server does not have yet. */
  waitingCount(): Promise<number>;
}

/** People, settings and the database itself, for the screen. */
export interface AccountOperations {
  /** By `contactSortKey` of model/contact-sort.ts, ascending. `after`: that key of the last row of the page before. */
  contacts(page: { readonly limit: number; readonly after?: string }): Promise<readonly Contact[]>;
  countContacts(): Promise<number>;
  contact(jid: BareJid): Promise<Contact | undefined>;
  /** Those of these who are contacts. */
  contactsAmong(jids: readonly BareJid[]): Promise<readonly Contact[]>;
  /** Newest first, at most 200. */
  contactRequests(): Promise<readonly ContactRequest[]>;
  presenceOf(bare: BareJid): Promise<readonly DevicePresence[]>;
  /**
   * The best device of everyone online, by address. `limit` counts devices; the next page begins `after` the last address of
   * this one, and an empty one ends it.
   */
  bestPresences(page?: {
    readonly limit?: number;
    readonly after?: BareJid | undefined;
  }): Promise<ReadonlyMap<BareJid, Show>>;
  /** The best device of each of these who is online. */
  presencesAmong(jids: readonly BareJid[]): Promise<ReadonlyMap<BareJid, Show>>;
  blocked(): Promise<readonly BareJid[]>;
  isBlocked(jid: BareJid): Promise<boolean>;
  /** As of the last login. */
  serverOffers(): Promise<ServerOffers>;
  settings(): Promise<AccountSettings>;
  saveSettings(patch: Partial<AccountSettings>): Promise<void>;
  ownPresence(): Promise<OwnPresence>;
  saveOwnPresence(presence: OwnPresence): Promise<void>;
  /** Adds outbox rows; roster and block intents show at once in contacts, requests and blocked. */
  enqueue(...intents: readonly Intent[]): Promise<void>;
  /** Bytes; undefined where the browser does not tell. */
  storageUse(): Promise<{ readonly bytes: number; readonly quota: number } | undefined>;
  isPersisted(): Promise<boolean>;
  /** Asks the browser not to evict; whether it promised. */
  persist(): Promise<boolean>;
  /** Undefined: the whole archive was never asked for. */
  wholeArchive(): Promise<WholeArchive | undefined>;
  /**
   * Deletes messages, what is known of archives, and previews; drafts and the outbox with its messages stay. What was cleared is
   * not fetched again unasked.
   */
  clearHistory(): Promise<void>;
}

/** For the engine. Each is one transaction; those with an epoch throw StaleEpoch when another engine has claimed since. */
export interface EngineOperations {
  claimEpoch(): Promise<number>;
  /** Strict; resolves after `complete`. Writes the receipts that its messages are owed, if settings and the senders allow. */
  commit(epoch: number, batch: Batch): Promise<CommitResult>;
  streamRow(): Promise<StreamRow | undefined>;
  saveStream(epoch: number, row: StreamRow | null): Promise<void>;
  rosterVersion(): Promise<string | undefined>;
  archiveCursor(archive: BareJid): Promise<ArchiveCursor>;
  /** Relaxed durability: what is known of the archive is told by its segments. */
  noteWholeArchive(epoch: number, progress: WholeArchive): Promise<void>;
  /** Continues below `above` (an order) if given, else at the newest hole or the oldest known message. */
  olderCursor(chat: BareJid, above?: string): Promise<OlderCursor>;

  /** Queued rows in order, messages with their row; none of a conversation in which a message is unknown. */
  outboxBatch(epoch: number, limit: number): Promise<readonly OutboxEntry[]>;
  /** Those of the queued rows that change the roster, the block list or who sees whom, in order. */
  peopleOutbox(epoch: number): Promise<readonly OutboxEntry[]>;
  /**
   * About to be handed to the stream, or handed to it as stanza `n`. Whether the row was there and queued: one that a person
   * has discarded meanwhile must not go out. `above`: how many stanzas the stream had sent by then.
   */
  markSent(epoch: number, id: number, n: number | undefined, above?: number): Promise<boolean>;
  /**
   * The server has all stanzas up to `n` (mod 2^32). Messages rise to Sent and take a guessed place; rows that no answer
   * is awaited for go; roster and block rows stay until `finishOutbox`.
   */
  acked(epoch: number, n: number): Promise<void>;
  /** The same for single rows: the answer of an IQ came, or a ping answered on a stream without management. */
  finishOutbox(epoch: number, ids: readonly number[]): Promise<void>;
  /**
   * The stream that carried what was sent is gone. `h`: how many of its stanzas the server had, if it told; what they prove
   * lost is queued again. Other messages become unknown, all else that was sent is queued again.
   */
  outboxUnknown(epoch: number, h?: number): Promise<void>;
  /**
   * A stream ended, perhaps over the first stanza that was not confirmed: its row is blamed, and the answer tells whether it
   * now is not to be sent again. It then fails as soon as it is proven not to have arrived.
   */
  blameFirst(epoch: number, blame: number): Promise<boolean>;
  unknownOutbox(limit: number): Promise<readonly OutboxEntry[]>;
  /** Whether the archive is known from before the unknown messages were sent: if they arrived, it has shown them. */
  reachesUnknown(): Promise<boolean>;
  /**
   * All that can be known is known: unknown messages go out again if they did not arrive, and fail as `may-have-arrived` where
   * the archive cannot tell, because there is none, it does not reach back so far, or something of it could not be had.
   */
  settleUnknown(epoch: number, hasArchive: boolean): Promise<void>;
  /** Rows that are not at the server: they go out again, in their old order, or fail if streams have ended over them. */
  requeue(epoch: number, ids: readonly number[]): Promise<void>;
  /** What was missed is known as a whole: held receipts go out, save those that another device has sent. */
  releaseReceipts(epoch: number): Promise<void>;
  /** Gives up on a row; its message fails. */
  failOutbox(epoch: number, id: number, failure: MessageFailure): Promise<void>;
}

export interface AccountStore extends ConversationOperations, AccountOperations, EngineOperations {
  readonly jid: BareJid;
  readonly memory: boolean;
  readonly changes: ChangeFeed;
  /** The database is out of reach for good: deleted by another tab, or newer code wants it. */
  onLost(fn: (failure: StoreFailure) => void): () => void;
  close(): void;
}

export interface ShellStore {
  readonly memory: boolean;
  accounts(): Promise<readonly Account[]>;
  saveAccount(account: Account): Promise<void>;
  /** With its secret. */
  removeAccount(jid: BareJid): Promise<void>;
  currentAccount(): Promise<BareJid | undefined>;
  setCurrentAccount(jid: BareJid | undefined): Promise<void>;
  /** Whose sign-out was begun and is not known to have ended: what is stored of it has to go. */
  leavingAccount(): Promise<BareJid | undefined>;
  setLeavingAccount(jid: BareJid | undefined): Promise<void>;
  /** What was set on this device, and nothing else. */
  deviceSettings(): Promise<Partial<DeviceSettings>>;
  saveDeviceSettings(patch: Partial<DeviceSettings>): Promise<void>;
  saveSecret(jid: BareJid, keys: ScramKeys): Promise<void>;
  /** Undefined also if it cannot be opened any more. */
  readSecret(jid: BareJid): Promise<ScramKeys | undefined>;
  removeSecret(jid: BareJid): Promise<void>;
  /** The last copy of config.json. */
  config(): Promise<unknown>;
  saveConfig(config: unknown): Promise<void>;
  readonly changes: ShellChangeFeed;
  close(): void;
}

export interface ShellChangeFeed {
  on(fn: (change: ShellChange) => void): () => void;
}

export interface ShellChange {
  readonly store: 'accounts' | 'device-settings' | 'config';
}

export interface OpenOptions {
  readonly memory?: boolean;
}
