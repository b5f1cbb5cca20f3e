/** Where a menu goes: under its opener, above it where there is no room, always inside the window. Pure; CSS pixels. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const margin = 8;
const gap = 4;

export function placeMenu(anchor: Box, menu: Size, view: Size, rtl: boolean): { left: number; top: number } {
  const below = anchor.bottom + gap;
  const above = anchor.top - gap - menu.height;
  const fitsBelow = below + menu.height <= view.height - margin;
  const top = fitsBelow || above < margin ? below : above;
  const aligned = rtl ? anchor.left : anchor.right - menu.width;
  return {
    left: clamp(aligned, margin, view.width - menu.width - margin),
    top: clamp(top, margin, view.height - menu.height - margin),
  };
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, high));
