/** The app's own store: accounts of this browser, device settings, sealed secrets, the last config.json. */
import type { BareJid } from '#lib/jid.ts';
import type { DeviceSettings } from '#model/settings.ts';
import type { ShellChange, ShellStore } from './account-store.ts';
import type { Changes } from './changes.ts';
import type { Database } from './database.ts';
import type { ShellSchema, ShellTable } from './schema.ts';
import { seal, unseal, type KeyKeeper } from './secret.ts';

type ShellDatabase = Database<ShellSchema>;

/** Accounts read at most; a browser has a few. */
const accountsRead = 100;

const readValue = (database: ShellDatabase, name: string): Promise<unknown> =>
  database.read(['values'], (tx) => tx.objectStore('values').get(name));

const writeValue = (database: ShellDatabase, name: string, value: unknown): Promise<void> =>
  database.write(['values'], async (tx) => {
    if (value === undefined) await tx.objectStore('values').delete(name);
    else await tx.objectStore('values').put(value, name);
  });

const keeperIn = (database: ShellDatabase): KeyKeeper => {
  const name = 'sealing-key';
  return {
    read: async () => (await readValue(database, name)) as CryptoKey | undefined,
    keep: (key) =>
      database.write(['values'], async (tx) => {
        // Another tab may have made one meanwhile, and sealed with it.
        const first = (await tx.objectStore('values').get(name)) as CryptoKey | undefined;
        if (first !== undefined) return first;
        await tx.objectStore('values').put(key, name);
        return key;
      }),
  };
};

const everything: readonly ShellTable[] = ['accounts', 'secrets', 'values'];
const currentName = 'current-account';
const leavingName = 'leaving-account';
const settingsName = 'device-settings';
const configName = 'config';

/** `keeper` is where the sealing key lives: the same database, save in tests. */
export const shellOperations = (
  database: ShellDatabase,
  changes: Changes<ShellChange>,
  memory: boolean,
  keeper: KeyKeeper = keeperIn(database),
): ShellStore => {
  const tell = (store: ShellChange['store']): void => {
    changes.post([{ store }]);
  };
  const deviceSettings = async (): Promise<Partial<DeviceSettings>> =>
    ((await readValue(database, settingsName)) as Partial<DeviceSettings> | undefined) ?? {};
  return {
    memory,
    changes: { on: (fn) => changes.on(fn) },
    accounts: () =>
      database.read(['accounts'], (tx) => tx.objectStore('accounts').getAll(null, accountsRead)),
    saveAccount: async (account) => {
      await database.write(['accounts'], (tx) => tx.objectStore('accounts').put(account));
      tell('accounts');
    },
    removeAccount: async (jid) => {
      await database.write(everything, async (tx) => {
        await tx.objectStore('accounts').delete(jid);
        await tx.objectStore('secrets').delete(jid);
        const current = await tx.objectStore('values').get(currentName);
        if (current === jid) await tx.objectStore('values').delete(currentName);
      });
      tell('accounts');
    },
    currentAccount: async () => (await readValue(database, currentName)) as BareJid | undefined,
    setCurrentAccount: async (jid) => {
      await writeValue(database, currentName, jid);
      tell('accounts');
    },
    leavingAccount: async () => (await readValue(database, leavingName)) as BareJid | undefined,
    setLeavingAccount: (jid) => writeValue(database, leavingName, jid),
    deviceSettings,
    saveDeviceSettings: async (patch) => {
      await database.write(['values'], async (tx) => {
        const stored = (await tx.objectStore('values').get(settingsName)) as
          Partial<DeviceSettings> | undefined;
        await tx.objectStore('values').put({ ...stored, ...patch }, settingsName);
      });
      tell('device-settings');
    },
    saveSecret: async (jid, keys) => {
      const sealed = await seal(keeper, jid, keys);
      await database.write(['secrets'], (tx) => tx.objectStore('secrets').put({ jid, ...sealed }));
    },
    readSecret: async (jid) => {
      const sealed = await database.read(['secrets'], (tx) => tx.objectStore('secrets').get(jid));
      return sealed && unseal(keeper, jid, sealed);
    },
    removeSecret: (jid) => database.write(['secrets'], (tx) => tx.objectStore('secrets').delete(jid)),
    config: () => readValue(database, configName),
    saveConfig: async (config) => {
      await writeValue(database, configName, config);
      tell('config');
    },
    close: () => {
      changes.close();
      database.close();
    },
  };
};
