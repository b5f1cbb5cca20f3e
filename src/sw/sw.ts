/** The service worker: wiring only. It keeps the app's own static files, and nothing of anybody's conversations. */
import { openFromNotification } from './click.ts';
import { servePrecache, type PrecacheEntry } from './precache.ts';
import { isSkipWaiting } from './update.ts';

declare const self: ServiceWorkerGlobalScope & { readonly __KITH_PRECACHE: readonly PrecacheEntry[] };

servePrecache(self.__KITH_PRECACHE, self.registration.scope);

self.addEventListener('message', (event) => {
  if (isSkipWaiting(event, self.location.origin)) event.waitUntil(self.skipWaiting());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openFromNotification(event.notification.data, self.clients, self.registration.scope));
});
