/** Stream management (XEP-0198 1.6.3) as arithmetic: counts, what is held for re-sending, what may be acknowledged. No I/O. */
import type { FullJid } from '#lib/jid.ts';
import type { Xml } from '../codec/dom.ts';
import type { ResumeState } from './session.ts';

/** Counters are modulo 2^32 (XEP-0198 §2). */
const plus = (count: number, more: number): number => (count + more) >>> 0;
const distance = (from: number, to: number): number => (to - from) >>> 0;

interface Held {
  readonly number: number;
  readonly stanza: Xml;
}

export interface Resumption {
  /** What the server lacks, in order; they keep their numbers. */
  readonly resend: readonly Xml[];
  /** Set after a restart of the page: numbers above this are lost to the stream and free again. */
  readonly lostAbove?: number;
}

/** What the server's count says: accepted, or a contradiction after which nothing may be assumed (F03). */
export type Verdict<T> = { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'desync' };

/** One SM session; it outlives sockets. `start` or `load` begins another, `forget` ends it. */
export class StreamManagement {
  #id: string | undefined;
  #max: number | undefined;
  #jid: FullJid | undefined;
  #counting = false;

  #sent = 0;
  #acked = 0;
  #held: Held[] = [];

  #received = 0;
  #done = 0;
  /** The server asked while stanzas up to this number were still uncommitted. */
  #owed: number | undefined;

  /** Outbound counting begins with `<enable/>` (XEP-0198 §3), before the answer is known. */
  begin(): void {
    this.#id = this.#max = this.#jid = this.#owed = undefined;
    this.#counting = true;
    this.#sent = this.#acked = this.#received = this.#done = 0;
    this.#held = [];
  }

  /** `<enabled/>`: inbound counting begins. Without an id the session counts but cannot be resumed. */
  enabled(jid: FullJid, id: string | undefined, max: number | undefined): void {
    this.#jid = jid;
    this.#id = id;
    this.#max = max;
  }

  /** A session of an earlier page: its counts are known, its stanzas are not. Does nothing if it is this very session. */
  load(state: ResumeState): void {
    if (state.id === this.#id) return;
    this.begin();
    this.enabled(state.jid, state.id, state.max);
    this.#sent = state.sent;
    this.#acked = state.acked;
    this.#received = this.#done = state.h;
  }

  /** No session, no counting. */
  forget(): void {
    this.begin();
    this.#counting = false;
  }

  get isCounting(): boolean {
    return this.#counting;
  }

  get id(): string | undefined {
    return this.#id;
  }

  get max(): number | undefined {
    return this.#max;
  }

  get jid(): FullJid | undefined {
    return this.#jid;
  }

  /** Inbound stanzas counted, committed or not. */
  get received(): number {
    return this.#received;
  }

  /** Inbound stanzas whose effects are committed: the only `h` ever told. */
  get done(): number {
    return this.#done;
  }

  get sent(): number {
    return this.#sent;
  }

  get acked(): number {
    return this.#acked;
  }

  get unacked(): number {
    return distance(this.#acked, this.#sent);
  }

  get resumeState(): ResumeState | undefined {
    if (this.#id === undefined || this.#jid === undefined) return undefined;
    const max = this.#max === undefined ? {} : { max: this.#max };
    return { id: this.#id, ...max, jid: this.#jid, h: this.#done, acked: this.#acked, sent: this.#sent };
  }

  /** Counts an outbound stanza and holds it until it is acknowledged. Returns its number. */
  send(stanza: Xml): number {
    this.#sent = plus(this.#sent, 1);
    this.#held.push({ number: this.#sent, stanza });
    return this.#sent;
  }

  /** Nothing is held any longer: what is not acknowledged will not be re-sent. */
  release(): void {
    this.#held = [];
  }

  /** The server's `h`. The value is the new count of acknowledged stanzas, undefined if it has not grown. */
  acknowledged(h: number): Verdict<number | undefined> {
    const step = distance(this.#acked, h);
    if (step > this.unacked) return { kind: 'desync' };
    if (step === 0) return { kind: 'ok', value: undefined };
    const before = this.#acked;
    this.#held = this.#held.filter(({ number }) => distance(before, number) > step);
    this.#acked = h;
    return { kind: 'ok', value: h };
  }

  /** `<resumed/>`. Call `acknowledged(h)` first. What is no longer held leaves the count, since it will not be re-sent. */
  resumed(): Resumption {
    const resend = this.#held.map(({ stanza }) => stanza);
    if (resend.length === this.unacked) return { resend };
    const lostAbove = this.#acked;
    this.#sent = this.#acked;
    this.#held = [];
    return { resend: [], lostAbove };
  }

  /** Counts an inbound stanza. Returns its number, for `committed`. */
  receive(): number {
    this.#received = plus(this.#received, 1);
    return this.#received;
  }

  /**
   * All inbound stanzas up to this number are committed. Returns the `h` to send now if the server still waits for one:
   * an answer is owed in full only once everything before the question is committed.
   */
  committed(number: number): number | undefined {
    this.#done = number;
    if (this.#owed === undefined || distance(this.#owed, number) >= 0x8000_0000) return undefined;
    this.#owed = undefined;
    return number;
  }

  /** Whether the server waits for more than it was told. */
  get owes(): boolean {
    return this.#owed !== undefined;
  }

  /** `<r/>`: the `h` to answer with at once, the truth as of now; the rest follows by `committed`. */
  asked(): number {
    this.#owed = this.#done === this.#received ? undefined : this.#received;
    return this.#done;
  }

  /** Before a resume: the server will replay what is not committed, and a question asked on the old socket is void. */
  rewind(): void {
    this.#received = this.#done;
    this.#owed = undefined;
  }
}
