/** Puts the device's look (theme, accent, text size) on the document; the tokens do the rest. */
import type { DeviceSettings } from '#model/settings.ts';

/** The part of the document that carries the look; narrow, so that a test can pass a plain object. */
export interface ThemeRoot {
  readonly dataset: Record<string, string | undefined>;
  readonly style: { setProperty(name: string, value: string): void };
}

/** Accent hues offered in settings, in degrees of oklch. The first is the house's clay. */
export const accentHues = [40, 75, 130, 165, 210, 255, 295, 345] as const;

export function applyTheme(
  root: ThemeRoot,
  settings: Pick<DeviceSettings, 'theme' | 'accentHue' | 'textSize'>,
): void {
  if (settings.theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = settings.theme;
  root.style.setProperty('--accent-hue', String(settings.accentHue));
  root.style.setProperty('font-size', `${settings.textSize}%`);
}
