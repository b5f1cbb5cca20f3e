/** Keeps the screen above an on-screen keyboard where the browser lays it over the page (iOS ignores `interactive-widget`). */

/** Pixels of the layout viewport that the keyboard covers; pinch zoom is not a keyboard. */
export function coveredHeight(
  layout: number,
  visual: { height: number; offsetTop: number; scale: number },
): number {
  if (visual.scale > 1.01) return 0;
  const covered = layout - visual.height - visual.offsetTop;
  return covered > 60 ? Math.round(covered) : 0;
}

/** Attachment: sets `--keyboard` on the element while a keyboard covers the page. */
export function keyboardInset(element: HTMLElement): (() => void) | undefined {
  const viewport = window.visualViewport;
  if (!viewport) return undefined;
  const update = (): void => {
    element.style.setProperty('--keyboard', `${coveredHeight(window.innerHeight, viewport)}px`);
  };
  viewport.addEventListener('resize', update);
  viewport.addEventListener('scroll', update);
  update();
  return () => {
    viewport.removeEventListener('resize', update);
    viewport.removeEventListener('scroll', update);
  };
}
