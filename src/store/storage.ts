/** The browser's storage: how much is used, and whether it is safe from eviction. */
import type { AccountOperations } from './account-store.ts';

/** Absent outside of a secure context, and in old browsers. */
const manager = (): Partial<StorageManager> | undefined =>
  typeof navigator === 'undefined' ? undefined : navigator.storage;

type Storage = Pick<AccountOperations, 'storageUse' | 'isPersisted' | 'persist'>;

/** For stores on disk. */
export const diskStorage: Storage = {
  storageUse: async () => {
    const { usage, quota } = (await manager()?.estimate?.()) ?? {};
    return usage === undefined || quota === undefined ? undefined : { bytes: usage, quota };
  },
  isPersisted: async () => (await manager()?.persisted?.()) ?? false,
  persist: async () => (await manager()?.persist?.()) ?? false,
};

/** In memory there is nothing to measure, and nothing to keep. */
export const memoryStorage: Storage = {
  storageUse: () => Promise.resolve(undefined),
  isPersisted: () => Promise.resolve(false),
  persist: () => Promise.resolve(false),
};
