/** The kill switch removes what the worker of this scope left, and nothing of a neighbour's. */
import { expect, test } from 'vitest';
import { retire } from './retire.ts';

test('deletes its caches, unregisters, then reloads the pages', async () => {
  const scope = 'https://example.org/kith/';
  const done: string[] = [];
  const say = <T>(what: string, value: T): Promise<T> => {
    done.push(what);
    return Promise.resolve(value);
  };
  await retire({
    caches: {
      keys: () =>
        Promise.resolve([`workbox-precache-v2-${scope}`, 'workbox-precache-v2-https://example.org/other/']),
      delete: (name) => say(`delete ${name}`, true),
    },
    registration: { scope, unregister: () => say('unregister', true) },
    clients: {
      matchAll: () =>
        Promise.resolve([
          { url: `${scope}#/chats`, navigate: (url: string) => say(`navigate ${url}`, null) },
        ]),
    },
  });
  expect(done).toEqual([`delete workbox-precache-v2-${scope}`, 'unregister', `navigate ${scope}#/chats`]);
});
