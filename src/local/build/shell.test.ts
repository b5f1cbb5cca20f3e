/** The installable shell: the manifest, its icons and the page agree. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

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
  readonly shortcuts: readonly { readonly url: string; readonly icons: readonly Icon[] }[];
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}public/manifest.webmanifest`, 'utf8')) as WebManifest;
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
const page = read('src/index.html');

/** Lightness, chroma and hue of OKLCH as the eight-bit sRGB that a `theme-color` needs (CSS Color 4 §10). */
function hexOf(oklch: string): string {
  const [lightness = 0, chroma = 0, degrees = 0] = oklch.split(' ').map(Number);
  const a = chroma * Math.cos((degrees * Math.PI) / 180);
  const b = chroma * Math.sin((degrees * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const bytes = linear.map((c) =>
    Math.round(255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055)),
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
    const meta = `data-scheme="${scheme}" content="${ground}" media="(prefers-color-scheme: ${scheme})"`;
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
