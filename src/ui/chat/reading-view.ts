/** Holds the reading place of a scrolled conversation: measures it when the reader moves, restores it when anything else does. */
import {
  anchorOf,
  distanceToEnd,
  edgesNear,
  lastSeen,
  scrollTopFor,
  type Anchor,
  type RowBox,
  type ScrollView,
} from './scroll-anchor.ts';

export interface Reading {
  readonly anchor: Anchor;
  /** Pixels between the lower edge of the view and the end. */
  readonly toEnd: number;
  /** Key of the newest message seen to its end. */
  readonly seen: number | undefined;
  readonly near: { readonly start: boolean; readonly end: boolean };
}

export interface ReadingHost {
  /** The last row drawn is the newest there is. */
  endIsNewest(): boolean;
  moved(reading: Reading): void;
}

export class ReadingView {
  readonly #scroller: HTMLElement;
  readonly #content: HTMLElement;
  readonly #host: ReadingHost;
  readonly #observer: ResizeObserver;
  #anchor: Anchor = { at: 'end' };
  #heights = { view: 0, content: 0 };
  /** Where the last restore put the view; browsers round it, and that must not add up. */
  #put: number | undefined;
  #frame: number | undefined;

  constructor(scroller: HTMLElement, content: HTMLElement, host: ReadingHost) {
    this.#scroller = scroller;
    this.#content = content;
    this.#host = host;
    this.#observer = new ResizeObserver(() => this.restore());
    this.#observer.observe(scroller);
    this.#observer.observe(content);
    scroller.addEventListener('scroll', this.#scrolled, { passive: true });
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#scroller.removeEventListener('scroll', this.#scrolled);
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
  }

  /** Goes to a place at once and stays there; a row that cannot stand where asked is taken as it comes. */
  goTo(anchor: Anchor): void {
    this.#anchor = anchor;
    this.restore();
    if (anchor.at === 'row') this.#anchor = anchorOf(this.#view(), this.#rows(), this.#host.endIsNewest());
  }

  /** Puts the view back to the reading place after rows or sizes changed. */
  restore(): void {
    const view = this.#view();
    const rows = this.#rows();
    this.#heights = { view: view.viewHeight, content: view.contentHeight };
    const scrollTop = scrollTopFor(this.#anchor, view, rows);
    if (scrollTop === undefined) this.#anchor = anchorOf(view, rows, this.#host.endIsNewest());
    else if (Math.abs(scrollTop - view.scrollTop) >= 1) {
      this.#scroller.scrollTop = scrollTop;
      this.#put = this.#scroller.scrollTop;
    }
    this.#tell();
  }

  readonly #scrolled = (): void => {
    // A browser also scrolls by itself when sizes change (it clamps); that is not the reader moving.
    const { scrollTop, viewHeight, contentHeight } = this.#view();
    if (viewHeight !== this.#heights.view || contentHeight !== this.#heights.content) return this.restore();
    if (scrollTop === this.#put) return this.#tell();
    this.#put = undefined;
    this.#anchor = anchorOf(this.#view(), this.#rows(), this.#host.endIsNewest());
    this.#tell();
  };

  /** Once per frame: what is told leads to reads and writes of state. */
  #tell(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      const view = this.#view();
      const reading = {
        toEnd: distanceToEnd(view),
        seen: lastSeen(view, this.#rows()),
        near: edgesNear(view),
      };
      this.#host.moved({ anchor: this.#anchor, ...reading });
    });
  }

  #view(): ScrollView {
    const { scrollTop, clientHeight, scrollHeight } = this.#scroller;
    return { scrollTop, viewHeight: clientHeight, contentHeight: scrollHeight };
  }

  #rows(): RowBox[] {
    const origin = this.#scroller.getBoundingClientRect().top - this.#scroller.scrollTop;
    return [...this.#content.querySelectorAll<HTMLElement>('[data-key]')].map((element) => {
      const box = element.getBoundingClientRect();
      return { key: Number(element.dataset['key']), top: box.top - origin, bottom: box.bottom - origin };
    });
  }
}
