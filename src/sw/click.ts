/** Brings a person who tapped an alert to the conversation: in the window they have, else in a new one. */
import { routeFor } from './scope.ts';

/** The part of `Clients` that is used. */
export interface Windows {
  matchAll(options: {
    readonly type: 'window';
    readonly includeUncontrolled: true;
  }): Promise<readonly AppWindow[]>;
  openWindow(url: string): Promise<unknown>;
}

export interface AppWindow {
  readonly url: string;
  readonly focused: boolean;
  readonly visibilityState: DocumentVisibilityState;
  focus(): Promise<AppWindow>;
  navigate(url: string): Promise<unknown>;
  postMessage(message: OpenRoute): void;
}

/** To a page that this worker may not navigate: one that was loaded without it. */
export interface OpenRoute {
  readonly type: 'OPEN_ROUTE';
  readonly hash: string;
}

/** `data` is the alert's; nothing in it is trusted beyond a hash route of this app. */
export async function openFromNotification(data: unknown, windows: Windows, scope: string): Promise<void> {
  const hash = routeFor(data, scope);
  const open = (await windows.matchAll({ type: 'window', includeUncontrolled: true })).filter((w) =>
    w.url.startsWith(scope),
  );
  const best = open.find((w) => w.focused) ?? open.find((w) => w.visibilityState === 'visible') ?? open[0];
  if (best === undefined) {
    await windows.openWindow(`${scope}${hash ?? ''}`);
    return;
  }
  const focused = await best.focus();
  if (hash !== undefined) await lead(focused, hash);
}

/**
 * A change of the hash alone does not load the page anew, and so does not end a session that lives in it: path and query
 * stay those of the window.
 */
async function lead(window: AppWindow, hash: string): Promise<void> {
  const to = new URL(window.url);
  to.hash = hash;
  if (to.href === window.url) return;
  try {
    await window.navigate(to.href);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    window.postMessage({ type: 'OPEN_ROUTE', hash });
  }
}
