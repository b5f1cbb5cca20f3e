/** The features of the current stream, as far as they have come; those of a fresh stream can be waited for. */
import type { Clock } from '#lib/clock.ts';
import type { XmlElement } from '../codec/dom.ts';
import { Alarm } from './alarm.ts';
import { noFeatures, readFeatures } from './features.ts';
import type { StreamFeatures } from './session.ts';

export class FeatureMemory {
  readonly #alarm: Alarm;
  #known: StreamFeatures = noFeatures;
  #then: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#alarm = new Alarm(clock, () => {
      this.#proceed();
    });
  }

  get known(): StreamFeatures {
    return this.#known;
  }

  /** What the login learned. After a resume only news count: the server repeats nothing, and then late. */
  loggedIn(features: StreamFeatures, isResumed: boolean): void {
    if (!isResumed || this.#known === noFeatures) this.#known = features;
  }

  read(el: XmlElement): void {
    this.#known = readFeatures(el, this.#known);
    this.#proceed();
  }

  /** Calls `then` once features have come, at the latest after `ms`. */
  await(ms: number, then: () => void): void {
    this.#then = then;
    this.#alarm.set(ms);
  }

  stopWaiting(): void {
    this.#then = undefined;
    this.#alarm.clear();
  }

  #proceed(): void {
    const then = this.#then;
    this.stopWaiting();
    then?.();
  }
}
