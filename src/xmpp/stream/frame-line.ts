/** Frames in the order in which they came: each is read at once, but a large one in turns between which the page is free. */
import { vetting, type Account, type Frame } from './guard.ts';

export class FrameLine {
  readonly #of: Account;
  readonly #take: (frame: Frame) => void;
  readonly #isOver: () => boolean;
  /** What came while a large frame was being read. */
  readonly #waiting: (() => void)[] = [];
  #isBusy = false;

  constructor(of: Account, take: (frame: Frame) => void, isOver: () => boolean) {
    this.#of = of;
    this.#take = take;
    this.#isOver = isOver;
  }

  add(data: unknown): void {
    this.inTurn(() => {
      this.#read(vetting(data, this.#of));
    });
  }

  /** After all that has come before. */
  inTurn(step: () => void): void {
    if (this.#isBusy) this.#waiting.push(step);
    else step();
  }

  #read(reading: Generator<undefined, Frame>): void {
    const { done, value } = reading.next();
    if (done === true) this.#take(value);
    else this.#goOn(reading);
  }

  /** By messages to oneself, for browsers slow down the timers of hidden tabs. */
  #goOn(reading: Generator<undefined, Frame>): void {
    const { port1, port2 } = new MessageChannel();
    this.#isBusy = true;
    port1.onmessage = () => {
      const frame = this.#isOver() ? undefined : reading.next();
      if (frame?.done === false) {
        port2.postMessage(undefined);
        return;
      }
      port1.close();
      this.#isBusy = false;
      if (frame?.value !== undefined) this.#take(frame.value);
      this.#catchUp();
    };
    port2.postMessage(undefined);
  }

  #catchUp(): void {
    for (let step = this.#waiting.shift(); step !== undefined; step = this.#waiting.shift()) {
      step();
      if (this.#isBusy) return;
    }
  }
}
