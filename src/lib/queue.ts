/** Runs asynchronous tasks one after the other, in the order they came. */

export class SerialQueue {
  #tail: Promise<unknown> = Promise.resolve();

  /** The promise is that of `task`; a task that fails does not stop those after it. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(task);
    // The caller holds `result` and answers for its rejection; the tail only has to go on.
    this.#tail = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  /** Resolves once all tasks queued so far have ended. */
  async idle(): Promise<void> {
    await this.#tail;
  }
}
