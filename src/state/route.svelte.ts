/** The present screen, kept in the address bar; knows whether "back" leads to a place of this visit. */
import type { Route } from './app.ts';
import { chatsPlace, formatPlace, parsePlace } from './place.ts';
import type { Place } from './views.ts';

/** The piece of `window` that routing needs. */
export interface RouteHost {
  readonly location: { readonly hash: string };
  readonly history: Pick<History, 'state' | 'pushState' | 'replaceState' | 'back'>;
  addEventListener(name: 'popstate', fn: (event: { readonly state: unknown }) => void): void;
  removeEventListener(name: 'popstate', fn: (event: { readonly state: unknown }) => void): void;
}

/** How many of our own entries lie below this one in the browser's history; survives a reload. */
const depthOf = (state: unknown): number | undefined => {
  if (typeof state !== 'object' || state === null || !('depth' in state)) return undefined;
  return typeof state.depth === 'number' && state.depth >= 0 ? state.depth : undefined;
};

export class HashRoute implements Route {
  readonly #host: RouteHost;
  #current = $state.raw<Place>(chatsPlace);
  #depth: number;

  constructor(host: RouteHost) {
    this.#host = host;
    this.#current = parsePlace(host.location.hash);
    this.#depth = depthOf(host.history.state) ?? 0;
    this.#write(this.#current, true);
    host.addEventListener('popstate', this.#popped);
  }

  get current(): Place {
    return this.#current;
  }

  go(place: Place, options: { readonly replace?: boolean } = {}): void {
    const same = formatPlace(place) === formatPlace(this.#current);
    const replace = options.replace === true || same;
    if (!replace) this.#depth += 1;
    this.#write(place, replace);
    if (!same) this.#current = place;
  }

  back(): void {
    if (this.#depth > 0) this.#host.history.back();
    else this.go(chatsPlace, { replace: true });
  }

  href(place: Place): string {
    return formatPlace(place);
  }

  dispose(): void {
    this.#host.removeEventListener('popstate', this.#popped);
  }

  #write(place: Place, replace: boolean): void {
    const hash = formatPlace(place);
    if (replace) this.#host.history.replaceState({ depth: this.#depth }, '', hash);
    else this.#host.history.pushState({ depth: this.#depth }, '', hash);
  }

  /** An entry without our mark was made by a link or by hand while Kith ran: it lies on top of the one before. */
  readonly #popped = (event: { readonly state: unknown }): void => {
    this.#current = parsePlace(this.#host.location.hash);
    const depth = depthOf(event.state);
    this.#depth = depth ?? this.#depth + 1;
    if (depth === undefined) this.#write(this.#current, true);
  };
}
