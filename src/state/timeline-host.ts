/** What an open conversation needs of the account, and what its reader needs of its state. */
import type { Clock } from '#lib/clock.ts';
import type { BareJid } from '#lib/jid.ts';
import type { ReadingPlace } from '#model/chat.ts';
import type { ArchiveState, Reply } from '#model/command.ts';
import type { Message, MessageKey } from '#model/message.ts';
import type { AccountStore } from '#store/account-store.ts';
import type { Feed } from './feed.ts';
import type { TimelineWindow } from './timeline-window.ts';
import type { Opening } from './views.ts';

export type TimelineStore = Pick<
  AccountStore,
  | 'messagesPage'
  | 'messagesByKeys'
  | 'firstUnread'
  | 'chat'
  | 'coverageOf'
  | 'markRead'
  | 'savePlace'
  | 'acceptChat'
  | 'retry'
  | 'discard'
>;

export interface TimelineHost {
  readonly store: TimelineStore;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly nameOf: (sender: BareJid) => string;
  /** A contact, or oneself. */
  readonly isKnown: (jid: BareJid) => boolean;
  readonly isFocused: () => boolean;
  /** Calls back whenever the window gets the focus. */
  readonly onFocus: (listener: () => void) => () => void;
  readonly loadOlder: (chat: BareJid) => Promise<Reply<'load-older'>>;
  readonly retryGap: (chat: BareJid, key: MessageKey) => Promise<Reply<'retry-gap'>>;
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
  /** Where the last visit left it. */
  readonly stored: ReadingPlace | undefined;
}

/** The state that the reader reads and writes. */
export interface TimelineSink {
  readonly window: () => TimelineWindow<Message>;
  /** Undefined: not read in this visit. */
  readonly place: () => ReadingPlace | 'end' | undefined;
  readonly isFollowing: () => boolean;
  readonly archiveState: () => ArchiveState;
  readonly opened: (opened: Opened) => void;
  readonly moved: (window: TimelineWindow<Message>) => void;
  /** `asked` were looked up; those not `found` are gone. What is unread begins at `unread`. */
  readonly changed: (
    asked: readonly MessageKey[],
    found: readonly Message[],
    unread: Message | undefined,
  ) => void;
  readonly archive: (state: ArchiveState) => void;
  readonly accepted: (accepted: boolean) => void;
}
