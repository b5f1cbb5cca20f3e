/** Serves the app's static files from the cache, so that it starts without a network; everything else goes to the network. */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { appNavigation } from './scope.ts';

export interface PrecacheEntry {
  readonly url: string;
  readonly revision: string | null;
}

/** `scope` is the registration's: the folder that Kith is served from. */
export function servePrecache(entries: readonly PrecacheEntry[], scope: string): void {
  precacheAndRoute([...entries]);
  cleanupOutdatedCaches();
  registerRoute(
    new NavigationRoute(createHandlerBoundToURL('index.html'), { allowlist: [appNavigation(scope)] }),
  );
}
