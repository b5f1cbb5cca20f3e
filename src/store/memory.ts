/** IndexedDB in memory, for browsers without one and for public computers; loaded only when it is wanted. */

/** Interfaces that idb recognises by `instanceof`. */
const interfaces = [
  'IDBCursor',
  'IDBDatabase',
  'IDBIndex',
  'IDBKeyRange',
  'IDBObjectStore',
  'IDBRequest',
  'IDBTransaction',
] as const;

type Interfaces = Readonly<Record<(typeof interfaces)[number], { readonly prototype: object }>>;

const isInstance = (type: { readonly prototype: object }, value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.prototype.isPrototypeOf.call(type.prototype, value);

/**
 * Makes objects of both implementations pass for each other: idb asks the browser's interfaces about the objects in memory,
 * those in memory are handed key ranges of the browser. Where the browser has none, it gets these.
 */
const acquaint = (host: Partial<Record<keyof Interfaces, unknown>>, own: Interfaces): void => {
  for (const name of interfaces) {
    const native = host[name] as { readonly prototype: object } | undefined;
    if (native === own[name]) continue;
    if (native === undefined) {
      host[name] = own[name];
      continue;
    }
    const either = { value: (value: unknown) => isInstance(native, value) || isInstance(own[name], value) };
    Object.defineProperty(native, Symbol.hasInstance, either);
    Object.defineProperty(own[name], Symbol.hasInstance, either);
  }
};

const load = async (): Promise<IDBFactory> => {
  const fake = await import('fake-indexeddb');
  acquaint(globalThis, fake);
  return new fake.IDBFactory();
};

let loaded: Promise<IDBFactory> | undefined;

/** The one factory of this page: stores opened twice under a name are the same. */
export const memoryFactory = (): Promise<IDBFactory> => (loaded ??= load());
