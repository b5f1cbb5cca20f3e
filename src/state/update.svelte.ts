/** New versions: registers the service worker, notices when a newer one waits, and changes over when a person says so. */
import type { Workbox } from 'workbox-window';
import { workerUrl } from '#lib/app-url.ts';
import type { Log } from '#lib/log.ts';
import type { UpdateState } from './app.ts';
import { mayReloadOnce } from './reload-once.ts';

/** How often an open tab asks for a newer version. Milliseconds. */
export const checkEveryMs = 3_600_000;
/** A tab that comes into view asks too, but not more often than this. Milliseconds. */
export const checkAtMostEveryMs = 60_000;

export interface UpdateHost {
  /** Writes what is being typed to the store; the page goes away when it is done. */
  flush(): Promise<void>;
  readonly log: Log;
}

export class AppUpdate implements UpdateState {
  /** A newer version waits. */
  ready = $state(false);

  readonly #host: UpdateHost;
  readonly #ended = new AbortController();
  #workbox: Workbox | undefined;
  #lastCheck = 0;
  #leaving = false;

  constructor(host: UpdateHost) {
    this.#host = host;
  }

  /** Once per page, at boot. The worker comes after the page has loaded: nobody waits for it. */
  register(): void {
    const { signal } = this.#ended;
    window.addEventListener('vite:preloadError', (event) => this.#onMissingFile(event), { signal });
    if (!('serviceWorker' in navigator) || __BUILD_ID__ === 'dev') return;
    const { serviceWorker } = navigator;
    // The very first worker takes over a page that is as new as itself.
    let controlled = serviceWorker.controller !== null;
    serviceWorker.addEventListener(
      'controllerchange',
      () => {
        if (controlled) void this.#reload();
        controlled = true;
      },
      { signal },
    );
    if (document.readyState === 'complete') void this.#start();
    else window.addEventListener('load', () => void this.#start(), { signal, once: true });
  }

  async #start(): Promise<void> {
    const { Workbox } = await import('workbox-window');
    const { signal } = this.#ended;
    if (signal.aborted) return;
    const workbox = new Workbox(workerUrl('sw.js'), { updateViaCache: 'none' });
    this.#workbox = workbox;
    workbox.addEventListener('waiting', () => {
      this.ready = true;
    });
    this.#lastCheck = Date.now();
    const timer = setInterval(() => void this.#check(), checkEveryMs);
    signal.addEventListener('abort', () => clearInterval(timer));
    document.addEventListener('visibilitychange', () => void this.#checkWhenSeen(), { signal });
    await this.#tolerate('worker refused', workbox.register({ immediate: true }));
  }

  /** Saves drafts and lets the waiting version take over; every tab then reloads by itself. */
  async apply(): Promise<void> {
    await this.#host.flush();
    this.#workbox?.messageSkipWaiting();
  }

  dispose(): void {
    this.#ended.abort();
  }

  async #checkWhenSeen(): Promise<void> {
    if (document.visibilityState !== 'visible') return;
    if (Date.now() - this.#lastCheck >= checkAtMostEveryMs) await this.#check();
  }

  async #check(): Promise<void> {
    this.#lastCheck = Date.now();
    if (navigator.onLine) await this.#tolerate('no answer about updates', this.#workbox?.update());
  }

  /** Kith runs without a worker too, where the browser or the network refuses it; it then needs the network to start. */
  async #tolerate(what: string, step: Promise<unknown> | undefined): Promise<void> {
    try {
      await step;
    } catch (error) {
      this.#host.log.warn(what, { name: error instanceof Error ? error.name : 'unknown' });
    }
  }

  /**
   * A file of this version is gone from the server and from the cache: the newer page knows its own files. Without a network
   * there is none to be had.
   */
  #onMissingFile(event: Event): void {
    if (!navigator.onLine || !mayReloadOnce(__BUILD_ID__, () => sessionStorage)) return;
    event.preventDefault();
    void this.#reload();
  }

  async #reload(): Promise<void> {
    if (this.#leaving) return;
    this.#leaving = true;
    try {
      await this.#host.flush();
    } finally {
      location.reload();
    }
  }
}
