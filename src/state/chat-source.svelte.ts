/** The stored conversations behind the chat list: the newest, and those looked at far below, kept true by the change feed. */
import { createSubscriber } from 'svelte/reactivity';
import type { BareJid } from '#lib/jid.ts';
import { SerialQueue } from '#lib/queue.ts';
import type { Chat } from '#model/chat.ts';
import type { AccountStore } from '#store/account-store.ts';
import { emptyPrefix, firstOf, withChangedChats, withPage, type ChatPrefix } from './chat-prefix.ts';
import type { Feed, FeedChange } from './feed.ts';

export type ChatSourceStore = Pick<AccountStore, 'chat' | 'listChats' | 'countChats'>;

const pageSize = 60;
/** Rows kept from the first on. Whoever looks further down has a window there, and what they leave is let go. */
export const mostKept = 600;
/** More changes at once than this are read as one page rather than row by row. */
const fewChanges = 20;

/** Rows by their place among all. */
interface Window {
  readonly from: number;
  readonly to: number;
}

export class ChatSource {
  readonly #store: ChatSourceStore;
  readonly #feed: Feed;
  readonly #failed: (error: unknown) => void;
  readonly #subscribe: () => void;
  readonly #queue = new SerialQueue();
  #prefix = $state.raw<ChatPrefix>(emptyPrefix);
  #far = $state.raw<{ readonly from: number; readonly rows: readonly Chat[] }>();
  #farWanted: Window | undefined;
  #isFarInView = false;
  #total = $state.raw(0);
  #ready = $state.raw(false);
  #wanted = pageSize;
  /** Addresses told by the feed and not yet looked up; `all`: too many, or unknown which. */
  #changed = new Set<BareJid>();
  #all = false;
  #pending = false;
  #listening = false;

  constructor(store: ChatSourceStore, feed: Feed, failed: (error: unknown) => void) {
    this.#store = store;
    this.#feed = feed;
    this.#failed = failed;
    this.#subscribe = createSubscriber(() => this.start());
  }

  /** Newest first; at least as many as were wanted, if there are, and no more than are kept. */
  get rows(): readonly Chat[] {
    this.#subscribe();
    return this.#prefix.rows;
  }

  /** Of the rows from one place to another those at hand, if the first of them is. */
  slice(from: number, to: number): readonly Chat[] {
    const { rows } = this;
    const far = to > rows.length ? this.#far : undefined;
    return far !== undefined && from >= far.from
      ? far.rows.slice(from - far.from, to - far.from)
      : rows.slice(from, to);
  }

  /** The place of a conversation, if it is at hand; -1. */
  indexOf(jid: BareJid | undefined): number {
    const index = this.rows.findIndex((chat) => chat.jid === jid);
    const far = index === -1 ? (this.#far?.rows.findIndex((chat) => chat.jid === jid) ?? -1) : -1;
    return far === -1 ? index : far + (this.#far?.from ?? 0);
  }

  get total(): number {
    this.#subscribe();
    return this.#total;
  }

  get ready(): boolean {
    this.#subscribe();
    return this.#ready;
  }

  /** Keeps the rows live until the function it gives back is called. */
  start(): () => void {
    const stop = this.#feed.on((change) => {
      this.#heard(change);
    });
    this.#listening = true;
    this.#heard(undefined);
    return () => {
      this.#listening = false;
      stop();
    };
  }

  /** These are looked at. */
  want(from: number, to: number): void {
    this.#isFarInView = to > mostKept;
    if (!this.#isFarInView) this.#farWanted = this.#far = undefined;
    this.#reach(from, to);
  }

  /** Somebody goes on from this one, whatever is in view. */
  goOn(index: number): void {
    if (index + pageSize <= mostKept || !this.#isFarInView) this.#reach(index, index + pageSize);
  }

  #reach(from: number, to: number): void {
    const count = Math.min(to, mostKept);
    const isMore = count > this.#wanted;
    if (isMore) this.#wanted = Math.ceil(count / pageSize) * pageSize;
    const far = this.#farWanted;
    const isElsewhere = to > mostKept && (far === undefined || from < far.from || to > far.to);
    if (isElsewhere) {
      const page = Math.floor(from / pageSize) * pageSize;
      this.#farWanted = { from: Math.max(0, page - pageSize), to: to + 2 * pageSize };
    }
    if (isMore || isElsewhere) this.#schedule();
  }

  #heard(change: FeedChange | undefined): void {
    if (change !== undefined && change.store !== 'chats') return;
    if (change?.ids === undefined && change?.scope === undefined) this.#all = true;
    for (const id of change?.ids ?? []) this.#changed.add(String(id) as BareJid);
    if (change?.scope !== undefined) this.#changed.add(change.scope as BareJid);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#pending) return;
    this.#pending = true;
    this.#queue.run(() => this.#read()).catch(this.#failed);
  }

  async #read(): Promise<void> {
    this.#pending = false;
    if (!this.#listening) return;
    const changed = [...this.#changed];
    const all = this.#all || changed.length > fewChanges;
    this.#changed = new Set();
    this.#all = false;
    if (all) this.#prefix = withPage(emptyPrefix, await this.#page(undefined, this.#wanted), this.#wanted);
    else if (changed.length > 0) this.#prefix = withChangedChats(this.#prefix, await this.#lookUp(changed));
    await this.#fill();
    this.#prefix = firstOf(this.#prefix, mostKept);
    this.#far = await this.#readFar();
    // The first rows are drawn before all are counted.
    if (!this.#ready) this.#total = this.#prefix.rows.length;
    this.#ready = true;
    this.#total = this.#prefix.complete ? this.#prefix.rows.length : await this.#store.countChats();
  }

  async #fill(): Promise<void> {
    while (!this.#prefix.complete && this.#prefix.rows.length < this.#wanted) {
      const limit = Math.max(pageSize, this.#wanted - this.#prefix.rows.length);
      const page = await this.#page(this.#prefix.rows.at(-1), limit);
      this.#prefix = withPage(this.#prefix, page, limit);
    }
  }

  async #readFar(): Promise<{ readonly from: number; readonly rows: readonly Chat[] } | undefined> {
    const wanted = this.#farWanted;
    if (wanted === undefined) return undefined;
    const { from, to } = wanted;
    return { from, rows: await this.#store.listChats({ limit: to - from, skip: from }) };
  }

  #page(before: Chat | undefined, limit: number): Promise<readonly Chat[]> {
    return this.#store.listChats({ limit, ...(before === undefined ? {} : { before }) });
  }

  async #lookUp(jids: readonly BareJid[]): Promise<ReadonlyMap<BareJid, Chat | undefined>> {
    const chats = await Promise.all(jids.map((jid) => this.#store.chat(jid)));
    return new Map(jids.map((jid, index) => [jid, chats[index]]));
  }
}
