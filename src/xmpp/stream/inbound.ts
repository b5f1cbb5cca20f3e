/** The inbound line: hands stanzas over as they come and learns, in order, when each is dealt with. */
import type { Clock } from '#lib/clock.ts';
import type { FullJid } from '#lib/jid.ts';
import type { XmlElement } from '../codec/dom.ts';
import { Alarm } from './alarm.ts';
import type { Requests } from './request.ts';

export type StanzaHandler = (el: XmlElement) => Promise<void>;

export interface InboundEvents {
  /** Everything up to and including the stanza of this number is dealt with. */
  handled(number: number): void;
  /** A stanza could not be committed: nothing after it may be acknowledged. Once. */
  storageBroken(): void;
  /** A stanza was dropped; the reason names no content. */
  deadLetter(reason: string): void;
}

/** The line of one connection. Nothing behind a failed stanza is ever reported as handled. */
export class InboundLine {
  readonly #handler: StanzaHandler;
  readonly #requests: Requests;
  readonly #events: InboundEvents;
  #tail: Promise<void> = Promise.resolve();
  #isBroken = false;

  constructor(handler: StanzaHandler, requests: Requests, events: InboundEvents) {
    this.#handler = handler;
    this.#requests = requests;
    this.#events = events;
  }

  /**
   * Takes a stanza. `number`: its place in the count, undefined while nothing counts. Answers settle their request, in
   * turn; an answer that nobody waits for is dropped, whoever sent it (X11).
   */
  receive(el: XmlElement, number: number | undefined, own: FullJid | undefined): void {
    if (this.#isBroken) return;
    if (el.name !== 'iq' || !['result', 'error'].includes(el.attr('type') ?? '')) {
      this.#append(this.#handOver(el), number);
      return;
    }
    const settle = this.#requests.match(el, own);
    if (!settle) this.#events.deadLetter('unmatched-answer');
    this.#append(() => {
      settle?.();
      return Promise.resolve();
    }, number);
  }

  /** A stanza that is not handed over is dealt with all the same. */
  skip(number: number | undefined): void {
    this.#append(() => Promise.resolve(), number);
  }

  /** Whether everything received so far is dealt with, or has failed, within that time. */
  idleWithin(clock: Clock, ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const alarm = new Alarm(clock, () => {
        resolve(false);
      });
      alarm.set(ms);
      void this.#tail.then(() => {
        alarm.clear();
        resolve(true);
      });
    });
  }

  #handOver(el: XmlElement): () => Promise<void> {
    let committed: Promise<void>;
    try {
      committed = this.#handler(el);
    } catch {
      this.#events.deadLetter('handler-threw');
      committed = Promise.resolve();
    }
    // A failure is met when its turn comes; until then it must not look unhandled.
    committed.catch(() => undefined);
    return () => committed;
  }

  #append(step: () => Promise<void>, number: number | undefined): void {
    this.#tail = this.#tail.then(async () => {
      if (this.#isBroken) return;
      try {
        await step();
      } catch {
        this.#isBroken = true;
        this.#events.storageBroken();
        return;
      }
      if (number !== undefined) this.#events.handled(number);
    });
  }
}
