/** The face that state shows to the screen, and the typed context tokens that hand it to components. */
import { createContext } from 'svelte';
import type { BareJid } from '#lib/jid.ts';
import type { Result } from '#lib/result.ts';
import type { Connection } from '#model/connection.ts';
import type { OwnPresence, Show } from '#model/contact.ts';
import type { CommandFailure, ConnectFailure, Downgrade } from '#model/failure.ts';
import type { MessageKey } from '#model/message.ts';
import type { AccountSettings, DeviceSettings } from '#model/settings.ts';
import type {
  ArchiveState,
  ChatRow,
  Opening,
  PersonRow,
  PersonView,
  Place,
  ReadingPlace,
  RequestRow,
  DownloadView,
  StorageView,
  TimelineItem,
} from './views.ts';
import type { Config } from './config.ts';

export type { Config } from './config.ts';

/** Why an address that a person typed was not taken. */
export type AddressFailure = { readonly kind: 'invalid-address' } | { readonly kind: 'own-address' };

/** Signing in and out, and the state of the link. */
export interface SessionState {
  readonly phase: 'starting' | 'signed-out' | 'signed-in';
  readonly jid: BareJid | undefined;
  readonly connection: Connection;
  /** Why the last try to sign in failed. */
  readonly failure: ConnectFailure | undefined;
  /** A sign-in or a sign-out is under way. */
  readonly busy: boolean;
  /** What is stored does not sign in, as after a change of the password elsewhere: ask for it; the rest stays usable. */
  readonly needsPassword: boolean;
  /** Why it is asked for; undefined while it is not. */
  readonly passwordReason: ConnectFailure | undefined;
  /** It has just turned out that this server takes nothing but the password, at each visit; told once per account. */
  readonly cannotStay: boolean;
  /** Nothing is kept in this browser: a public computer, or storage was refused. */
  readonly memory: boolean;
  /** The browser gives no IndexedDB: say so, memory mode is all there is. */
  readonly storageRefused: boolean;
  /** Own messages that the server does not have yet. */
  readonly waitingCount: number;
  readonly prefill: { readonly address?: string; readonly webSocket?: string; readonly foreignHost?: string };
  /** True once signed in; the reason of a refusal is in `failure`. */
  signIn(form: SignInForm): Promise<boolean>;
  cancelSignIn(): void;
  signOut(): Promise<void>;
  /**
   * Signs the same account in again; messages and outbox stay. True once the server took it; else `needsPassword` stays
   * and the reason is in `failure`. `cancelSignIn` ends the wait. `acceptWeaker`: the person agrees to that very downgrade.
   */
  reauthenticate(password: string, acceptWeaker?: Downgrade): Promise<boolean>;
  /** Skips the wait before the next try to connect. */
  retryNow(): void;
}

export interface SignInForm {
  readonly address: string;
  readonly password: string;
  readonly webSocket?: string;
  readonly remember: boolean;
}

/** The address bar: hash routes, so that every screen has a link. */
export interface Route {
  readonly current: Place;
  go(place: Place, options?: { readonly replace?: boolean }): void;
  /** To where one came from; to Chats when there is no such place in this visit. */
  back(): void;
  href(place: Place): string;
}

/** All conversations, newest first. */
export interface ChatListState {
  /** The rows asked for by `ensure`, as a contiguous piece that starts at `from`. */
  readonly rows: readonly ChatRow[];
  readonly from: number;
  /** Rows under the present filter. */
  readonly total: number;
  readonly ready: boolean;
  filter: 'all' | 'unread';
  query: string;
  /** Answers to `query`, conversations first, at most 100; empty while `query` is blank. */
  readonly results: readonly (ChatRow | PersonRow)[];
  readonly unreadTotal: number;
  /** Of all conversations, newest first, and of all further contacts, by name, those that match: at most `limit` of each. */
  pick(
    matches: (texts: readonly string[]) => boolean,
    limit: number,
  ): { readonly chats: readonly ChatRow[]; readonly people: readonly PersonRow[] };
  /** Makes rows `from` (inclusive) to `to` (exclusive) available. */
  ensure(from: number, to: number): void;
  /** Begins a conversation with a typed address, which counts as accepted; going there is the screen's. */
  startChat(address: string): Promise<Result<BareJid, AddressFailure>>;
  /** The conversation above (-1) or below (1) the given one, for the keyboard. */
  neighbour(jid: BareJid | undefined, step: 1 | -1): BareJid | undefined;
}

/** Contacts, requests and the block list. */
export interface PeopleState {
  /** Contacts that match `query`, by name. */
  readonly rows: readonly PersonRow[];
  readonly total: number;
  readonly ready: boolean;
  query: string;
  readonly requests: readonly RequestRow[];
  /** Names of all groups, sorted. */
  readonly groups: readonly string[];
  readonly blocked: readonly BareJid[];
  /** The server keeps a block list: without one nothing offers to block. */
  readonly canBlock: boolean;
  readonly ownPresence: OwnPresence;
  person(jid: BareJid): PersonView;
  add(address: string, name?: string): Promise<Result<BareJid, AddressFailure>>;
  accept(jid: BareJid): Promise<void>;
  decline(jid: BareJid): Promise<void>;
  block(jid: BareJid): Promise<void>;
  unblock(jid: BareJid): Promise<void>;
  remove(jid: BareJid): Promise<void>;
  /** An empty name shows the address again. */
  rename(jid: BareJid, name: string): Promise<void>;
  setGroups(jid: BareJid, groups: readonly string[]): Promise<void>;
  setOwnPresence(show: Show, status: string): Promise<void>;
}

/** One conversation: a window of at most 200 rows that moves over the store. */
export interface TimelineState {
  readonly chat: BareJid;
  readonly items: readonly TimelineItem[];
  readonly ready: boolean;
  /** Where to put the view when `ready` turns true. */
  readonly opening: Opening;
  /** The oldest message there is, here and on the server, is in the window. */
  readonly atStart: boolean;
  /** The newest message is in the window. */
  readonly atEnd: boolean;
  readonly loadingOlder: boolean;
  readonly olderFailed: CommandFailure | undefined;
  readonly archiveState: ArchiveState;
  /** Messages that arrived below while the reader was not at the end. */
  readonly newCount: number;
  /** The "new messages" divider stands before this one; fixed at opening. */
  readonly firstUnreadKey: MessageKey | undefined;
  /** Messages that arrived live while open, for the polite live region: newest last, at most 5. */
  readonly announced: readonly TimelineItem[];
  readonly stranger: boolean;
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  /** Puts the newest rows into the window; the view then scrolls to its end. */
  jumpToLatest(): Promise<void>;
  /** The view tells where the reader is; `undefined` means: at the very end, follow what comes. */
  readingAt(place: ReadingPlace | undefined): void;
  /** To be called when this message is in view; counts only while the window is visible and focused. */
  markRead(key: MessageKey): void;
  retry(key: MessageKey): Promise<void>;
  discard(key: MessageKey): Promise<void>;
  /** Asks once more for what is missing beside this message; false: it cannot be had. */
  retryGap(key: MessageKey): Promise<boolean>;
  /** Accepts a stranger's conversation. */
  accept(): Promise<void>;
}

/** What is being written to one conversation. */
export interface ComposerState {
  /** Bind the field to it; each change saves the draft, at most 250 ms behind. */
  text: string;
  /** False until the stored draft was read; the field is usable before. */
  readonly ready: boolean;
  /** More than a server takes; `send` keeps the text and sends nothing. */
  readonly tooLong: boolean;
  /** The message could not be stored: it stays in the field. Cleared by the next one that could. */
  readonly sendFailed: boolean;
  /** The other side is on the block list: offer Unblock in place of the field. */
  readonly blocked: boolean;
  /** True when the message is in the outbox (and so on the screen) and the field was cleared. */
  send(): Promise<boolean>;
  /** On blur: saves at once and ends the typing notification. */
  leave(): void;
}

export interface TypingState {
  isTyping(chat: BareJid): boolean;
}

/** Whether a person looks at this window, and how to get their attention when not. */
export interface AttentionState {
  readonly visible: boolean;
  readonly focused: boolean;
  /** What the title counts. */
  readonly titleCount: number;
  readonly permission: NotificationPermission | 'unsupported';
  /** To be called from a tap only. */
  askPermission(): Promise<NotificationPermission | 'unsupported'>;
}

export interface UpdateState {
  /** A newer version waits. */
  readonly ready: boolean;
  apply(): Promise<void> | void;
}

export interface SettingsState {
  readonly device: DeviceSettings;
  readonly account: AccountSettings;
  readonly storage: StorageView;
  readonly download: DownloadView;
  setDevice(patch: Partial<DeviceSettings>): Promise<void>;
  setAccount(patch: Partial<AccountSettings>): Promise<void>;
  /** Asks the browser not to evict what is stored. */
  persist(): Promise<boolean>;
  clearHistory(): Promise<void>;
  refreshStorage(): Promise<void>;
}

/** All of state. `chats`, `people`, `timeline`, `composer` and `typing` may be read once `session.phase` is `signed-in`. */
export interface App {
  readonly session: SessionState;
  readonly route: Route;
  readonly settings: SettingsState;
  readonly attention: AttentionState;
  readonly update: UpdateState;
  readonly config: Config;
  readonly chats: ChatListState;
  readonly people: PeopleState;
  readonly typing: TypingState;
  /** Brings what `timeline` and `composer` are made of: to be awaited before the first of them. */
  loadConversations(): Promise<void>;
  /** The same object for the same address as long as the account is signed in. */
  timeline(chat: BareJid): TimelineState;
  composer(chat: BareJid): ComposerState;
  dispose(): void;
}

/** `useApp` reads what `setApp` (in the root component) gave; it throws outside of that tree. */
export const [useApp, setApp] = createContext<App>();
