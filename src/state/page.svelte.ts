/** Whether a person can see this tab and looks at it, and the moments at which everything must be read or saved anew. */
import { Emitter } from '#lib/emitter.ts';

/** The pieces of `document` and `window` that are listened to. */
export interface PageHost {
  readonly document: Pick<
    Document,
    'visibilityState' | 'hasFocus' | 'addEventListener' | 'removeEventListener'
  >;
  readonly window: Pick<Window, 'addEventListener' | 'removeEventListener'>;
}

interface PageEvents {
  /** What is shown may be stale: visible again, restored, unfrozen. */
  wake: undefined;
  /** The tab may be frozen or gone next: save what is not saved. */
  leave: undefined;
  /** The window has the keyboard's focus now. */
  focus: undefined;
}

export class Page {
  readonly #host: PageHost;
  readonly #events = new Emitter<PageEvents>();
  readonly #controller = new AbortController();
  #visible = $state.raw(false);
  #focused = $state.raw(false);

  constructor(host: PageHost) {
    this.#host = host;
    const { signal } = this.#controller;
    for (const name of ['visibilitychange', 'resume', 'freeze'])
      host.document.addEventListener(name, this.#heard, { signal });
    for (const name of ['pageshow', 'pagehide', 'focus', 'blur'])
      host.window.addEventListener(name, this.#heard, { signal });
    this.#look();
  }

  get visible(): boolean {
    return this.#visible;
  }

  /** Visible and with the keyboard's focus. */
  get focused(): boolean {
    return this.#focused;
  }

  on(name: keyof PageEvents, listener: () => void): () => void {
    return this.#events.on(name, listener);
  }

  dispose(): void {
    this.#controller.abort();
  }

  readonly #heard = (event: { readonly type: string }): void => {
    const wasFocused = this.#focused;
    this.#look();
    const { type } = event;
    if (type === 'pageshow' || type === 'resume' || (type === 'visibilitychange' && this.#visible))
      this.#events.emit('wake');
    if (type === 'pagehide' || type === 'freeze' || (type === 'visibilitychange' && !this.#visible))
      this.#events.emit('leave');
    if (this.#focused && !wasFocused) this.#events.emit('focus');
  };

  #look(): void {
    this.#visible = this.#host.document.visibilityState === 'visible';
    this.#focused = this.#visible && this.#host.document.hasFocus();
  }
}
