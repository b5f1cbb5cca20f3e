/** A stream between login and end: counts both ways, acknowledges what is committed, notices when nobody answers. */
import type { Clock } from '#lib/clock.ts';
import { serialize, type Xml, type XmlElement } from '../codec/dom.ts';
import { smAnswer, smRequest } from '../xep/0198-sm.ts';
import { Alarm } from './alarm.ts';
import type { StreamFailure } from './failure.ts';
import type { Link } from './link.ts';
import { answerDeadlineMs, Liveness } from './liveness.ts';
import type { StreamManagement } from './stream-management.ts';

/** Thrown by `send`: the server would end the stream over a stanza this large (XEP-0478). */
export class StanzaTooLarge extends RangeError {
  override readonly name = 'StanzaTooLarge';
}

export interface BoundStreamEvents {
  acked(upTo: number): void;
  /** The stream must end; `desync`: counts contradict each other, and nothing of this session may be assumed. */
  unusable(failure: StreamFailure, desync: boolean): void;
  /** Without stream management: asks the server for any answer, and resolves with whether one came. */
  ping(): Promise<boolean>;
}

export interface BoundStreamOptions {
  readonly link: Link;
  readonly sm: StreamManagement;
  readonly clock: Clock;
  readonly silenceMs: number;
  /** Largest stanza in bytes of UTF-8. */
  readonly maxBytes: () => number | undefined;
  readonly events: BoundStreamEvents;
}

export class BoundStream {
  readonly #options: BoundStreamOptions;
  readonly #liveness: Liveness;
  /** An answer owed to the server this long means that the storage is stuck: better to go than to lie or be silent. */
  readonly #owed: Alarm;
  /** Counts where there is no stream management; a ping confirms what was sent before it. */
  #plainSent = 0;
  #plainAcked = 0;

  constructor(options: BoundStreamOptions) {
    this.#options = options;
    const { clock, events, silenceMs } = options;
    this.#owed = new Alarm(clock, () => {
      events.unusable({ kind: 'storage' }, false);
    });
    const actions = {
      ask: () => {
        this.#ask();
      },
      presumedDead: () => {
        events.unusable({ kind: 'dropped' }, false);
      },
    };
    this.#liveness = new Liveness(clock, actions, silenceMs);
  }

  get silentForMs(): number {
    return this.#liveness.silentForMs;
  }

  /** Counts and sends. With stream management a stanza that the socket no longer takes goes out after the resume. */
  send(stanza: Xml): number {
    const { sm, link, maxBytes } = this.#options;
    const text = serialize(stanza);
    const limit = maxBytes();
    // A character is at most three bytes per UTF-16 unit: most stanzas need no measuring.
    if (limit !== undefined && text.length * 3 > limit && new TextEncoder().encode(text).length > limit) {
      throw new StanzaTooLarge(`the server takes ${String(limit)} bytes`);
    }
    const number = sm.isCounting ? sm.send(stanza) : ++this.#plainSent;
    link.sendText(text);
    if (stanza.name !== 'iq') this.#liveness.sent();
    return number;
  }

  /** Sends again what the server lacks after a resume; counted already. */
  resend(stanzas: readonly Xml[]): void {
    for (const stanza of stanzas) this.#options.link.send(stanza);
    this.#liveness.ask();
  }

  /** An inbound stanza has come: its number, undefined where nothing counts. */
  count(): number | undefined {
    this.#liveness.heard();
    const { sm } = this.#options;
    return sm.isCounting ? sm.receive() : undefined;
  }

  onNonza(el: XmlElement): void {
    this.#liveness.heard();
    if (!this.#options.sm.isCounting) return;
    if (smRequest.matches(el)) this.#onRequest();
    else if (smAnswer.matches(el)) this.#onAnswer(el);
  }

  /** Stanzas up to this number are committed. */
  onCommitted(number: number): void {
    const h = this.#options.sm.committed(number);
    if (h === undefined) return;
    this.#owed.clear();
    this.#tell(h);
  }

  /** Tells the truth unasked, as the last word before a goodbye (XEP-0198 §4). */
  tellCommitted(): void {
    const { sm } = this.#options;
    if (sm.isCounting) this.#tell(sm.done);
  }

  ask(): void {
    this.#liveness.ask();
  }

  probe(timeoutMs: number): Promise<boolean> {
    return this.#liveness.probe(timeoutMs);
  }

  stop(): void {
    this.#liveness.stop();
    this.#owed.clear();
  }

  #tell(h: number): void {
    this.#options.link.send(smAnswer.encode({ h }));
  }

  #onRequest(): void {
    const { sm } = this.#options;
    this.#tell(sm.asked());
    if (sm.owes && !this.#owed.isSet) this.#owed.set(answerDeadlineMs);
  }

  #onAnswer(el: XmlElement): void {
    const { sm, events } = this.#options;
    const answer = smAnswer.decode(el);
    const verdict = answer.ok ? sm.acknowledged(answer.value.h) : undefined;
    if (verdict?.kind !== 'ok') {
      events.unusable({ kind: 'dropped' }, true);
      return;
    }
    this.#liveness.answered();
    if (verdict.value !== undefined) events.acked(verdict.value);
  }

  #ask(): void {
    const { sm, link } = this.#options;
    if (sm.isCounting) link.send(smRequest.encode(true));
    else void this.#ping();
  }

  /** Without stream management the answer to a ping shows that the server has read all that went before it. */
  async #ping(): Promise<void> {
    const upTo = this.#plainSent;
    if (!(await this.#options.events.ping())) return;
    this.#liveness.answered();
    if (upTo <= this.#plainAcked) return;
    this.#plainAcked = upTo;
    this.#options.events.acked(upTo);
  }
}
