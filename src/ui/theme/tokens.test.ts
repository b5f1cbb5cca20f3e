/** Every text colour on every ground it may stand on reaches WCAG AA, in both themes and for every accent hue. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contrast, type Oklch } from './oklch.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const [plain, moreContrast] = css.split('@media (prefers-contrast: more)') as [string, string];

const grounds = ['bg', 'surface', 'surface-2', 'raised', 'hover', 'accent-soft', 'in'];
const textPairs: [text: string, ground: string][] = [
  ...grounds.flatMap((ground): [string, string][] => [
    ['text', ground],
    ['text-2', ground],
    ['accent-ink', ground],
  ]),
  ['text', 'out'],
  ['out-2', 'out'],
  ['accent-ink', 'out'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['on-accent', 'danger-fill'],
  ['danger', 'surface'],
  ['danger', 'bg'],
  ['danger', 'raised'],
  ['danger', 'hover'],
  ['danger', 'in'],
  ['danger', 'out'],
  ['text', 'danger-soft'],
  ['danger', 'danger-soft'],
  ['text', 'notice'],
  ['text-2', 'notice'],
];
/** Marks that carry meaning without being text (WCAG 2.2, 1.4.11). */
const markPairs: [mark: string, ground: string][] = [
  ['read', 'out'],
  ['read', 'surface'],
  ['edge', 'surface'],
  ['edge', 'bg'],
  ['accent', 'surface'],
  ['accent', 'bg'],
];
/** Lines only adorn, save where they are asked to be seen. */
const linePairs: [mark: string, ground: string][] = ['surface', 'bg', 'surface-2', 'raised'].map((ground) => [
  'line',
  ground,
]);

describe.each(['light', 'dark'] as const)('%s theme', (theme) => {
  const hues = Array.from({ length: 36 }, (_, step) => step * 10);

  test.each(textPairs)('%s on %s reaches 4.5', (text, ground) => {
    for (const hue of hues)
      expect(ratio(plain, theme, text, ground, hue), `hue ${hue}`).toBeGreaterThanOrEqual(4.5);
  });

  test.each(markPairs)('%s on %s reaches 3', (mark, ground) => {
    for (const hue of hues)
      expect(ratio(plain, theme, mark, ground, hue), `hue ${hue}`).toBeGreaterThanOrEqual(3);
  });

  describe('where more contrast is asked for', () => {
    test.each(textPairs)('%s on %s reaches 7', (text, ground) => {
      for (const hue of hues)
        expect(ratio(moreContrast, theme, text, ground, hue), `hue ${hue}`).toBeGreaterThanOrEqual(7);
    });

    test.each([...markPairs, ...linePairs])('%s on %s reaches 4.5', (mark, ground) => {
      for (const hue of hues)
        expect(ratio(moreContrast, theme, mark, ground, hue), `hue ${hue}`).toBeGreaterThanOrEqual(4.5);
    });
  });
});

test('initials on an avatar reach 4.5 at every hue', () => {
  const l = Number(/--avatar-l: ([\d.]+)/.exec(css)?.[1]);
  const c = Number(/--avatar-c: ([\d.]+)/.exec(css)?.[1]);
  for (let h = 0; h < 360; h += 5)
    expect(contrast({ l: 1, c: 0, h: 0 }, { l, c, h }), `hue ${h}`).toBeGreaterThanOrEqual(4.5);
});

function ratio(sheet: string, theme: 'light' | 'dark', text: string, ground: string, hue: number): number {
  return contrast(token(sheet, text, theme, hue), token(sheet, ground, theme, hue));
}

/** Reads a token from the given part of the sheet, or from the plain one where that part does not change it. */
function token(sheet: string, name: string, theme: 'light' | 'dark', hue: number): Oklch {
  const declaration = new RegExp(`--${name}: ([^;]+);`);
  const value = (declaration.exec(sheet) ?? declaration.exec(plain))?.[1];
  if (value === undefined) throw new Error(`no token --${name}`);
  const colours = [
    ...value.matchAll(/oklch\(([\d.]+) ([\d.]+) ((?:calc\([^)]*\)(?: \+ \d+\))?|var\([^)]*\)|[\d.]+))/g),
  ];
  const picked = colours[theme === 'dark' && colours.length > 1 ? 1 : 0];
  if (!picked) throw new Error(`--${name} is not an oklch colour`);
  return { l: Number(picked[1]), c: Number(picked[2]), h: hueOf(picked[3] ?? '0', hue) };
}

function hueOf(source: string, accent: number): number {
  if (!source.includes('--accent-hue')) return Number(source);
  return accent + Number(/\+ (\d+)/.exec(source)?.[1] ?? 0);
}
