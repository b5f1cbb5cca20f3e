/** What people look at over all tabs of an account: told by shared Web Locks, which end with the tab that holds them. */
import type { BareJid } from '#lib/jid.ts';

/** The part of the Web Locks API in use. */
export interface GazeLocks {
  request(name: string, options: { readonly mode: 'shared' }, held: () => Promise<void>): Promise<void>;
  query(): Promise<{ readonly held?: readonly { readonly name?: string }[] }>;
}

/** Holds the shared lock of at most one name at a time. */
class Hold {
  readonly #locks: GazeLocks;
  readonly #failed: (error: unknown) => void;
  #name: string | undefined;
  #release: (() => void) | undefined;

  constructor(locks: GazeLocks, failed: (error: unknown) => void) {
    this.#locks = locks;
    this.#failed = failed;
  }

  get name(): string | undefined {
    return this.#name;
  }

  change(name: string | undefined): void {
    if (name === this.#name) return;
    this.#release?.();
    this.#name = name;
    this.#release = undefined;
    if (name === undefined) return;
    const released = new Promise<void>((resolve) => {
      this.#release = resolve;
    });
    this.#locks.request(name, { mode: 'shared' }, () => released).catch(this.#failed);
  }
}

export class Gaze {
  readonly #me: BareJid;
  readonly #locks: GazeLocks;
  readonly #focus: Hold;
  readonly #view: Hold;

  constructor(me: BareJid, locks: GazeLocks, failed: (error: unknown) => void) {
    this.#me = me;
    this.#locks = locks;
    this.#focus = new Hold(locks, failed);
    this.#view = new Hold(locks, failed);
  }

  /** What this tab shows: whether it has the focus, and the conversation that is visible in it. */
  show(focused: boolean, chat: BareJid | undefined): void {
    this.#focus.change(focused ? this.#focusName : undefined);
    this.#view.change(chat === undefined ? undefined : this.#viewName(chat));
  }

  /** Whether an alert for this conversation would tell nothing new: some tab has the focus, or shows it. */
  async isSeen(chat: BareJid): Promise<boolean> {
    const names = [this.#focusName, this.#viewName(chat)];
    const mine = [this.#focus.name, this.#view.name];
    if (names.some((name) => mine.includes(name))) return true;
    const { held = [] } = await this.#locks.query();
    return held.some((lock) => lock.name !== undefined && names.includes(lock.name));
  }

  get #focusName(): string {
    return `focused:${this.#me}`;
  }

  #viewName(chat: BareJid): string {
    return `viewing:${this.#me}:${chat}`;
  }
}

/** Stands in for the locks where there is one tab only, or no lock manager. */
export const noLocks: GazeLocks = {
  request: (_name, _options, held) => held(),
  query: () => Promise.resolve({}),
};
