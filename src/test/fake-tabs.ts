/** Tabs without a browser: Web Locks with queue, sharing and stealing, broadcast channels, page events. */
import type { Envelope } from '#bridge/protocol.ts';
import type { Locks, PageEvent, Platform } from '#bridge/platform.ts';
import { FakeClock } from './fake-clock.ts';

interface LockRequest {
  readonly name: string;
  readonly shared: boolean;
  readonly tab: object;
  readonly start: () => void;
  readonly fail: (error: unknown) => void;
}

const aborted = (): DOMException => new DOMException('aborted', 'AbortError');

/** One origin's locks (Web Locks §4): first come, first served; stealing breaks the holder. */
class LockTable {
  #held: LockRequest[] = [];
  #queue: LockRequest[] = [];

  forTab(tab: object): Locks {
    return {
      request: (name, options, held) =>
        new Promise<void>((resolve, reject) => {
          const request: LockRequest = {
            name,
            tab,
            shared: options.mode === 'shared',
            start: () => {
              void held({ name }).then(
                () => {
                  if (this.#release(request)) resolve();
                },
                (error: unknown) => {
                  this.#release(request);
                  reject(error instanceof Error ? error : new Error('held callback failed'));
                },
              );
            },
            fail: reject,
          };
          options.signal?.addEventListener('abort', () => {
            if (!this.#queue.includes(request)) return;
            this.#queue = this.#queue.filter((other) => other !== request);
            reject(aborted());
          });
          if (options.steal === true) this.#steal(request);
          else this.#queue.push(request);
          this.#grant();
        }),
      query: () => Promise.resolve({ held: this.#held.map(({ name }) => ({ name })) }),
    };
  }

  /** A closed or crashed tab gives up what it holds and what it waits for. */
  drop(tab: object): void {
    this.#held = this.#held.filter((request) => request.tab !== tab);
    this.#queue = this.#queue.filter((request) => request.tab !== tab);
    this.#grant();
  }

  #steal(request: LockRequest): void {
    const broken = this.#held.filter(({ name }) => name === request.name);
    this.#held = this.#held.filter((other) => !broken.includes(other));
    for (const { fail } of broken) fail(aborted());
    this.#queue.unshift(request);
  }

  #release(request: LockRequest): boolean {
    const held = this.#held.includes(request);
    this.#held = this.#held.filter((other) => other !== request);
    this.#grant();
    return held;
  }

  #grant(): void {
    for (const request of [...this.#queue]) {
      const rivals = this.#held.filter(({ name }) => name === request.name);
      const earlier = this.#queue
        .slice(0, this.#queue.indexOf(request))
        .some(({ name }) => name === request.name);
      const isFree = rivals.length === 0 || (request.shared && rivals.every(({ shared }) => shared));
      if (!isFree || (earlier && !request.shared)) continue;
      this.#queue = this.#queue.filter((other) => other !== request);
      this.#held.push(request);
      // Granting is never synchronous.
      queueMicrotask(request.start);
    }
  }
}

export class FakeBrowser {
  readonly clock = new FakeClock();
  readonly locks = new LockTable();
  readonly tabs: FakeTab[] = [];
  #ids = 0;

  newId(): string {
    return `id-${++this.#ids}`;
  }

  /** `importLeader`: what a tab gets when it comes to lead. */
  openTab(
    importLeader: Platform['importLeader'],
    options: { readonly build?: string; readonly visible?: boolean } = {},
  ): FakeTab {
    const tab = new FakeTab(this, importLeader, options.build ?? 'one', options.visible ?? false);
    this.tabs.push(tab);
    return tab;
  }
}

export class FakeTab {
  isOnline = true;
  /** Frozen: hears nothing, says nothing. */
  isFrozen = false;
  readonly platform: Platform;
  readonly #browser: FakeBrowser;
  readonly #listeners = new Map<PageEvent, Set<() => void>>();
  readonly #channels: { readonly name: string; readonly hear: (message: Envelope) => void }[] = [];
  #isVisible: boolean;

  constructor(browser: FakeBrowser, importLeader: Platform['importLeader'], build: string, visible: boolean) {
    this.#browser = browser;
    this.#isVisible = visible;
    this.platform = {
      locks: browser.locks.forTab(this),
      openChannel: (name, hear) => this.#open(name, hear),
      build,
      isSecure: true,
      clock: browser.clock,
      newId: () => browser.newId(),
      isVisible: () => this.#isVisible,
      isOnline: () => this.isOnline,
      on: (event, fn) => {
        const set = this.#listeners.get(event) ?? new Set();
        this.#listeners.set(event, set.add(fn));
        return () => set.delete(fn);
      },
      importLeader,
    };
  }

  fire(event: PageEvent): void {
    for (const fn of [...(this.#listeners.get(event) ?? [])]) fn();
  }

  show(): void {
    this.#isVisible = true;
    this.fire('visible');
  }

  hide(): void {
    this.#isVisible = false;
    this.fire('hidden');
  }

  /** The process ends: no event, no goodbye. */
  crash(): void {
    this.isFrozen = true;
    this.#channels.length = 0;
    this.#browser.locks.drop(this);
  }

  hear(name: string, message: Envelope): void {
    if (this.isFrozen) return;
    for (const channel of this.#channels) if (channel.name === name) channel.hear(message);
  }

  #open(name: string, hear: (message: Envelope) => void): ReturnType<Platform['openChannel']> {
    const channel = { name, hear };
    let isClosed = false;
    this.#channels.push(channel);
    return {
      post: (message) => {
        if (isClosed) throw new DOMException('the channel is closed', 'InvalidStateError');
        if (this.isFrozen) return;
        const copy = structuredClone(message);
        for (const tab of this.#browser.tabs) if (tab !== this) queueMicrotask(() => tab.hear(name, copy));
      },
      close: () => {
        isClosed = true;
        const at = this.#channels.indexOf(channel);
        if (at !== -1) this.#channels.splice(at, 1);
      },
    };
  }
}
