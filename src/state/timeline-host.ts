/** What an open conversation needs of the account, and what its reader needs of its state. */
import type { BareJid } from '#lib/jid.ts';
import type { Chat } from '#model/chat.ts';
import type { Reply } from '#model/command.ts';
import type { Message, MessageKey } from '#model/message.ts';
import type { Feed } from './feed.ts';
import type { TimelineWindow } from './timeline-window.ts';
import type { ArchiveState, Opening, ReadingPlace } from './views.ts';

/** Rows before or after an order, both exclusive; without either the newest. Ascending. */
export interface PageRequest {
  readonly before?: string;
  readonly after?: string;
  readonly limit: number;
}

export interface TimelineStore {
  messagesPage(chat: BareJid, page: PageRequest): Promise<readonly Message[]>;
  messagesByKeys(keys: readonly MessageKey[]): Promise<readonly Message[]>;
  firstUnread(chat: BareJid): Promise<Message | undefined>;
  chat(jid: BareJid): Promise<Chat | undefined>;
  coverageOf(chat: BareJid): Promise<ArchiveState>;
  markRead(chat: BareJid, order: string): Promise<void>;
  acceptChat(chat: BareJid): Promise<unknown>;
  retry(key: MessageKey): Promise<unknown>;
  discard(key: MessageKey): Promise<unknown>;
}

export interface TimelineHost {
  readonly store: TimelineStore;
  readonly feed: Feed;
  readonly nameOf: (sender: BareJid) => string;
  /** A contact, or oneself. */
  readonly isKnown: (jid: BareJid) => boolean;
  readonly isFocused: () => boolean;
  /** Calls back whenever the window gets the focus. */
  readonly onFocus: (listener: () => void) => () => void;
  readonly loadOlder: (chat: BareJid) => Promise<Reply<'load-older'>>;
  /** The conversation was read further. */
  readonly read: (chat: BareJid) => void;
  /** The outbox has new rows. */
  readonly nudge: () => void;
  readonly failed: (error: unknown) => void;
}

export interface Opened {
  readonly window: TimelineWindow<Message>;
  readonly opening: Opening;
  readonly archive: ArchiveState;
  readonly accepted: boolean;
}

/** The state that the reader reads and writes. */
export interface TimelineSink {
  readonly window: () => TimelineWindow<Message>;
  readonly place: () => ReadingPlace | undefined;
  readonly isFollowing: () => boolean;
  readonly archiveState: () => ArchiveState;
  readonly opened: (opened: Opened) => void;
  readonly moved: (window: TimelineWindow<Message>) => void;
  /** `asked` were looked up; those not `found` are gone. */
  readonly changed: (asked: readonly MessageKey[], found: readonly Message[]) => void;
  readonly archive: (state: ArchiveState) => void;
  readonly accepted: (accepted: boolean) => void;
}
