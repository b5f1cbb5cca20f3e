/** A few words on something just done that changes nothing on the screen: shown for a moment, and told aloud politely. */

const shownMs = 2500;

class Toast {
  #words = $state.raw('');
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Empty while there is nothing to tell. */
  get words(): string {
    return this.#words;
  }

  show(words: string): void {
    clearTimeout(this.#timer);
    this.#words = words;
    this.#timer = setTimeout(() => (this.#words = ''), shownMs);
  }
}

export const toast = new Toast();
