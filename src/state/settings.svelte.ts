/** What a person can set: the look of this device, the habits of the account, and what is stored. */
import { createSubscriber } from 'svelte/reactivity';
import {
  defaultAccountSettings,
  defaultDeviceSettings,
  type AccountSettings,
  type DeviceSettings,
} from '#model/settings.ts';
import type { AccountStore, ShellStore } from '#store/account-store.ts';
import type { SettingsState } from './app.ts';
import { LiveQuery } from './live-query.svelte.ts';
import type { Feed } from './feed.ts';
import type { DownloadView, StorageView } from './views.ts';

export type SettingsShell = Pick<ShellStore, 'deviceSettings' | 'saveDeviceSettings' | 'changes'>;
export type SettingsStore = Pick<
  AccountStore,
  | 'memory'
  | 'settings'
  | 'saveSettings'
  | 'storageUse'
  | 'isPersisted'
  | 'persist'
  | 'clearHistory'
  | 'wholeArchive'
  | 'serverOffers'
>;

export interface SettingsHost {
  /** Puts the look on the document. */
  readonly apply: (device: DeviceSettings) => void;
  /** Has it at hand for the next start. */
  readonly keep: (device: DeviceSettings) => void;
  readonly failed: (error: unknown) => void;
}

const noDownload: DownloadView = { offered: false, progress: undefined };

interface SignedIn {
  readonly store: SettingsStore;
  readonly account: LiveQuery<AccountSettings>;
  readonly download: LiveQuery<DownloadView>;
}

export class Settings implements SettingsState {
  readonly #host: SettingsHost;
  #device = $state.raw<DeviceSettings>(defaultDeviceSettings);
  /** What a person set on this device; at first, the look it had last time. */
  #chosen: Partial<DeviceSettings>;
  /** The operator's, in place of the defaults. */
  #house: Partial<DeviceSettings> = {};
  #signedIn = $state.raw<SignedIn | undefined>(undefined);
  #storage = $state.raw<StorageView>({ persisted: 'unknown' });
  /** The use of storage is measured when somebody first looks at it. */
  readonly #watchStorage: () => void;
  #shell: SettingsShell | undefined;
  #unwatch: (() => void) | undefined;

  constructor(host: SettingsHost, device: Partial<DeviceSettings> = {}) {
    this.#host = host;
    this.#chosen = device;
    this.#device = { ...defaultDeviceSettings, ...device };
    this.#watchStorage = createSubscriber(() => {
      this.refreshStorage().catch(host.failed);
    });
  }

  get device(): DeviceSettings {
    return this.#device;
  }

  get account(): AccountSettings {
    return this.#signedIn?.account.current ?? defaultAccountSettings;
  }

  get download(): DownloadView {
    return this.#signedIn?.download.current ?? noDownload;
  }

  get storage(): StorageView {
    this.#watchStorage();
    return this.#storage;
  }

  /** Follows the device's settings, which any tab may change. */
  async useShell(shell: SettingsShell): Promise<void> {
    this.#shell = shell;
    this.#unwatch = shell.changes.on((change) => {
      if (change.store === 'device-settings') this.#readDevice().catch(this.#host.failed);
    });
    await this.#readDevice();
  }

  /** What holds where the person chose nothing. */
  useHouseStyle(house: Partial<DeviceSettings>): void {
    this.#house = house;
    if (this.#shell !== undefined) this.#show(this.#chosen);
  }

  /** Follows the settings of the account that is signed in; `undefined` when none is. */
  useAccount(store: SettingsStore | undefined, feed?: Feed): void {
    const wasVisit = this.#isVisit;
    this.#signedIn =
      store === undefined || feed === undefined
        ? undefined
        : {
            store,
            account: new LiveQuery(() => store.settings(), feed.watch(['settings']), defaultAccountSettings),
            download: new LiveQuery(
              async () => ({
                offered: !store.memory && (await store.serverOffers()).archive === true,
                progress: await store.wholeArchive(),
              }),
              feed.watch(['download', 'server']),
              noDownload,
            ),
          };
    this.#storage = { persisted: 'unknown' };
    if (wasVisit && store?.memory !== true) this.#readDevice().catch(this.#host.failed);
  }

  async setDevice(patch: Partial<DeviceSettings>): Promise<void> {
    this.#show({ ...this.#chosen, ...patch });
    if (!this.#isVisit) await this.#shell?.saveDeviceSettings(patch);
  }

  async setAccount(patch: Partial<AccountSettings>): Promise<void> {
    await this.#signedIn?.store.saveSettings(patch);
  }

  async persist(): Promise<boolean> {
    const promised = (await this.#signedIn?.store.persist()) ?? false;
    await this.refreshStorage();
    return promised;
  }

  async clearHistory(): Promise<void> {
    await this.#signedIn?.store.clearHistory();
    await this.refreshStorage();
  }

  async refreshStorage(): Promise<void> {
    const store = this.#signedIn?.store;
    if (store === undefined) return;
    const [use, persisted] = await Promise.all([store.storageUse(), store.isPersisted()]);
    if (store === this.#signedIn?.store) this.#storage = { ...use, persisted };
  }

  dispose(): void {
    this.#unwatch?.();
  }

  /** On a public computer what is set goes with who set it, and the device's own look is back for the next. */
  get #isVisit(): boolean {
    return this.#signedIn?.store.memory === true;
  }

  async #readDevice(): Promise<void> {
    const chosen = await this.#shell?.deviceSettings();
    if (chosen !== undefined && !this.#isVisit) this.#show(chosen);
  }

  #show(chosen: Partial<DeviceSettings>): void {
    this.#chosen = chosen;
    this.#device = { ...defaultDeviceSettings, ...this.#house, ...chosen };
    this.#host.apply(this.#device);
    if (!this.#isVisit) this.#host.keep(this.#device);
  }
}
