/** Who is writing to us right now; lives in this tab's memory and fades by itself. */
import type { Clock, Timer } from '#lib/clock.ts';
import type { BareJid } from '#lib/jid.ts';
import type { PeerTyping } from '#model/command.ts';
import type { TypingState } from './app.ts';

/** A peer that went silent in the middle of a word is not writing any more. Milliseconds. */
const fadesAfter = 60_000;
/** More writers at once than any list shows; further ones are not noted. */
const limit = 200;

export class TypingPeers implements TypingState {
  readonly #clock: Clock;
  /** Replaced with each change: whoever looks is told by that. */
  #writing: ReadonlySet<BareJid> = $state.raw(new Set());
  readonly #timers = new Map<BareJid, Timer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isTyping(chat: BareJid): boolean {
    return this.#writing.has(chat);
  }

  heard(chat: BareJid, state: PeerTyping): void {
    this.#stopTimer(chat);
    if (state !== 'composing') {
      this.#forget(chat);
      return;
    }
    if (this.#writing.size >= limit && !this.#writing.has(chat)) return;
    if (!this.#writing.has(chat)) this.#writing = new Set([...this.#writing, chat]);
    this.#timers.set(
      chat,
      this.#clock.setTimeout(() => {
        this.heard(chat, 'gone');
      }, fadesAfter),
    );
  }

  /** The link is gone: nobody can be known to be writing. */
  clear(): void {
    for (const chat of [...this.#timers.keys()]) this.#stopTimer(chat);
    this.#writing = new Set();
  }

  #forget(chat: BareJid): void {
    if (this.#writing.has(chat))
      this.#writing = new Set([...this.#writing].filter((other) => other !== chat));
  }

  #stopTimer(chat: BareJid): void {
    const timer = this.#timers.get(chat);
    if (timer !== undefined) this.#clock.clearTimeout(timer);
    this.#timers.delete(chat);
  }
}
