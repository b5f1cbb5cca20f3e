/** Puts theme, accent and text size on the document, and keeps a copy, with the language, that is at hand before the first paint. */
import { defaultDeviceSettings, type DeviceSettings } from '#model/settings.ts';

export type Appearance = Pick<DeviceSettings, 'theme' | 'accentHue' | 'textSize' | 'language'>;

/** The piece of `document.documentElement` that is written. */
export interface AppearanceRoot {
  readonly dataset: DOMStringMap;
  readonly style: Pick<CSSStyleDeclaration, 'setProperty' | 'removeProperty'>;
}

const storageKey = 'kith.appearance';

/** `data-theme` is absent for `system`: then the style sheet follows `prefers-color-scheme`. */
export const applyAppearance = (root: AppearanceRoot, look: Omit<Appearance, 'language'>): void => {
  if (look.theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = look.theme;
  root.style.setProperty('--accent-hue', String(look.accentHue));
  if (look.textSize === 100) root.style.removeProperty('font-size');
  else root.style.setProperty('font-size', `${String(look.textSize)}%`);
};

const sizes: readonly number[] = [90, 100, 112, 125, 150] satisfies DeviceSettings['textSize'][];
const isTextSize = (value: unknown): value is DeviceSettings['textSize'] =>
  typeof value === 'number' && sizes.includes(value);

/** Where the copy is kept; absent where the browser refuses storage. */
export const appearanceStorage = (): Storage | undefined => {
  try {
    // eslint-disable-next-line no-restricted-globals -- four public values, wanted before the store can answer
    return localStorage;
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
};

/** Reads the copy; whatever is missing or not right is the default. */
export const readAppearance = (storage: Pick<Storage, 'getItem'> | undefined): Appearance | undefined => {
  const text = storage?.getItem(storageKey) ?? null;
  if (text === null) return undefined;
  const [theme, hue, size, language = ''] = text.split(' ');
  const accentHue = Number(hue);
  const textSize = Number(size);
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    accentHue: accentHue >= 0 && accentHue < 360 ? accentHue : defaultDeviceSettings.accentHue,
    textSize: isTextSize(textSize) ? textSize : defaultDeviceSettings.textSize,
    language,
  };
};

export const keepAppearance = (storage: Pick<Storage, 'setItem'> | undefined, look: Appearance): void => {
  try {
    storage?.setItem(
      storageKey,
      `${look.theme} ${String(look.accentHue)} ${String(look.textSize)} ${look.language}`,
    );
  } catch (error) {
    // Full: the store keeps the look as well, it only comes a little later.
    if (!(error instanceof DOMException)) throw error;
  }
};
