/**
 * The way back from a bad release: served in place of `sw.js` (copy `sw-retire.js` over it), it takes over at once,
 * removes what the old worker cached, unregisters itself and reloads the open pages, which then come from the network.
 */
import { retire } from './retire.ts';

declare const self: ServiceWorkerGlobalScope;

self.addEventListener('install', (event) => {
  event.waitUntil(self.skipWaiting());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(retire(self));
});
