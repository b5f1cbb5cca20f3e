/** How far a conversation was read: only what was in view, only while the window has the focus, only forward. */

export class ReadPointer {
  readonly #isFocused: () => boolean;
  readonly #save: (order: string) => Promise<void>;
  /** Orders; the empty one stands before all. */
  #seen = '';
  #saved = '';
  #saving = false;

  constructor(isFocused: () => boolean, save: (order: string) => Promise<void>) {
    this.#isFocused = isFocused;
    this.#save = save;
  }

  saw(order: string): void {
    if (order > this.#seen) this.#seen = order;
  }

  /** Saves what was seen if someone looks; what is seen meanwhile is saved next. */
  async mark(): Promise<void> {
    if (this.#saving) return;
    this.#saving = true;
    try {
      while (this.#isFocused() && this.#seen > this.#saved) {
        const order = this.#seen;
        await this.#save(order);
        this.#saved = order;
      }
    } finally {
      this.#saving = false;
    }
  }

  /** The conversation was left: what was in view without the focus is not read by a later one. */
  forget(): void {
    this.#seen = this.#saved;
  }
}
