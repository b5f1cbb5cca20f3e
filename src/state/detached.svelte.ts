/** Makes live objects that outlive the component which first asked for them. */

/**
 * Runs `make` outside of the effect or derived value that is being computed: what it creates belongs to nobody's
 * lifetime, and reading it right away counts as a dependency like any other.
 */
export const detached = <T>(make: () => T): T => {
  const made: T[] = [];
  $effect.root(() => {
    made.push(make());
  });
  const [value] = made;
  return value as T;
};

/** Keeps one object per key for as long as the account is signed in. */
export class Pool<Key, Value> {
  readonly #make: (key: Key) => Value;
  readonly #made = new Map<Key, Value>();

  constructor(make: (key: Key) => Value) {
    this.#make = make;
  }

  get(key: Key): Value {
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const value = detached(() => this.#make(key));
    this.#made.set(key, value);
    return value;
  }

  all(): IterableIterator<Value> {
    return this.#made.values();
  }
}
