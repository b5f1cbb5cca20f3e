/** Follows a tap on an alert in a page that the service worker could not navigate by itself. */
import { parsePlace } from './place.ts';
import type { Place } from './views.ts';

/** The part of `navigator.serviceWorker` in use: its messages come from workers of this origin only. */
export interface AlertTaps {
  addEventListener(name: 'message', fn: (event: { readonly data: unknown }) => void): void;
  removeEventListener(name: 'message', fn: (event: { readonly data: unknown }) => void): void;
}

/** Whatever the message says is read as a hash route. Gives the end of listening. */
export const followAlertTaps = (taps: AlertTaps, go: (place: Place) => void): (() => void) => {
  const heard = ({ data }: { readonly data: unknown }): void => {
    if (typeof data !== 'object' || data === null || !('type' in data) || data.type !== 'OPEN_ROUTE') return;
    if ('hash' in data && typeof data.hash === 'string') go(parsePlace(data.hash));
  };
  taps.addEventListener('message', heard);
  return () => {
    taps.removeEventListener('message', heard);
  };
};
