/** Where a conversation is read: kept within the visit for who comes back, and in the store for the next visit. */
import type { Clock, Timer } from '#lib/clock.ts';
import type { BareJid } from '#lib/jid.ts';
import { SerialQueue } from '#lib/queue.ts';
import type { ReadingPlace } from '#model/chat.ts';

/** How far the stored place may lag behind the screen. Milliseconds. */
const placeLag = 250;

export interface TimelinePlaceHost {
  readonly store: { savePlace(chat: BareJid, place: ReadingPlace | undefined): Promise<void> };
  readonly clock: Clock;
  readonly failed: (error: unknown) => void;
}

const isSame = (a: ReadingPlace | undefined, b: ReadingPlace | undefined): boolean =>
  a?.key === b?.key && a?.offset === b?.offset;

export class TimelinePlace {
  readonly #chat: BareJid;
  readonly #host: TimelinePlaceHost;
  readonly #writes = new SerialQueue();
  #current: ReadingPlace | 'end' | undefined;
  /** What the store holds, as far as this tab knows. */
  #stored: ReadingPlace | undefined;
  #lag: Timer | undefined;

  constructor(chat: BareJid, host: TimelinePlaceHost) {
    this.#chat = chat;
    this.#host = host;
  }

  /** Undefined until the conversation was read in this visit: then the stored place counts. */
  get current(): ReadingPlace | 'end' | undefined {
    return this.#current;
  }

  /** What the store held when the conversation was opened. */
  found(stored: ReadingPlace | undefined): void {
    this.#stored = stored;
  }

  /** The reader is here now; undefined: at the end. */
  move(place: ReadingPlace | undefined): void {
    this.#current = place ?? 'end';
    this.#lag ??= this.#host.clock.setTimeout(() => void this.flush(), placeLag);
  }

  /** Stores the place now. */
  async flush(): Promise<void> {
    if (this.#lag !== undefined) this.#host.clock.clearTimeout(this.#lag);
    this.#lag = undefined;
    try {
      await this.#writes.run(() => this.#save());
    } catch (error) {
      this.#host.failed(error);
    }
  }

  async #save(): Promise<void> {
    if (this.#current === undefined) return;
    const place = this.#current === 'end' ? undefined : this.#current;
    if (isSame(place, this.#stored)) return;
    await this.#host.store.savePlace(this.#chat, place);
    this.#stored = place;
  }
}
