/** A few words on something just done that changes nothing on the screen: shown for a moment, and told aloud politely. */

/** Long enough to read: some 15 characters a second, and a moment to look there. */
const shownMs = (words: string): number => Math.max(2500, 1000 + words.length * 65);

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
    this.#timer = setTimeout(() => (this.#words = ''), shownMs(words));
  }
}

export const toast = new Toast();
