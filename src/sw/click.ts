/** Brings a person who tapped an alert to the conversation: in the window they have, else in a new one. */
import { pageFor } from './scope.ts';

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
}

/** `data` is the alert's; nothing in it is trusted beyond a hash route of this app. */
export async function openFromNotification(data: unknown, windows: Windows, scope: string): Promise<void> {
  const page = pageFor(data, scope);
  const open = (await windows.matchAll({ type: 'window', includeUncontrolled: true })).filter((w) =>
    w.url.startsWith(scope),
  );
  const best = open.find((w) => w.focused) ?? open.find((w) => w.visibilityState === 'visible') ?? open[0];
  if (best === undefined) {
    await windows.openWindow(page);
    return;
  }
  const focused = await best.focus();
  // A change of the hash alone does not load the page anew.
  if (page !== scope && focused.url !== page) await focused.navigate(page);
}
