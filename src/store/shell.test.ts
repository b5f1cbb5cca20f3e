/** The app's own store: accounts, settings, sealed secrets, and who hears of changes. */
import { describe, expect, test, vi } from 'vitest';
import { bare, must } from '#test/builders.ts';
import { FakeClock } from '#test/fake-clock.ts';
import type { Account, ScramKeys } from '#model/account.ts';
import type { Change, ShellChange, ShellStore } from './account-store.ts';
import { Changes, openChannel } from './changes.ts';
import { Database } from './database.ts';
import { memoryFactory } from './memory.ts';
import { shellMigrations } from './migrations/all.ts';
import { deleteAccountStore, openAccountStore, openShellStore } from './open.ts';
import type { ShellSchema } from './schema.ts';
import { seal, unseal, type KeyKeeper } from './secret.ts';
import { shellOperations } from './shell.ts';

const alice = bare('alice@example.org');
const bob = bare('bob@example.org');
const keys: ScramKeys = {
  hash: 'SHA-256',
  salt: 'c2FsdA==',
  iterations: 4096,
  clientKey: 'Y2s=',
  serverKey: 'c2s=',
};
const account: Account = { jid: alice, userAgentId: 'ua', createdAt: 1 };

const keeperOf = (): KeyKeeper & { key: CryptoKey | undefined } => {
  const keeper = {
    key: undefined as CryptoKey | undefined,
    read: () => Promise.resolve(keeper.key),
    keep: (key: CryptoKey) => Promise.resolve((keeper.key ??= key)),
  };
  return keeper;
};

let names = 0;
const withShell = async (use: (shell: ShellStore) => Promise<void>): Promise<void> => {
  const database = must(
    await Database.open<ShellSchema>({
      name: `test:shell:${String(names++)}`,
      migrations: shellMigrations,
      factory: await memoryFactory(),
      clock: new FakeClock(),
    }),
  );
  const shell = shellOperations(database, new Changes<ShellChange>(undefined), true, keeperOf());
  await use(shell);
  shell.close();
};

describe('a sealed secret', () => {
  test('opens for its account alone', async () => {
    const keeper = keeperOf();
    const sealed = await seal(keeper, alice, keys);
    expect(await unseal(keeper, alice, sealed)).toEqual(keys);
    expect(await unseal(keeper, bob, sealed)).toBeUndefined();
    expect(new TextDecoder().decode(sealed.data)).not.toContain('Y2s=');
  });

  test('does not open once its key is gone, replaced, or a byte is changed', async () => {
    const keeper = keeperOf();
    const sealed = await seal(keeper, alice, keys);
    const bytes = new Uint8Array(sealed.data.slice(0));
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    expect(await unseal(keeper, alice, { ...sealed, data: bytes.buffer })).toBeUndefined();
    expect(await unseal(keeperOf(), alice, sealed)).toBeUndefined();
    const other = keeperOf();
    await seal(other, alice, keys);
    expect(await unseal(other, alice, sealed)).toBeUndefined();
  });

  test('is sealed by a key that no script can read out, with a new vector each time', async () => {
    const keeper = keeperOf();
    const [first, second] = [await seal(keeper, alice, keys), await seal(keeper, alice, keys)];
    expect(keeper.key?.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('raw', keeper.key!)).rejects.toThrow();
    expect(first.iv).not.toEqual(second.iv);
  });
});

describe('the shell', () => {
  test('keeps accounts with their secrets, and removes both', () =>
    withShell(async (shell) => {
      await shell.saveAccount(account);
      await shell.saveSecret(alice, keys);
      await shell.setCurrentAccount(alice);
      expect(await shell.accounts()).toEqual([account]);
      expect(await shell.readSecret(alice)).toEqual(keys);
      expect(await shell.readSecret(bob)).toBeUndefined();
      expect(await shell.currentAccount()).toBe(alice);
      await shell.removeSecret(alice);
      expect(await shell.readSecret(alice)).toBeUndefined();
      await shell.saveSecret(alice, keys);
      await shell.removeAccount(bob);
      expect(await shell.currentAccount()).toBe(alice);
      await shell.removeAccount(alice);
      expect(await shell.accounts()).toEqual([]);
      expect(await shell.readSecret(alice)).toBeUndefined();
      expect(await shell.currentAccount()).toBeUndefined();
    }));

  test('keeps what was set on this device, and the last config', () =>
    withShell(async (shell) => {
      expect(await shell.deviceSettings()).toEqual({});
      await shell.saveDeviceSettings({ theme: 'dark' });
      await shell.saveDeviceSettings({ textSize: 125 });
      expect(await shell.deviceSettings()).toEqual({ theme: 'dark', textSize: 125 });
      expect(await shell.config()).toBeUndefined();
      await shell.saveConfig({ name: 'Kith' });
      expect(await shell.config()).toEqual({ name: 'Kith' });
    }));

  test('tells of changes', () =>
    withShell(async (shell) => {
      const changes: ShellChange[] = [];
      const stop = shell.changes.on((change) => changes.push(change));
      await shell.saveAccount(account);
      await shell.saveDeviceSettings({});
      await shell.saveConfig(1);
      stop();
      await shell.setCurrentAccount(undefined);
      expect(changes).toEqual([{ store: 'accounts' }, { store: 'device-settings' }, { store: 'config' }]);
    }));

  test('opens in memory, each opening the same', async () => {
    const first = await openShellStore({ memory: true });
    const second = await openShellStore({ memory: true });
    await first.saveConfig({ name: 'x' });
    expect(await second.config()).toEqual({ name: 'x' });
    first.close();
    second.close();
  });
});

describe('changes', () => {
  test('reach other tabs, and no one once closed', async () => {
    const first = new Changes<Change>(openChannel('changes:test'));
    const second = new Changes<Change>(openChannel('changes:test'));
    const heard: Change[] = [];
    second.on((change) => heard.push(change));
    const own: Change[] = [];
    first.on((change) => own.push(change));
    const change: Change = { store: 'messages', scope: bob, ids: [1] };
    first.post([change]);
    first.post([]);
    expect(own).toEqual([change]);
    await vi.waitFor(() => {
      expect(heard).toEqual([change]);
    });
    first.close();
    first.post([change]);
    expect(own).toHaveLength(2);
    second.close();
  });
});

test('D12: a deleted account leaves nothing, and its open store says so', async () => {
  const store = must(await openAccountStore(alice, { memory: true }));
  await store.enqueueMessage(bob, 'hello');
  const lost = vi.fn();
  store.onLost(lost);
  expect(await deleteAccountStore(alice, { memory: true })).toEqual({ ok: true, value: undefined });
  expect(lost).toHaveBeenCalledWith({ kind: 'gone' });
  await expect(store.listChats({ limit: 1 })).rejects.toMatchObject({ failure: { kind: 'gone' } });
  const again = must(await openAccountStore(alice, { memory: true }));
  expect(await again.listChats({ limit: 9 })).toEqual([]);
  again.close();
  store.close();
});
