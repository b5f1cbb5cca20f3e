/** Settings of the device and of the account, over stores made of values. */
import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import {
  defaultAccountSettings,
  defaultDeviceSettings,
  type AccountSettings,
  type DeviceSettings,
} from '#model/settings.ts';
import type { WholeArchive } from '#model/whole-archive.ts';
import type { ShellChange } from '#store/account-store.ts';
import { Feed } from './feed.ts';
import { Settings } from './settings.svelte.ts';

/** Reads values as a template would. */
const look = (...values: unknown[]) => values.length;

const settle = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
  flushSync();
};

const setUp = () => {
  const fail = (error: unknown) => {
    throw error;
  };
  const applied: DeviceSettings[] = [];
  const kept: DeviceSettings[] = [];
  const listeners = new Set<(change: ShellChange) => void>();
  const state = {
    device: { theme: 'dark' } as Partial<DeviceSettings>,
    account: defaultAccountSettings,
    persisted: false,
    bytes: 1000,
    archive: true,
    download: undefined as WholeArchive | undefined,
  };
  const feed = new Feed(fail);
  const settings = new Settings({
    apply: (device) => applied.push(device),
    keep: (device) => kept.push(device),
    failed: fail,
  });
  const shell = {
    deviceSettings: () => Promise.resolve(state.device),
    saveDeviceSettings: (patch: Partial<DeviceSettings>) => {
      state.device = { ...state.device, ...patch };
      return Promise.resolve();
    },
    changes: {
      on: (fn: (change: ShellChange) => void) => {
        listeners.add(fn);
        return () => listeners.delete(fn);
      },
    },
  };
  const store = {
    memory: false,
    settings: () => Promise.resolve(state.account),
    wholeArchive: () => Promise.resolve(state.download),
    serverOffers: () => Promise.resolve({ blocking: true, archive: state.archive }),
    saveSettings: (patch: Partial<AccountSettings>) => {
      state.account = { ...state.account, ...patch };
      feed.tell({ store: 'settings' });
      return Promise.resolve();
    },
    storageUse: () => Promise.resolve({ bytes: state.bytes, quota: 5000 }),
    isPersisted: () => Promise.resolve(state.persisted),
    persist: () => {
      state.persisted = true;
      return Promise.resolve(true);
    },
    clearHistory: () => {
      state.bytes = 10;
      return Promise.resolve();
    },
  };
  const tellShell = (change: ShellChange) => {
    for (const fn of listeners) fn(change);
  };
  return { settings, shell, store, feed, state, applied, kept, tellShell, listeners };
};

describe('device settings', () => {
  it('come from the store and are put on the page', async () => {
    const { settings, shell, applied } = setUp();
    expect(settings.device).toEqual(defaultDeviceSettings);
    await settings.useShell(shell);
    expect(settings.device.theme).toBe('dark');
    expect(applied).toEqual([settings.device]);
  });

  it('show at once and are kept', async () => {
    const { settings, shell, state, applied } = setUp();
    await settings.useShell(shell);
    const saved = settings.setDevice({ textSize: 125 });
    expect([settings.device.textSize, applied.at(-1)?.textSize]).toEqual([125, 125]);
    await saved;
    expect(state.device.textSize).toBe(125);
  });

  it('are the operator’s where the person chose nothing', async () => {
    const { settings, shell, state, applied } = setUp();
    settings.useHouseStyle({ accentHue: 210 });
    await settings.useShell(shell);
    expect([settings.device.accentHue, settings.device.theme]).toEqual([210, 'dark']);
    settings.useHouseStyle({ accentHue: 130 });
    expect([settings.device.accentHue, applied.at(-1)?.accentHue]).toEqual([130, 130]);
    await settings.setDevice({ textSize: 125 });
    expect(state.device).not.toHaveProperty('accentHue');
    await settings.setDevice({ accentHue: 75 });
    settings.useHouseStyle({ accentHue: 210 });
    expect(settings.device.accentHue).toBe(75);
  });

  it('of a visit to a public computer go with it', async () => {
    const { settings, shell, store, feed, state, applied, kept, tellShell } = setUp();
    await settings.useShell(shell);
    settings.useAccount({ ...store, memory: true }, feed);
    await settings.setDevice({ theme: 'light', textSize: 150 });
    expect(applied.at(-1)).toMatchObject({ theme: 'light', textSize: 150 });
    tellShell({ store: 'device-settings' });
    await settle();
    expect(settings.device.theme).toBe('light');
    expect([state.device, kept.map(({ theme }) => theme)]).toEqual([{ theme: 'dark' }, ['dark']]);
    settings.useAccount(undefined);
    await settle();
    expect(settings.device).toEqual({ ...defaultDeviceSettings, theme: 'dark' });
    expect(applied.at(-1)).toEqual(settings.device);
    settings.useAccount(store, feed);
    await settings.setDevice({ textSize: 125 });
    expect([state.device.textSize, kept.at(-1)?.textSize]).toEqual([125, 125]);
  });

  it('follow another tab, until disposed', async () => {
    const { settings, shell, state, tellShell, listeners } = setUp();
    await settings.useShell(shell);
    state.device = { ...state.device, theme: 'light' };
    tellShell({ store: 'accounts' });
    await settle();
    expect(settings.device.theme).toBe('dark');
    tellShell({ store: 'device-settings' });
    await settle();
    expect(settings.device.theme).toBe('light');
    settings.dispose();
    expect(listeners.size).toBe(0);
  });
});

describe('account settings', () => {
  it('are the defaults while nobody is signed in', async () => {
    const { settings } = setUp();
    expect(settings.account).toEqual(defaultAccountSettings);
    await settings.setAccount({ sendTyping: false });
    expect([await settings.persist(), settings.account]).toEqual([false, defaultAccountSettings]);
  });

  it('follow the account, and what is stored is measured when looked at', async () => {
    const { settings, store, feed } = setUp();
    settings.useAccount(store, feed);
    const stop = $effect.root(() => {
      $effect(() => {
        look(settings.account, settings.storage);
      });
    });
    flushSync();
    await settle();
    expect(settings.storage).toEqual({ bytes: 1000, quota: 5000, persisted: false });
    await settings.setAccount({ sendTyping: false });
    await settle();
    expect(settings.account.sendTyping).toBe(false);
    expect(await settings.persist()).toBe(true);
    await settings.clearHistory();
    expect(settings.storage).toEqual({ bytes: 10, quota: 5000, persisted: true });
    settings.useAccount(undefined);
    expect([settings.account, settings.storage]).toEqual([defaultAccountSettings, { persisted: 'unknown' }]);
    stop();
  });

  it('offer to keep all history where the server has one and this device keeps it, and follow how far it is', async () => {
    const { settings, store, state, feed } = setUp();
    settings.useAccount(store, feed);
    const stop = $effect.root(() => {
      $effect(() => {
        look(settings.download);
      });
    });
    flushSync();
    await settle();
    expect(settings.download).toEqual({ offered: true, progress: undefined });
    // Another tab leads, and notes it in the store that all of them read.
    state.download = { state: 'under-way', fetched: 700, reached: 5 };
    feed.tell({ store: 'download' });
    await settle();
    expect(settings.download.progress?.fetched).toBe(700);
    state.archive = false;
    feed.tell({ store: 'server' });
    await settle();
    expect(settings.download.offered).toBe(false);
    state.archive = true;
    settings.useAccount({ ...store, memory: true }, feed);
    await settle();
    expect(settings.download.offered).toBe(false);
    stop();
  });
});
