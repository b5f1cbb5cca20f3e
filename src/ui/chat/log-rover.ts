/** Walks a conversation by key: one message holds the focus at a time, and what is in it can be reached while it does. */
import { isTyped } from '../kit/typed-key.ts';

export interface RoverHost {
  /** The message that has the focus, or holds what has it. */
  focused(key: number | undefined): void;
  /** Shows the newest message. */
  toEnd(): Promise<void>;
  /** To where a message is written; false: there is no such place. */
  write(): boolean;
}

const keyOf = (message: Element): number => Number((message as HTMLElement).dataset['key']);

/** The next message up (-1) or down (1). */
function neighbourOf(message: Element, step: 1 | -1): Element | undefined {
  const next = (from: Element): Element | null =>
    step === 1 ? from.nextElementSibling : from.previousElementSibling;
  for (let found = next(message); found; found = next(found)) if (found.matches('article')) return found;
  return undefined;
}

export class LogRover {
  readonly #host: RoverHost;
  #message: HTMLElement | undefined;
  /** What in it Tab leads to only now. */
  #opened: readonly HTMLElement[] = [];
  /** Who takes the focus should it vanish. */
  #next: readonly (Element | undefined)[] = [];

  constructor(host: RoverHost) {
    this.#host = host;
  }

  readonly focusIn = (event: FocusEvent): void => {
    const message = (event.target as HTMLElement).closest('article') ?? undefined;
    if (message === this.#message) return;
    this.#leave();
    if (!message) return;
    this.#message = message;
    this.#next = [neighbourOf(message, 1), neighbourOf(message, -1)];
    this.#opened = [...message.querySelectorAll<HTMLElement>('[tabindex="-1"]')];
    for (const element of this.#opened) element.tabIndex = 0;
    this.#host.focused(keyOf(message));
  };

  readonly focusOut = (event: FocusEvent & { currentTarget: HTMLElement }): void => {
    // To nowhere: the window lost it, or the message is gone.
    const to = event.relatedTarget as Node | null;
    if (to && !event.currentTarget.contains(to)) this.#leave();
  };

  readonly key = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
    if (event.defaultPrevented || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const target = event.target as HTMLElement;
    const message = target.closest('article');
    if (event.key === 'Escape') this.#escape(event, target, message);
    else if (target.matches('pre')) return;
    else if (message && this.#move(event, message)) event.preventDefault();
    // The letter itself goes there too.
    else if (isTyped(event)) this.#host.write();
  };

  /** The message that had the focus is gone: the one beside it takes it. */
  repair(): void {
    if (!this.#message || this.#message.isConnected) return;
    const isLost = document.activeElement === null || document.activeElement === document.body;
    const heir = this.#next.find((candidate) => candidate?.isConnected);
    this.#leave();
    if (!isLost) return;
    if (heir instanceof HTMLElement) heir.focus({ preventScroll: true });
    else this.#host.write();
  }

  #leave(): void {
    for (const element of this.#opened) element.tabIndex = -1;
    this.#opened = [];
    this.#message = undefined;
    this.#host.focused(undefined);
  }

  /** Out of what is in a message, then out of the messages. */
  #escape(event: Event, target: HTMLElement, message: HTMLElement | null): void {
    if (message && target !== message) message.focus();
    else if (!this.#host.write()) return;
    event.preventDefault();
  }

  #move(event: KeyboardEvent & { currentTarget: HTMLElement }, message: HTMLElement): boolean {
    const log = event.currentTarget;
    const page = log.clientHeight * 0.85;
    if (event.key === 'ArrowDown') this.#step(log, message, 1, page);
    else if (event.key === 'ArrowUp') this.#step(log, message, -1, page);
    else if (event.key === 'PageDown') this.#go(farthest(message, 1, page));
    else if (event.key === 'PageUp') this.#go(farthest(message, -1, page));
    else if (event.key === 'Home') this.#go(log.querySelector('article'));
    else if (event.key === 'End')
      void this.#host.toEnd().then(() => {
        this.#go([...log.querySelectorAll('article')].at(-1));
      });
    else return false;
    return true;
  }

  /** What stands beyond the edge of a long message comes into view before the next one does. */
  #step(log: HTMLElement, message: HTMLElement, step: 1 | -1, page: number): void {
    const box = message.getBoundingClientRect();
    const view = log.getBoundingClientRect();
    const beyond = step === 1 ? box.bottom - view.bottom : view.top - box.top;
    const isInView = box.bottom > view.top && box.top < view.bottom;
    if (isInView && beyond > 2) log.scrollTop += step * Math.min(page, beyond + 8);
    else this.#go(neighbourOf(message, step));
  }

  #go(message: Element | null | undefined): void {
    if (!(message instanceof HTMLElement)) return;
    message.focus({ preventScroll: true });
    message.scrollIntoView({ block: 'nearest' });
  }
}

/** The farthest message that begins within a page of this one, at least the next. */
function farthest(message: Element, step: 1 | -1, page: number): Element | undefined {
  const start = message.getBoundingClientRect().top;
  let found = neighbourOf(message, step);
  for (let next = found; next; next = neighbourOf(next, step)) {
    if (Math.abs(next.getBoundingClientRect().top - start) > page) break;
    found = next;
  }
  return found;
}
