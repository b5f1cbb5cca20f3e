/** Requests and their answers: an answer counts only with the id AND from the address that was asked (X11). */
import type { Clock, Timer } from '#lib/clock.ts';
import { bareOf, domainOf, type FullJid, type Jid } from '#lib/jid.ts';
import { err, ok, type Result } from '#lib/result.ts';
import type { Xml, XmlElement } from '../codec/dom.ts';
import { decodeIq, encodeIq } from '../core/iq.ts';
import type { IqFailure, IqRequest } from './session.ts';

export type IqOutcome = Result<XmlElement | undefined, IqFailure>;

interface Pending {
  readonly to: Jid | undefined;
  readonly timer: Timer;
  readonly settle: (outcome: IqOutcome) => void;
}

export interface RequestOptions {
  readonly clock: Clock;
  /** Unguessable. */
  readonly newId: () => string;
}

const defaultTimeoutMs = 30_000;

/** Requests in flight. It outlives sockets: a resumed stream brings the answers too. */
export class Requests {
  readonly #options: RequestOptions;
  readonly #pending = new Map<string, Pending>();

  constructor(options: RequestOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#pending.size;
  }

  /** Registers a request; the stanza is for the caller to send. */
  open({ type, to, payload, timeoutMs = defaultTimeoutMs }: IqRequest): {
    stanza: Xml;
    id: string;
    outcome: Promise<IqOutcome>;
  } {
    const id = this.#options.newId();
    const outcome = new Promise<IqOutcome>((resolve) => {
      const timer = this.#options.clock.setTimeout(() => {
        this.#pending.delete(id);
        resolve(err({ kind: 'timeout' }));
      }, timeoutMs);
      this.#pending.set(id, { to, timer, settle: resolve });
    });
    return { stanza: encodeIq({ type, id, ...(to === undefined ? {} : { to }) }, payload), id, outcome };
  }

  /** Ends one request, for instance because it could not be sent. */
  fail(id: string, failure: IqFailure): void {
    this.#take(id)?.settle(err(failure));
  }

  /**
   * The request that this stanza answers is settled by calling the function returned; undefined: it answers none.
   * `own`: our full address, for answers of our own account and server.
   */
  match(el: XmlElement, own: FullJid | undefined): (() => void) | undefined {
    const iq = decodeIq(el);
    if (!iq.ok || (iq.value.type !== 'result' && iq.value.type !== 'error')) return undefined;
    const { id, from, type, payload, error } = iq.value;
    const pending = this.#pending.get(id);
    if (!pending || !isAnsweredBy(pending.to, from, own)) return undefined;
    return () => {
      if (this.#pending.get(id) !== pending) return;
      this.#take(id);
      if (type === 'result') pending.settle(ok(payload));
      else
        pending.settle(
          err({ kind: 'error', error: error ?? { type: 'cancel', condition: 'undefined-condition' } }),
        );
    };
  }

  /** The stream has ended for good: nobody knows what became of them. */
  endAll(): void {
    for (const id of [...this.#pending.keys()]) this.fail(id, { kind: 'gone' });
  }

  #take(id: string): Pending | undefined {
    const pending = this.#pending.get(id);
    if (pending) this.#options.clock.clearTimeout(pending.timer);
    this.#pending.delete(id);
    return pending;
  }
}

/**
 * RFC 6120 §8.1.2.1 and §10.3.3: no address stands for one's own account, to which servers answer with no address, the
 * bare or the full one. One's own server may leave out its address as well.
 */
const isAnsweredBy = (to: Jid | undefined, from: Jid | undefined, own: FullJid | undefined): boolean => {
  if (own === undefined) return to === from;
  const account = bareOf(own);
  if (to === undefined || to === account) return from === undefined || from === account || from === own;
  return from === to || (from === undefined && to === domainOf(own));
};
