/** Keeps a conversation's window true: one step after the other, each on what the one before left. */
import type { BareJid } from '#lib/jid.ts';
import { SerialQueue } from '#lib/queue.ts';
import type { CommandFailure } from '#model/failure.ts';
import type { MessageKey } from '#model/message.ts';
import type { FeedChange } from './feed.ts';
import { ReadPointer } from './read-pointer.ts';
import type { TimelineHost, TimelineSink } from './timeline-host.ts';
import { pageSize, TimelinePages } from './timeline-pages.ts';
import { withNewer, withOlder } from './timeline-window.ts';

/** Archive pages in a row that may bring nothing to show before the reader is asked again. */
const barrenPages = 5;
/** Rows looked up and drawn in one go: a burst is drawn in parts, so that keys are answered between them. */
const drawnAtOnce = 20;

export class TimelineReader {
  readonly #chat: BareJid;
  readonly #host: TimelineHost;
  readonly #sink: TimelineSink;
  readonly #pages: TimelinePages;
  readonly #pointer: ReadPointer;
  readonly #queue = new SerialQueue();
  /** Keys told by the feed and not yet looked up. */
  #changed = new Set<MessageKey>();
  /** The present opening; steps begun in an earlier one are dropped. */
  #opening: object | undefined;

  constructor(chat: BareJid, host: TimelineHost, sink: TimelineSink) {
    this.#chat = chat;
    this.#host = host;
    this.#sink = sink;
    this.#pages = new TimelinePages(chat, host.store);
    this.#pointer = new ReadPointer(host.isFocused, async (order) => {
      await host.store.markRead(chat, order);
      host.read(chat);
      host.nudge();
    });
  }

  open(): () => void {
    this.#opening = {};
    this.#changed.clear();
    const stops = [
      this.#host.feed.on((change) => {
        this.#heard(change);
      }),
      this.#host.onFocus(() => {
        this.#mark();
      }),
    ];
    void this.#step(async () => {
      this.#sink.opened(await this.#pages.open(this.#sink.place()));
    });
    return () => {
      for (const stop of stops) stop();
      this.#opening = undefined;
      this.#pointer.forget();
    };
  }

  /** First what the store has, then the archive; answers why the archive could not be asked. */
  async loadOlder(): Promise<CommandFailure | undefined> {
    if ((await this.#step(() => this.#prepend())) !== 0) return undefined;
    for (let page = 0; page < barrenPages && this.#sink.archiveState() === 'more'; page++) {
      const reply = await this.#host.loadOlder(this.#chat);
      if (!reply.ok) return reply.error;
      this.#sink.archive(reply.value.archive);
      const shown = await this.#step(() => this.#prepend());
      if (shown === undefined || reply.value.added > 0) return undefined;
    }
    return undefined;
  }

  async loadNewer(): Promise<void> {
    await this.#step(async () => {
      const last = this.#sink.window().rows.at(-1);
      if (last === undefined) {
        this.#sink.moved(await this.#pages.newest());
        return;
      }
      const page = await this.#pages.newer(last);
      this.#sink.moved(withNewer(this.#sink.window(), page, page.length === pageSize));
    });
  }

  async loadNewest(): Promise<void> {
    await this.#step(async () => {
      this.#sink.moved(await this.#pages.newest());
    });
  }

  /** A message came into view. */
  saw(key: MessageKey): void {
    const { rows } = this.#sink.window();
    const index = rows.findIndex((row) => row.key === key);
    // Only received rows carry a place that the pointer may take: own ones may still move.
    const seen = rows.slice(0, index + 1).findLast((row) => !row.own);
    if (seen === undefined) return;
    this.#pointer.saw(seen.order);
    this.#mark();
  }

  #mark(): void {
    this.#pointer.mark().catch(this.#host.failed);
  }

  #heard(change: FeedChange | undefined): void {
    if (change === undefined) void this.#step(() => this.#reload());
    else if (change.scope !== undefined && change.scope !== this.#chat) return;
    else if (change.store === 'messages') this.#heardKeys(change.ids);
    else if (change.store === 'coverage') void this.#step(() => this.#readArchive());
    else if (change.store === 'chats') void this.#step(() => this.#readAccepted());
  }

  #heardKeys(ids: FeedChange['ids']): void {
    if (ids === undefined) {
      void this.#step(() => this.#reload());
      return;
    }
    const isUnderWay = this.#changed.size > 0;
    for (const id of ids) this.#changed.add(id as MessageKey);
    if (!isUnderWay && this.#changed.size > 0) void this.#step(() => this.#lookUp());
  }

  /** Gives `undefined` when the conversation was left, or the store failed. */
  #step<T>(task: () => Promise<T>): Promise<T | undefined> {
    const opening = this.#opening;
    return this.#queue
      .run(async () => (opening !== undefined && opening === this.#opening ? await task() : undefined))
      .catch((error: unknown) => {
        this.#host.failed(error);
        return undefined;
      });
  }

  /** How many rows were put before the window. */
  async #prepend(): Promise<number> {
    const page = await this.#pages.older(this.#sink.window());
    this.#sink.moved(withOlder(this.#sink.window(), page, page.length === pageSize));
    return page.length;
  }

  async #lookUp(): Promise<void> {
    const asked = [...this.#changed].slice(0, drawnAtOnce);
    for (const key of asked) this.#changed.delete(key);
    if (this.#changed.size > 0) void this.#step(() => this.#lookUp());
    const [found, unread] = await Promise.all([
      this.#host.store.messagesByKeys(asked),
      this.#host.store.firstUnread(this.#chat),
    ]);
    const ours = found.filter((row) => row.chat === this.#chat);
    this.#sink.changed(asked, ours, unread);
    const { rows, atOldest, atNewest } = this.#sink.window();
    if (rows.length === 0 && !(atOldest && atNewest)) this.#sink.moved(await this.#pages.newest());
    else if (rows.length < pageSize && !atOldest) await this.#prepend();
  }

  /** Reads the whole window anew, in place. */
  async #reload(): Promise<void> {
    const before = this.#sink.window();
    const [window, unread, chat, archive] = await Promise.all([
      this.#pages.again(before, this.#sink.isFollowing()),
      this.#host.store.firstUnread(this.#chat),
      this.#host.store.chat(this.#chat),
      this.#host.store.coverageOf(this.#chat),
    ]);
    const known = before.rows.map((row) => row.key);
    this.#sink.changed(known, window.rows, unread);
    this.#sink.moved(window);
    this.#sink.archive(archive);
    this.#sink.accepted(chat?.accepted ?? true);
  }

  async #readArchive(): Promise<void> {
    this.#sink.archive(await this.#host.store.coverageOf(this.#chat));
  }

  async #readAccepted(): Promise<void> {
    this.#sink.accepted((await this.#host.store.chat(this.#chat))?.accepted ?? true);
  }
}
