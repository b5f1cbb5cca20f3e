/** Single steps of cursors, for what no other request can ask: the last key of a range, or the n-th from its end. */
import { unwrap, type IDBPIndex } from 'idb';

/** An index as idb wraps it. */
interface Keyed {
  readonly keyPath: string | string[];
  readonly multiEntry: boolean;
}

/**
 * The n-th key (from 1) of an index in a direction, or undefined if the range holds fewer. Two requests, whatever n: the
 * browser skips without reading rows.
 */
export const nthKey = (
  index: Keyed,
  range: IDBKeyRange,
  direction: 'next' | 'prev',
  n = 1,
): Promise<IDBValidKey | undefined> =>
  new Promise((resolve, reject) => {
    // Through idb a cursor that advances would need the interfaces of the browser's own IndexedDB.
    const source: IDBIndex = unwrap(index as IDBPIndex);
    const request = source.openKeyCursor(range, direction);
    let isThere = n === 1;
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor !== null && !isThere) {
        isThere = true;
        cursor.advance(n - 1);
      } else resolve(cursor?.key);
    };
    request.onerror = () => {
      reject(request.error ?? new DOMException('cursor failed', 'UnknownError'));
    };
  });
