/** The service worker: wiring only. It keeps the app's own static files, and nothing of anybody's conversations. */
import { registerRoute } from 'workbox-routing';
import { openFromNotification } from './click.ts';
import { servePrecache, type PrecacheEntry } from './precache.ts';
import { isSkipWaiting } from './update.ts';
import { answerWords, dropOldWords, isWords, keepWords, type WordFiles } from './words.ts';

declare const self: ServiceWorkerGlobalScope & {
  readonly __KITH_PRECACHE: readonly PrecacheEntry[];
  readonly __KITH_WORDS: WordFiles;
};

const { scope } = self.registration;
const words = self.__KITH_WORDS;

servePrecache(self.__KITH_PRECACHE, scope);
registerRoute(
  ({ url }) => isWords(url.href, words, scope),
  ({ url }) => answerWords(url.href, words, { caches, scope }),
);

self.addEventListener('install', (event) => {
  const languagesInUse = async (): Promise<void> => {
    const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
    const { languages } = self.navigator;
    await keepWords(words, { caches, languages, pages: pages.map(({ url }) => url), scope });
  };
  event.waitUntil(languagesInUse());
});

self.addEventListener('message', (event) => {
  if (isSkipWaiting(event, self.location.origin)) event.waitUntil(self.skipWaiting());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), dropOldWords(words, { caches, scope })]));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openFromNotification(event.notification.data, self.clients, self.registration.scope));
});
