/** Bounds and steps of the list's width on wide windows. Pure; CSS pixels. */

export const minListWidth = 280;
export const maxListWidth = 480;
const step = 16;

export const clampListWidth = (width: number): number =>
  Math.round(Math.max(minListWidth, Math.min(maxListWidth, width)));

/** The width after a key on the divider, or undefined when the key is not for it. */
export function widthAfterKey(key: string, width: number, rtl: boolean): number | undefined {
  const wider = rtl ? 'ArrowLeft' : 'ArrowRight';
  const narrower = rtl ? 'ArrowRight' : 'ArrowLeft';
  if (key === wider) return clampListWidth(width + step);
  if (key === narrower) return clampListWidth(width - step);
  if (key === 'Home') return minListWidth;
  if (key === 'End') return maxListWidth;
  return undefined;
}
