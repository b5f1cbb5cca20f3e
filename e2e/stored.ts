/** Reads all that a page's origin keeps: databases, local and session storage, cookies, names of caches. */
import type { Page } from 'playwright/test';

/** As one text, to look for what must (not) be in it. Binary values are shown as text, byte by byte. */
export function everythingStored(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const areas = [globalThis.localStorage, globalThis.sessionStorage];
    const found = areas
      .flatMap((area) => Array.from({ length: area.length }, (_, i) => area.key(i) ?? ''))
      .concat(document.cookie);
    for (const area of areas) for (const key of [...found]) found.push(area.getItem(key) ?? '');
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => {
          resolve(request.result);
        };
        request.onerror = () => {
          reject(request.error ?? new Error('IndexedDB'));
        };
      });
    const plain = (_key: string, value: unknown): unknown => {
      if (value instanceof ArrayBuffer) return String.fromCharCode(...new Uint8Array(value));
      if (ArrayBuffer.isView(value)) return String.fromCharCode(...new Uint8Array(value.buffer));
      return value;
    };
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue;
      found.push(name);
      const database = await done(indexedDB.open(name));
      const stores = [...database.objectStoreNames];
      if (stores.length > 0) {
        const reading = database.transaction(stores, 'readonly');
        for (const store of stores) {
          const keys = await done(reading.objectStore(store).getAllKeys());
          const rows = await done(reading.objectStore(store).getAll());
          found.push(store, JSON.stringify(keys, plain), JSON.stringify(rows, plain));
        }
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      found.push(name, ...(await cache.keys()).map((request) => request.url));
    }
    return found.join('\n');
  });
}
