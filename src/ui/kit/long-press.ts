/** A finger that rests: opens what a right click opens, where the browser sends no context menu event (iOS). */
import type { Attachment } from 'svelte/attachments';
import type { MenuPoint } from './menu-item.ts';

const holdMs = 450;
/** A finger trembles; more than this is a scroll. CSS pixels. */
const slack = 10;

export const longPress =
  (held: (point: MenuPoint) => void): Attachment<HTMLElement> =>
  (element) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let start = { x: 0, y: 0 };
    let fired = false;
    /** The finger that has rested long enough and is not gone yet. */
    let resting: number | undefined;
    const stop = (): void => {
      clearTimeout(timer);
      timer = undefined;
    };
    const down = (event: PointerEvent): void => {
      fired = false;
      if (event.pointerType !== 'touch' || !event.isPrimary) return;
      start = { x: event.clientX, y: event.clientY };
      stop();
      timer = setTimeout(() => {
        fired = true;
        resting = event.pointerId;
        held({ ...start, held: resting });
      }, holdMs);
    };
    const move = (event: PointerEvent): void => {
      if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > slack) stop();
    };
    /** On the window: what was opened may have taken the pointer to itself. */
    const gone = ({ pointerId }: PointerEvent): void => {
      if (pointerId === resting) resting = undefined;
    };
    /** Where the browser sends one after all, what it asks for is open already. */
    const contextMenu = (event: MouseEvent): void => {
      stop();
      if (resting === undefined) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    /** The tap that ends a long press is not a click on a link. */
    const click = (event: MouseEvent): void => {
      if (fired) event.preventDefault();
      fired = false;
    };
    const off = new AbortController();
    const { signal } = off;
    element.addEventListener('pointerdown', down, { signal });
    element.addEventListener('pointermove', move, { signal });
    element.addEventListener('pointerup', stop, { signal });
    element.addEventListener('pointercancel', stop, { signal });
    element.addEventListener('contextmenu', contextMenu, { signal, capture: true });
    element.addEventListener('click', click, { signal, capture: true });
    addEventListener('pointerup', gone, { signal });
    addEventListener('pointercancel', gone, { signal });
    return () => {
      stop();
      off.abort();
    };
  };
