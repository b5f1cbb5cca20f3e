/** What the screen is given to draw: plain, read-only views without a trace of tables or of the wire. */
import type { BareJid, FullJid } from '#lib/jid.ts';
import type { Show, Subscription } from '#model/contact.ts';
import type { ChatPreview, ReadingPlace } from '#model/chat.ts';
import type { WholeArchive } from '#model/whole-archive.ts';
import type { DeliveryState, Gap, MessageContent, MessageFailure, MessageKey } from '#model/message.ts';

export type { ReadingPlace } from '#model/chat.ts';

/** The screens that have an address; `details` is the pane (or, on a phone, the screen) beside a conversation. */
export type Place =
  | { readonly name: 'chats' }
  | { readonly name: 'chat'; readonly jid: BareJid; readonly details: boolean }
  | { readonly name: 'contacts' }
  | { readonly name: 'contact'; readonly jid: BareJid }
  | { readonly name: 'settings'; readonly topic?: string }
  | { readonly name: 'new-chat' };

/** One row of the chat list. */
export interface ChatRow {
  readonly kind: 'chat';
  readonly jid: BareJid;
  /** Roster name, else the address; cleaned of control and direction characters. */
  readonly name: string;
  readonly preview?: PreviewView;
  /** First characters of what was typed and not sent. */
  readonly draft?: string;
  readonly typing: boolean;
  /** When the newest message was written, milliseconds; absent while there is none. */
  readonly at?: number;
  /** 0 to 999. */
  readonly unread: number;
  /** Absent: not online, or not ours to see. */
  readonly show?: Show;
  /** Neither a contact nor accepted: the full address is shown with Add and Block. */
  readonly stranger: boolean;
  readonly blocked: boolean;
}

export interface PreviewView {
  readonly text: string;
  readonly own: boolean;
  readonly kind: ChatPreview['kind'];
  readonly delivery?: DeliveryState;
}

/** One row of the contact list, and a search hit among contacts. */
export interface PersonRow {
  readonly kind: 'person';
  readonly jid: BareJid;
  readonly name: string;
  readonly show?: Show | undefined;
  readonly groups: readonly string[];
  readonly subscription: Subscription;
  /** We asked to see their presence and wait. */
  readonly asked: boolean;
  readonly blocked: boolean;
}

/** Everything about one address; its fields are live: read them where they are shown. */
export interface PersonView {
  readonly jid: BareJid;
  readonly name: string;
  /** The name a person gave, absent when the address stands for it; what a rename field starts with. */
  readonly givenName: string | undefined;
  readonly isContact: boolean;
  readonly isSelf: boolean;
  readonly subscription: Subscription;
  readonly asked: boolean;
  /** They asked to see our presence and have no answer yet. */
  readonly requested: boolean;
  readonly groups: readonly string[];
  readonly blocked: boolean;
  /** Best presence over all devices; absent: offline or not ours to see. */
  readonly show: Show | undefined;
  readonly status: string | undefined;
  /** Best device first. */
  readonly devices: readonly DeviceView[];
  /** False until the first answer of the store. */
  readonly ready: boolean;
}

export interface DeviceView {
  readonly jid: FullJid;
  readonly resource: string;
  readonly show: Show;
  readonly status?: string;
  /** Milliseconds since the epoch (XEP-0319). */
  readonly idleSince?: number;
  readonly software?: string;
}

/** Someone waits for an answer. */
export interface RequestRow {
  readonly jid: BareJid;
  readonly name: string;
  readonly at: number;
  readonly message?: string;
}

/** One entry of a conversation; `id` is stable and unique, made for keyed lists. */
export type TimelineItem =
  | { readonly kind: 'day'; readonly id: string; readonly at: number }
  | { readonly kind: 'new'; readonly id: string }
  /** Something of the archive could not be had; `key`: the message beside it. */
  | { readonly kind: 'gap'; readonly id: string; readonly gap: Gap; readonly key: MessageKey }
  | { readonly kind: 'message'; readonly id: string; readonly view: MessageView };

/** A message as drawn. The same object as long as nothing drawn of it changed. */
export interface MessageView {
  readonly key: MessageKey;
  readonly stanzaId?: string;
  readonly archiveId?: string;
  readonly own: boolean;
  readonly sender: BareJid;
  /** Cleaned name of the sender; for own messages the account's address. */
  readonly senderName: string;
  readonly at: number;
  readonly content: MessageContent;
  /** What follows `/me ` (XEP-0245): drawn as "* name action". */
  readonly action?: string;
  readonly delivery?: DeliveryState;
  readonly failure?: MessageFailure;
  readonly firstOfGroup: boolean;
  readonly lastOfGroup: boolean;
}

/** Where a conversation opens. */
export type Opening =
  | { readonly at: 'end' }
  | { readonly at: 'new'; readonly key: MessageKey }
  | { readonly at: 'place'; readonly place: ReadingPlace };

/** What the archive on the server still holds beyond the oldest row of the store. */
export type ArchiveState = 'more' | 'complete' | 'expired' | 'none';

export interface StorageView {
  /** Bytes; absent where the browser does not tell. */
  readonly bytes?: number;
  readonly quota?: number;
  /** The browser promised not to evict; `unknown` until asked. */
  readonly persisted: boolean | 'unknown';
}

/** The download of all history, wanted or not. */
export interface DownloadView {
  /** The server keeps an archive, and this device what is fetched of it. */
  readonly offered: boolean;
  /** Absent: nothing was fetched on purpose. */
  readonly progress: WholeArchive | undefined;
}
