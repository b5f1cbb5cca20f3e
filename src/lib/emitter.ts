/** Typed events inside one program: listeners are called synchronously, in the order they subscribed. */

type Listener<T> = (event: T) => void;

/** `Events` maps each event's name to the type of its value. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>();

  /** Subscribes; the function returned ends the subscription. */
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    const own: Listener<Events[Name]> = (event) => {
      listener(event);
    };
    const set = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, set);
    set.add(own);
    return () => {
      set.delete(own);
    };
  }

  /** Calls every listener, also after one of them threw; then throws what they threw. */
  emit<Name extends keyof Events>(
    name: Name,
    ...[event]: Events[Name] extends undefined ? [] : [Events[Name]]
  ): void {
    const errors: unknown[] = [];
    for (const listener of [...(this.#listeners.get(name) ?? [])] as Listener<Events[Name] | undefined>[]) {
      try {
        listener(event);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, `listeners of ${String(name)} failed`);
  }
}
