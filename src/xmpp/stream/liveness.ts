/** Knows whether the other side is still there: asks after sends, in silence and on demand, and sets deadlines. */
import type { Clock } from '#lib/clock.ts';
import { Alarm } from './alarm.ts';

/** A question is asked this long after the first stanza that awaits one, or at the fifth. */
const coalesceMs = 250;
const coalesceCount = 5;
/** No answer for this long: the socket is presumed dead. */
export const answerDeadlineMs = 10_000;
/** An alarm this late means that the tab slept, and with it the reading of the answer. */
const sleptMs = 2000;

export interface LivenessActions {
  /** `<r/>`, or a ping where there is no stream management. Must be answered by a call of `answered`. */
  ask(): void;
  /** Nobody answers. */
  presumedDead(): void;
}

interface Probe {
  /** The number of the question whose answer it waits for. */
  readonly question: number;
  readonly alarm: Alarm;
  readonly resolve: (isAlive: boolean) => void;
}

/** Of one stream; `stop` it when the stream is over. */
export class Liveness {
  readonly #clock: Clock;
  readonly #actions: LivenessActions;
  readonly #silenceMs: number;
  readonly #coalesce: Alarm;
  readonly #deadline: Alarm;
  readonly #silence: Alarm;
  #unasked = 0;
  #asked = 0;
  #answered = 0;
  #lastHeard: number;
  #probes: Probe[] = [];

  /** `silenceMs`: how long nothing may come in before we ask; JS cannot send WebSocket pings, so this is the keep-alive. */
  constructor(clock: Clock, actions: LivenessActions, silenceMs: number) {
    this.#clock = clock;
    this.#actions = actions;
    this.#silenceMs = silenceMs;
    this.#lastHeard = clock.now();
    this.#coalesce = new Alarm(clock, () => {
      this.ask();
    });
    this.#deadline = new Alarm(clock, (lateMs) => {
      this.#onDeadline(lateMs);
    });
    this.#silence = new Alarm(clock, () => {
      this.#onSilence();
    });
    this.#silence.set(silenceMs);
  }

  /** Milliseconds since anything came in. */
  get silentForMs(): number {
    return this.#clock.now() - this.#lastHeard;
  }

  /** A stanza went out that wants to be confirmed. */
  sent(): void {
    this.#unasked++;
    if (this.#unasked >= coalesceCount) this.ask();
    else if (!this.#coalesce.isSet) this.#coalesce.set(coalesceMs);
  }

  /** Anything came in. */
  heard(): void {
    this.#lastHeard = this.#clock.now();
  }

  ask(): void {
    this.#unasked = 0;
    this.#coalesce.clear();
    this.#asked++;
    if (!this.#deadline.isSet) this.#deadline.set(answerDeadlineMs);
    this.#actions.ask();
  }

  /** One answer has come; answers come in the order of the questions. */
  answered(): void {
    // One that nobody asked for says nothing about those still open.
    if (this.#answered === this.#asked) return;
    this.#answered++;
    if (this.#answered < this.#asked) this.#deadline.set(answerDeadlineMs);
    else this.#deadline.clear();
    for (const probe of this.#probes.filter(({ question }) => question <= this.#answered))
      this.#settle(probe, true);
  }

  /** Asks now; whether the answer to this very question came in time. One already on its way does not count. */
  probe(timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const alarm = new Alarm(this.#clock, () => {
        this.#settle(probe, false);
      });
      const probe: Probe = { question: this.#asked + 1, alarm, resolve };
      this.#probes.push(probe);
      alarm.set(timeoutMs);
      this.ask();
    });
  }

  stop(): void {
    this.#coalesce.clear();
    this.#deadline.clear();
    this.#silence.clear();
    for (const probe of [...this.#probes]) this.#settle(probe, false);
  }

  #settle(probe: Probe, isAlive: boolean): void {
    probe.alarm.clear();
    this.#probes = this.#probes.filter((each) => each !== probe);
    probe.resolve(isAlive);
  }

  /** After a sleep the answer may lie unread: ask once more before giving up (N03). */
  #onDeadline(lateMs: number): void {
    if (lateMs >= sleptMs) this.ask();
    else this.#actions.presumedDead();
  }

  #onSilence(): void {
    const restMs = this.#silenceMs - this.silentForMs;
    if (restMs <= 0) this.ask();
    this.#silence.set(restMs > 0 ? restMs : this.#silenceMs);
  }
}
