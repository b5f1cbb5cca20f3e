/** The installable shell: the manifest, its icons and the page agree. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { words as arabic } from '#ui/i18n/ar.ts';
import { words as german } from '#ui/i18n/de.ts';
import { en } from '#ui/i18n/en.ts';
import { ownNames } from '#ui/i18n/own-names.ts';
import { toLinearSrgb } from '#ui/theme/oklch.ts';

interface Icon {
  readonly src: string;
  readonly sizes: string;
  readonly type: string;
  readonly purpose?: string;
}

interface WebManifest {
  readonly start_url: string;
  readonly scope: string;
  readonly theme_color: string;
  readonly background_color: string;
  readonly icons: readonly Icon[];
  readonly lang: string;
  readonly description_localized: Readonly<Record<string, unknown>>;
  readonly shortcuts: readonly {
    readonly name: string;
    readonly name_localized: unknown;
    readonly url: string;
    readonly icons: readonly Icon[];
  }[];
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}public/manifest.webmanifest`, 'utf8')) as WebManifest;
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
const page = read('src/index.html');

/** Lightness, chroma and hue of a style sheet as the eight-bit sRGB that a `theme-color` needs. */
function hexOf(oklch: string): string {
  const [l = 0, c = 0, h = 0] = oklch.split(' ').map(Number);
  const bytes = toLinearSrgb({ l, c, h }).map((channel) =>
    Math.round(255 * (channel <= 0.0031308 ? 12.92 * channel : 1.055 * channel ** (1 / 2.4) - 0.055)),
  );
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** Width and height from the header of a PNG (PNG specification §11.2.2). */
function pngSize(path: string): string {
  const header = readFileSync(`${root}public/${path}`).subarray(0, 24);
  expect(header.subarray(1, 4).toString()).toBe('PNG');
  return `${header.readUInt32BE(16)}x${header.readUInt32BE(20)}`;
}

test('icons are there, in the sizes that the manifest says', () => {
  const icons = [...manifest.icons, ...manifest.shortcuts.flatMap((shortcut) => shortcut.icons)];
  for (const icon of icons.filter((one) => one.type === 'image/png'))
    expect(pngSize(icon.src)).toBe(icon.sizes);
  expect(manifest.icons.some((icon) => icon.purpose === 'maskable' && icon.sizes === '512x512')).toBe(true);
  expect(pngSize('icons/apple-touch-180.png')).toBe('180x180');
  expect(pngSize('icons/badge-96.png')).toBe('96x96');
});

test('what the browser itself shows is in every language, in the words of the screens', () => {
  const languages = Object.keys(ownNames).filter((id) => id !== manifest.lang);
  expect(Object.keys(manifest.description_localized)).toEqual(languages);
  const [newChat] = manifest.shortcuts;
  expect(newChat?.name).toBe(en['new-chat.title']);
  expect(newChat?.name_localized).toEqual({
    de: german['new-chat.title'],
    ar: { value: arabic['new-chat.title'], dir: 'rtl' },
  });
  for (const language of languages) expect(page).toContain(`<p lang="${language}"`);
});

test('works from any folder of a site', () => {
  const addresses = [
    manifest.start_url,
    manifest.scope,
    ...manifest.shortcuts.map((shortcut) => shortcut.url),
  ];
  for (const address of addresses) expect(address).toMatch(/^\.\//u);
  for (const [, address] of page.matchAll(/(?:href|src)="([^"]*)"/gu)) expect(address).toMatch(/^\.\//u);
});

test('the page has the colours of the manifest, no inline code, and room for notch and keyboard', () => {
  const tokens = read('src/ui/theme/tokens.css');
  const grounds =
    /--bg: light-dark\(oklch\(([^)]*)\), oklch\(([^)]*)\)\)/u.exec(tokens)?.slice(1).map(hexOf) ?? [];
  const [light = '', dark = ''] = grounds;
  expect(light).toBe(manifest.theme_color);
  const boot = read('src/boot.css');
  for (const [scheme, ground] of Object.entries({ light, dark })) {
    const meta = `content="${ground}" media="(prefers-color-scheme: ${scheme})"`;
    expect(page).toContain(meta);
    expect(boot).toContain(`background: ${ground};`);
  }
  expect(manifest.background_color).toBe(manifest.theme_color);
  expect(page).not.toMatch(/<style|style=|<script(?![^>]*src=)/u);
  expect(page).toContain('interactive-widget=resizes-content');
  expect(page).toContain('viewport-fit=cover');
});

test('the default configuration is what the app assumes without one', () => {
  const config: unknown = JSON.parse(readFileSync(`${root}public/config.json`, 'utf8'));
  expect(config).toEqual({ name: 'Kith', features: { advanced: true, otherDomains: true } });
});
