/** What a person can set. `device` settings live in the `shell` database, `account` ones beside the messages. */

export interface DeviceSettings {
  readonly theme: 'system' | 'light' | 'dark';
  /** Hue of the accent in degrees (oklch); the default is clay. */
  readonly accentHue: number;
  /** Percent of the browser's text size. */
  readonly textSize: 90 | 100 | 112 | 125 | 150;
  readonly listWidth: number;
  /** The language a person chose; empty for the browser's. */
  readonly language: string;
  /** Keys that do something alone, such as `?`: speech input and unsteady hands strike them unasked. */
  readonly singleKeys: boolean;
}

export interface AccountSettings {
  readonly sendReceipts: boolean;
  readonly sendTyping: boolean;
  readonly sendMarkers: boolean;
  /** Alert while Kith is open but hidden. */
  readonly alerts: boolean;
  readonly alertText: boolean;
  /** All that the archive has is fetched, not only what one is likely to scroll to. */
  readonly keepAll: boolean;
}

export const defaultDeviceSettings: DeviceSettings = {
  theme: 'system',
  accentHue: 40,
  textSize: 100,
  listWidth: 344,
  language: '',
  singleKeys: true,
};
export const defaultAccountSettings: AccountSettings = {
  sendReceipts: true,
  sendTyping: true,
  sendMarkers: true,
  alerts: false,
  alertText: true,
  keepAll: false,
};
