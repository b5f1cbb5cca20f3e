/** Keeps a copy in memory in step with a table that the person changes too, from any tab. */

/** Reads the rows of these keys, or all; what comes back puts them into the copy. */
export type ReadRows<Key> = (keys: readonly Key[] | undefined) => Promise<() => void>;

export class Mirror<Key> {
  readonly #read: ReadRows<Key>;
  #stale: Set<Key> | 'all' | undefined;
  /** Changes that the copy has, and the table will have soon. */
  #open = 0;
  /** Counts them: what was read before one began may be older than the copy. */
  #begun = 0;
  #running: Promise<void> | undefined;

  constructor(read: ReadRows<Key>) {
    this.#read = read;
  }

  /** The table has changed, in these rows or in any. Resolves when the copy knows. */
  refresh(keys?: readonly Key[]): Promise<void> {
    this.#mark(keys ?? 'all');
    return this.#catchUp();
  }

  /** Writes what the copy has been told already; until then nothing older is read into it. */
  async during<T>(write: () => Promise<T>): Promise<T> {
    this.#begun += 1;
    this.#open += 1;
    try {
      return await write();
    } finally {
      this.#open -= 1;
      await this.#catchUp();
    }
  }

  #mark(keys: Iterable<Key> | 'all'): void {
    if (keys === 'all' || this.#stale === 'all') this.#stale = 'all';
    else this.#stale = new Set([...(this.#stale ?? []), ...keys]);
  }

  get #mayRead(): boolean {
    return this.#stale !== undefined && this.#open === 0;
  }

  #catchUp(): Promise<void> {
    if (!this.#running && !this.#mayRead) return Promise.resolve();
    return (this.#running ??= this.#run());
  }

  async #run(): Promise<void> {
    try {
      while (this.#mayRead) await this.#readStale();
    } finally {
      this.#running = undefined;
    }
  }

  async #readStale(): Promise<void> {
    const stale = this.#stale ?? 'all';
    const begun = this.#begun;
    this.#stale = undefined;
    let apply: (() => void) | undefined;
    try {
      apply = await this.#read(stale === 'all' ? undefined : [...stale]);
    } finally {
      if (apply === undefined || begun !== this.#begun) this.#mark(stale);
      else apply();
    }
  }
}
