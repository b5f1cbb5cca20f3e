/** A table in memory, read page by page so that nobody waits for all of it, and kept true row by row. */
import { SerialQueue } from '#lib/queue.ts';
import type { Feed } from './feed.ts';

export interface GatheredTable<Key extends string, Row> {
  /** As the feed names it. */
  readonly store: string;
  /** Rows beyond a row and its key, in the order of the table; none: that was all. */
  readonly page: (last: Row | undefined, key: Key | undefined) => Promise<ReadonlyMap<Key, Row>>;
  /** A shorter page is the last one, if it can be told. */
  readonly pageSize?: number;
  /** Those of these that are there. */
  readonly some: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Row>>;
  /** The key of what the feed tells of. */
  readonly keyOf: (id: string) => Key;
  readonly failed: (error: unknown) => void;
}

/** Rows read again at once: a roster that comes online is many. */
const mostAtOnce = 100;

/** The list is drawn, and whoever taps is served, before the rest of a large table is read. Milliseconds. */
const longestIdleMs = 200;
const untilIdle = (): Promise<void> =>
  new Promise((resolve) => {
    if (!('requestIdleCallback' in globalThis)) resolve();
    else
      requestIdleCallback(
        () => {
          resolve();
        },
        { timeout: longestIdleMs },
      );
  });

export class Gathered<Key extends string, Row> {
  readonly #table: GatheredTable<Key, Row>;
  readonly #feed: Feed;
  readonly #queue = new SerialQueue();
  #rows = new Map<Key, Row>();
  /** What a pass over the whole table has found so far; it takes the place of `#rows` at its end. */
  #next: Map<Key, Row> | undefined;
  /** Read by key before the first pass had come to them. */
  readonly #learnt = new Set<Key>();
  #changed = new Set<Key>();
  #version = $state.raw(0);
  #ready = $state.raw(false);
  #wanted = 0;
  #done = 0;
  #isQueued = false;
  #stopped = false;

  constructor(table: GatheredTable<Key, Row>, feed: Feed) {
    this.#table = table;
    this.#feed = feed;
  }

  /** Reads all, and keeps it true until the function it gives back is called. */
  start(): () => void {
    const stop = this.#feed.on((change) => {
      if (change !== undefined && change.store !== this.#table.store) return;
      if (change?.ids === undefined) this.#readAll();
      else this.#readAgain(change.ids.map((id) => this.#table.keyOf(String(id))));
    });
    this.#readAll();
    return () => {
      this.#stopped = true;
      stop();
    };
  }

  /** Live: read where it is shown. */
  get rows(): ReadonlyMap<Key, Row> {
    return this.#version >= 0 ? this.#rows : this.#rows;
  }

  /** All was read once. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Whether this row, or that there is none, is known. */
  knows(key: Key): boolean {
    return this.#ready || (this.#version >= 0 && this.#learnt.has(key));
  }

  /** Reads these at once, before the rest, if they are not known yet. */
  async learn(keys: readonly Key[]): Promise<void> {
    const unknown = this.#ready ? [] : keys.filter((key) => !this.#learnt.has(key));
    if (unknown.length === 0) return;
    await this.#queue.run(async () => {
      if (this.#ready) return;
      const found = await this.#table.some(unknown);
      for (const key of unknown) this.#learnt.add(key);
      this.#put(unknown, found);
    });
  }

  #readAll(): void {
    this.#wanted += 1;
    if (this.#wanted > this.#done + 1) return;
    this.#pass().catch(this.#table.failed);
  }

  /** Each page in its turn: changes told meanwhile are read between them. */
  async #pass(): Promise<void> {
    while (this.#done < this.#wanted && !this.#stopped) {
      const wanted = this.#wanted;
      this.#next = new Map();
      try {
        await untilIdle();
        let after = await this.#queue.run(() => this.#readPage(undefined));
        while (after !== undefined) {
          await untilIdle();
          const last: readonly [Key, Row] = after;
          after = await this.#queue.run(() => this.#readPage(last));
        }
      } catch (error) {
        this.#done = this.#wanted;
        this.#next = undefined;
        throw error;
      }
      this.#rows = this.#next;
      this.#next = undefined;
      this.#done = wanted;
      this.#ready = true;
      this.#learnt.clear();
      this.#version += 1;
    }
  }

  async #readPage(after: readonly [Key, Row] | undefined): Promise<readonly [Key, Row] | undefined> {
    if (this.#stopped) return undefined;
    const page = [...(await this.#table.page(after?.[1], after?.[0]))];
    for (const [key, row] of page) this.#next?.set(key, row);
    return page.length < (this.#table.pageSize ?? 1) ? undefined : page.at(-1);
  }

  #readAgain(keys: readonly Key[]): void {
    for (const key of keys) this.#changed.add(key);
    if (this.#isQueued || this.#changed.size === 0) return;
    this.#isQueued = true;
    this.#queue.run(() => this.#readChanged()).catch(this.#table.failed);
  }

  async #readChanged(): Promise<void> {
    this.#isQueued = false;
    const all = [...this.#changed];
    const keys = all.slice(0, mostAtOnce);
    this.#changed = new Set();
    this.#readAgain(all.slice(mostAtOnce));
    if (!this.#stopped) this.#put(keys, await this.#table.some(keys));
  }

  #put(keys: readonly Key[], found: ReadonlyMap<Key, Row>): void {
    for (const key of keys) {
      const row = found.get(key);
      for (const rows of [this.#rows, this.#next])
        if (row === undefined) rows?.delete(key);
        else rows?.set(key, row);
    }
    this.#version += 1;
  }
}
