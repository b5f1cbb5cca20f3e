/** One open conversation: its window over the store, kept true row by row, and what a reader does in it. */
import { createSubscriber } from 'svelte/reactivity';
import type { BareJid } from '#lib/jid.ts';
import type { CommandFailure } from '#model/failure.ts';
import type { Message, MessageKey } from '#model/message.ts';
import type { TimelineState } from './app.ts';
import { buildItems, localDay, type ItemContext } from './timeline-items.ts';
import type { Opened, TimelineHost } from './timeline-host.ts';
import { TimelinePlace } from './timeline-place.ts';
import { TimelineReader } from './timeline-reader.ts';
import { emptyWindow, withChanges, type TimelineWindow } from './timeline-window.ts';
import type { ArchiveState, Opening, ReadingPlace, TimelineItem } from './views.ts';

/** Texts kept for the polite live region; a burst beyond this is not read out. */
const announcedLimit = 5;

export class Timeline implements TimelineState {
  readonly chat: BareJid;
  readonly #host: TimelineHost;
  readonly #reader: TimelineReader;
  readonly #place: TimelinePlace;
  readonly #subscribe: () => void;
  #window = $state.raw<TimelineWindow<Message>>(emptyWindow);
  #ready = $state.raw(false);
  #opening = $state.raw<Opening>({ at: 'end' });
  #archiveState = $state.raw<ArchiveState>('more');
  #accepted = $state.raw(true);
  #loadingOlder = $state.raw(false);
  #olderFailed = $state.raw<CommandFailure | undefined>(undefined);
  #newCount = $state.raw(0);
  #announced = $state.raw<readonly TimelineItem[]>([]);
  /** Items as last built: those that would be drawn the same are used again. */
  #built: readonly TimelineItem[] = [];
  readonly #items = $derived.by(() => this.#build());
  /** The reader stands at the end and wants to stay there. */
  #following = true;

  constructor(chat: BareJid, host: TimelineHost) {
    this.chat = chat;
    this.#host = host;
    this.#place = new TimelinePlace(chat, host);
    this.#reader = new TimelineReader(chat, host, {
      opened: (opened) => {
        this.#show(opened);
      },
      window: () => this.#window,
      place: () => this.#place.current,
      isFollowing: () => this.#following,
      archiveState: () => this.#archiveState,
      moved: (window) => {
        this.#window = window;
      },
      changed: (asked, found, unread) => {
        this.#merge(asked, found, unread?.order);
      },
      archive: (state) => {
        this.#archiveState = state;
      },
      accepted: (accepted) => {
        this.#accepted = accepted;
      },
    });
    this.#subscribe = createSubscriber(() => this.open());
  }

  get items(): readonly TimelineItem[] {
    this.#subscribe();
    return this.#items;
  }

  get ready(): boolean {
    this.#subscribe();
    return this.#ready;
  }

  get opening(): Opening {
    return this.#opening;
  }

  get firstUnreadKey(): MessageKey | undefined {
    return this.#opening.at === 'new' ? this.#opening.key : undefined;
  }

  get atStart(): boolean {
    return this.#window.atOldest && this.#archiveState !== 'more';
  }

  get atEnd(): boolean {
    return this.#window.atNewest;
  }

  get archiveState(): ArchiveState {
    return this.#archiveState;
  }

  get loadingOlder(): boolean {
    return this.#loadingOlder;
  }

  get olderFailed(): CommandFailure | undefined {
    return this.#olderFailed;
  }

  get newCount(): number {
    return this.#newCount;
  }

  get announced(): readonly TimelineItem[] {
    return this.#announced;
  }

  get stranger(): boolean {
    return !this.#accepted && !this.#host.isKnown(this.chat);
  }

  /** Listens until the function it gives back is called; reading `items` in a template does the same. */
  open(): () => void {
    const close = this.#reader.open();
    return () => {
      close();
      void this.#place.flush();
      this.#ready = false;
      this.#announced = [];
      this.#window = emptyWindow;
      this.#built = [];
    };
  }

  async loadOlder(): Promise<void> {
    if (!this.#ready || this.#loadingOlder || this.atStart) return;
    this.#loadingOlder = true;
    this.#olderFailed = undefined;
    try {
      this.#olderFailed = await this.#reader.loadOlder();
    } finally {
      this.#loadingOlder = false;
    }
  }

  async loadNewer(): Promise<void> {
    if (this.#ready && !this.#window.atNewest) await this.#reader.loadNewer();
  }

  async jumpToLatest(): Promise<void> {
    this.readingAt(undefined);
    if (!this.#window.atNewest) await this.#reader.loadNewest();
    this.#newCount = 0;
  }

  readingAt(place: ReadingPlace | undefined): void {
    this.#place.move(place);
    this.#following = place === undefined;
    if (this.#following && this.#window.atNewest) this.#newCount = 0;
  }

  /** Stores the reading place now. */
  flush(): Promise<void> {
    return this.#place.flush();
  }

  markRead(key: MessageKey): void {
    this.#reader.saw(key);
  }

  async retry(key: MessageKey): Promise<void> {
    await this.#host.store.retry(key);
    this.#host.nudge();
  }

  async retryGap(key: MessageKey): Promise<boolean> {
    return (await this.#host.retryGap(this.chat, key)).ok;
  }

  async discard(key: MessageKey): Promise<void> {
    await this.#host.store.discard(key);
  }

  async accept(): Promise<void> {
    await this.#host.store.acceptChat(this.chat);
    this.#accepted = true;
  }

  /** The reader's own new message: it is drawn in the next frame, and the reader goes where it is. */
  sent(row: Message): void {
    if (!this.#ready) return;
    this.readingAt(undefined);
    if (this.#window.atNewest) this.#merge([row.key], [row], undefined);
    else void this.#reader.loadNewest();
  }

  #build(): readonly TimelineItem[] {
    this.#built = buildItems(this.#window.rows, this.#context(this.firstUnreadKey), this.#built);
    return this.#built;
  }

  #show(opened: Opened): void {
    this.#window = opened.window;
    this.#opening = opened.opening;
    this.#archiveState = opened.archive;
    this.#accepted = opened.accepted;
    this.#place.found(opened.stored);
    this.#following = opened.opening.at === 'end';
    this.#newCount = 0;
    this.#olderFailed = undefined;
    this.#ready = true;
  }

  /** Of the rows themselves, not of the window: what leaves it and comes back would be read out again. */
  #announce(rows: readonly Message[]): void {
    const items = buildItems(rows.slice(-announcedLimit), this.#context(undefined));
    const messages = items.filter(({ kind }) => kind === 'message');
    this.#announced = [...this.#announced, ...messages].slice(-announcedLimit);
  }

  #context(firstUnreadKey: MessageKey | undefined): ItemContext {
    return { nameOf: this.#host.nameOf, firstUnreadKey, dayOf: localDay };
  }

  #merge(asked: readonly MessageKey[], found: readonly Message[], unreadFrom: string | undefined): void {
    const { window, arrived } = withChanges(this.#window, asked, found, this.#following);
    this.#window = window;
    const unread = arrived.filter(
      (row) => row.unread !== undefined && unreadFrom !== undefined && row.order >= unreadFrom,
    );
    if (unread.length === 0) return;
    this.#announce(unread);
    if (!this.#following) this.#newCount += unread.length;
  }
}
