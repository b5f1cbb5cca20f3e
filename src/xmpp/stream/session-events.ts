/** Events of a session. What a listener throws is a bug of its own and must not stop the stream in the middle of a step. */
import { Emitter } from '#lib/emitter.ts';
import type { StreamEvents } from './session.ts';

type Emit = <K extends keyof StreamEvents>(event: K, value: StreamEvents[K]) => void;

export class SessionEvents {
  readonly #emitter = new Emitter<StreamEvents>();
  /** The emitter's own type allows for events without a value, of which there are none here. */
  readonly #emit = this.#emitter.emit.bind(this.#emitter) as Emit;

  on<K extends keyof StreamEvents>(event: K, fn: (value: StreamEvents[K]) => void): () => void {
    return this.#emitter.on(event, fn);
  }

  /** An error of a listener is thrown on its own, for the page's error handling to see. */
  emit<K extends keyof StreamEvents>(event: K, value: StreamEvents[K]): void {
    try {
      this.#emit(event, value);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
