/** The colour around the page (a phone's status bar): the page names one per scheme, a forced theme takes its own for both. */
import type { DeviceSettings } from '#model/settings.ts';

/** The piece of `<meta name="theme-color">` that is read and written. */
export interface ThemeColorMeta {
  readonly media: string;
  content: string;
}

type Scheme = 'light' | 'dark';

const schemeOf = (meta: ThemeColorMeta): Scheme => (meta.media.includes('dark') ? 'dark' : 'light');

/** Takes the colours as they stand in the page; what it returns applies a theme to them. */
export function themeColors(metas: readonly ThemeColorMeta[]): (theme: DeviceSettings['theme']) => void {
  const colors = new Map(metas.map((meta) => [schemeOf(meta), meta.content]));
  return (theme) => {
    for (const meta of metas)
      meta.content = colors.get(theme === 'system' ? schemeOf(meta) : theme) ?? meta.content;
  };
}
