/** Draws the icons of `public/icons` from one mark: `npx tsx src/local/build/icons.ts`, after a change of mark or colours. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright';
import { chromiumLaunch } from './chromium.ts';

const folder = fileURLToPath(new URL('../../../public/icons/', import.meta.url));

const clay = '#b54d26';
const white = '#ffffff';
const mark = 'M5 4v16M5 13l9-9M9.5 9.5L19 20';
const plus = 'M12 5v14M5 12h14';

interface Drawing {
  /** Side of the picture in its own units. */
  readonly size: number;
  readonly ground?: { readonly color: string; readonly radius: number };
  /** Side of the 24-unit glyph; it is centred. */
  readonly glyph: number;
  readonly path: string;
  readonly stroke: string;
  readonly width: number;
}

/** The rounded square; the corners of a platform's own shape stay clear of it. */
const icon: Drawing = {
  size: 96,
  ground: { color: clay, radius: 28 },
  glyph: 64,
  path: mark,
  stroke: white,
  width: 2.4,
};
/** Platforms cut maskable icons to their own shape: the glyph stays within the middle 80 %. */
const maskable: Drawing = { ...icon, ground: { color: clay, radius: 0 }, glyph: 56, width: 2.4 };
const appleTouch: Drawing = { ...icon, ground: { color: clay, radius: 0 } };
/** Android shows the alpha channel only. */
const badge: Drawing = { size: 96, glyph: 92, path: mark, stroke: white, width: 2.8 };
const shortcut: Drawing = { ...icon, path: plus, glyph: 52, ground: { color: clay, radius: 48 }, width: 2.2 };

function svg(drawing: Drawing): string {
  const { size, ground, glyph, path, stroke, width } = drawing;
  const scale = glyph / 24;
  const inset = (size - glyph) / 2;
  const rect =
    ground === undefined
      ? ''
      : `<rect width="${size}" height="${size}" rx="${ground.radius}" fill="${ground.color}"/>`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}">${rect}` +
    `<path transform="translate(${inset} ${inset}) scale(${scale.toFixed(4)})" d="${path}" fill="none" stroke="${stroke}" ` +
    `stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/></svg>\n`
  );
}

async function png(page: Page, name: string, drawing: Drawing, pixels: number): Promise<void> {
  await page.setViewportSize({ width: pixels, height: pixels });
  const style = '<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>';
  await page.setContent(style + svg(drawing));
  await page.screenshot({ path: join(folder, name), omitBackground: true });
}

async function draw(): Promise<void> {
  mkdirSync(dirname(join(folder, 'icon.svg')), { recursive: true });
  writeFileSync(join(folder, 'icon.svg'), svg(icon));
  const browser = await chromium.launch(chromiumLaunch());
  try {
    const page = await browser.newPage();
    await png(page, 'icon-192.png', icon, 192);
    await png(page, 'icon-512.png', icon, 512);
    await png(page, 'maskable-512.png', maskable, 512);
    await png(page, 'apple-touch-180.png', appleTouch, 180);
    await png(page, 'badge-96.png', badge, 96);
    await png(page, 'shortcut-new-96.png', shortcut, 96);
  } finally {
    await browser.close();
  }
}

await draw();
