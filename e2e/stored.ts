/** Reads all that a page's origin keeps: databases, local and session storage, cookies, names of caches. */
import { Buffer } from 'node:buffer';
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
    /** Undefined if it has gone meanwhile: a look must not make it anew. */
    const opened = (name: string): Promise<IDBDatabase | undefined> => {
      const request = indexedDB.open(name);
      let isGone = false;
      request.onupgradeneeded = () => {
        isGone = true;
        request.transaction?.abort();
      };
      return done(request).catch((error: unknown) => {
        if (isGone) return undefined;
        throw error;
      });
    };
    for (const { name } of await indexedDB.databases()) {
      const database = name === undefined ? undefined : await opened(name);
      if (name === undefined || database === undefined) continue;
      found.push(name);
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

/** The ways in which a secret could stand in that text: as it is, as its bytes, encoded, in part. */
export function guises(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const wide = Buffer.from(secret, 'utf16le');
  // Long enough that it does not occur by chance.
  const ascii = /^[ -~]{8,}/.exec(secret)?.[0];
  if (ascii === undefined) throw new Error('a secret that begins with eight characters of ASCII is needed');
  const spelled = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('latin1'),
    wide.toString('latin1'),
  ];
  const encoded = [bytes, wide, Buffer.from(secret, 'latin1')].flatMap((form) => [
    form.toString('base64').replace(/=+$/, ''),
    form.toString('base64url'),
    form.toString('hex'),
    [...form].join(','),
  ]);
  return [...new Set([...spelled, ...encoded, encodeURIComponent(secret), ascii])];
}

/** Those ways of a secret that do stand in a text. */
export const guisesIn = (text: string, secret: string): string[] =>
  guises(secret).filter((guise) => text.includes(guise));
