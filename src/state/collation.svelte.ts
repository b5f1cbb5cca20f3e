/** The order of names in the language on the screen; what was sorted by it is sorted anew when that changes. */

const options = { sensitivity: 'base', numeric: true } as const;

/** The browser's own until it is told. */
let collator = $state.raw(new Intl.Collator(undefined, options));

export function sortNamesIn(tag: string): void {
  collator = new Intl.Collator(tag, options);
}

export const compareNames = (): Intl.Collator['compare'] => collator.compare;

interface Named {
  readonly name: string;
  readonly jid: string;
}

/** Orders people by name, then by address, as the reader's language does. */
export function byName(): (a: Named, b: Named) => number {
  const compare = compareNames();
  return (a, b) => compare(a.name, b.name) || (a.jid < b.jid ? -1 : a.jid > b.jid ? 1 : 0);
}
