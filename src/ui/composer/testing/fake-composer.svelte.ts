/** A composer state without a store, for the tests of the field. */
import type { ComposerState } from '#state/app.ts';

export class FakeComposer implements ComposerState {
  /** Characters beyond which a text counts as too long. */
  static readonly limit = 2000;
  text = $state('');
  readonly ready = true;
  readonly tooLong = $derived(this.text.length > FakeComposer.limit);
  readonly blocked: boolean;
  sendFailed = $state(false);
  readonly sent: string[] = [];
  /** How often the field was left. */
  left = 0;
  readonly #fails: boolean;
  /** Storing a message takes until this is done. */
  readonly #gate: Promise<void>;

  /** The field goes on showing a message until it is stored. */
  readonly #slow: boolean;

  constructor({ blocked = false, fails = false, gate = Promise.resolve(), slow = false } = {}) {
    this.#slow = slow;
    this.#gate = gate;
    this.blocked = blocked;
    this.#fails = fails;
  }

  send(): Promise<boolean> {
    this.sendFailed = this.#fails;
    if (this.#fails) return Promise.resolve(false);
    const typed = this.text;
    this.sent.push(typed);
    if (!this.#slow) this.text = '';
    return this.#gate.then(() => {
      if (this.#slow) this.text = this.text.slice(typed.length);
      return true;
    });
  }

  leave(): void {
    this.left++;
  }
}
