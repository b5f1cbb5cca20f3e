/** Tells the other side that we are writing: once when it begins, once when it pauses (XEP-0085 §4.2, §5.1). */
import type { Clock, Timer } from '#lib/clock.ts';
import type { OwnTyping } from '#model/command.ts';

/** A pause this long ends "composing". Milliseconds. */
const pauseAfter = 8_000;
/** Who writes on without a pause says so again, for peers that forget. Milliseconds. */
const repeatAfter = 30_000;

export class TypingNotice {
  readonly #clock: Clock;
  readonly #tell: (state: OwnTyping) => void;
  #told: OwnTyping = 'active';
  #toldAt = 0;
  #pause: Timer | undefined;

  constructor(clock: Clock, tell: (state: OwnTyping) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** The text was changed by the person. */
  typed(text: string): void {
    this.#stopTimer();
    if (text.trim() === '') {
      this.#say('active');
      return;
    }
    if (this.#told !== 'composing' || this.#clock.now() - this.#toldAt >= repeatAfter)
      this.#say('composing', true);
    this.#pause = this.#clock.setTimeout(() => {
      this.#say('paused');
    }, pauseAfter);
  }

  /** The person went elsewhere. */
  left(): void {
    this.#stopTimer();
    if (this.#told === 'composing') this.#say('paused');
  }

  /** The message itself says `active`. */
  sent(): void {
    this.#stopTimer();
    this.#told = 'active';
  }

  #say(state: OwnTyping, again = false): void {
    if (state === this.#told && !again) return;
    this.#told = state;
    this.#toldAt = this.#clock.now();
    this.#tell(state);
  }

  #stopTimer(): void {
    if (this.#pause !== undefined) this.#clock.clearTimeout(this.#pause);
    this.#pause = undefined;
  }
}
