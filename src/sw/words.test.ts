/** The worker keeps the languages in use, whole, over versions, and no other. */
import { describe, expect, test } from 'vitest';
import { answerWords, dropOldWords, isWords, keepWords, type WordKeeping } from './words.ts';

const scope = 'https://example.org/kith/';
const files = {
  de: ['assets/de-1.js', 'assets/de-later-1.js'],
  ar: ['assets/ar-1.js', 'assets/ar-later-1.js'],
};
const next = {
  de: ['assets/de-2.js', 'assets/de-later-1.js'],
  ar: ['assets/ar-2.js', 'assets/ar-later-1.js'],
};
const at = (path: string): string => new URL(path, scope).href;

/** Caches over a network that may be gone. */
function browser(languages: readonly string[], ...pages: readonly string[]) {
  const stores = new Map<string, Map<string, Response>>();
  const fetched: string[] = [];
  const network = { up: true };
  const open = (name: string): Promise<Cache> => {
    const held = stores.get(name) ?? new Map<string, Response>();
    stores.set(name, held);
    const cache = {
      match: (url: string) => Promise.resolve(held.get(url)?.clone()),
      keys: () => Promise.resolve([...held.keys()].map((url) => ({ url }))),
      delete: (url: string) => Promise.resolve(held.delete(url)),
      addAll: (urls: readonly string[]) => {
        if (!network.up) return Promise.reject(new TypeError('Failed to fetch'));
        for (const url of urls) {
          fetched.push(url);
          held.set(url, new Response(url));
        }
        return Promise.resolve();
      },
    };
    return Promise.resolve(cache as unknown as Cache);
  };
  const world: WordKeeping = {
    caches: { open, has: (name) => Promise.resolve(stores.has(name)) },
    ...{ languages, pages, scope },
  };
  const kept = (): string[] => [...stores.values()].flatMap((held) => [...held.keys()]).sort();
  return { world, kept, fetched, network, names: () => [...stores.keys()] };
}

describe('at the first visit', () => {
  test('the words of the language that the browser wants are kept, first and later ones', async () => {
    const { world, kept, names } = browser(['fr', 'de-AT', 'en', 'ar']);
    await keepWords(files, world);
    expect(kept()).toEqual(files.de.map(at));
    // So that the way back removes them with the rest.
    expect(names().every((name) => name.endsWith(scope))).toBe(true);
  });

  test('nothing is kept where English is read', async () => {
    const { world, names } = browser(['en-GB', 'de']);
    await keepWords(files, world);
    const unknown = browser(['fr', 'tlh']);
    await keepWords(files, unknown.world);
    expect([...names(), ...unknown.names()]).toEqual([]);
  });

  test('what an open page asks for goes first', async () => {
    const { world, kept } = browser(['en'], `${scope}?ws=x`, `${scope}?lang=ar#/chats`);
    await keepWords(files, world);
    expect(kept()).toEqual(files.ar.map(at));
  });
});

test('a file that is asked for is answered, and its language kept from then on', async () => {
  const { world, kept, fetched, network } = browser(['en']);
  await keepWords(files, world);
  expect(await (await answerWords(at('assets/ar-1.js'), files, world)).text()).toBe(at('assets/ar-1.js'));
  expect(kept()).toEqual(files.ar.map(at));
  network.up = false;
  const answer = await answerWords(at('assets/ar-later-1.js'), files, world);
  expect(answer.ok).toBe(true);
  expect(fetched).toHaveLength(2);
  await expect(answerWords(at('assets/de-1.js'), files, world)).rejects.toThrow(TypeError);
});

test('a new version brings the words of the languages in use, and drops the old ones when it takes over', async () => {
  const { world, kept, fetched } = browser(['en']);
  await answerWords(at('assets/de-1.js'), files, world);
  fetched.length = 0;
  await keepWords(next, world);
  expect(fetched).toEqual([at('assets/de-2.js')]);
  expect(kept()).toEqual([at('assets/de-1.js'), at('assets/de-2.js'), at('assets/de-later-1.js')]);
  await dropOldWords(next, world);
  expect(kept()).toEqual(next.de.map(at));
});

test('only whole addresses of word files are theirs', () => {
  expect(isWords(at('assets/de-1.js'), files, scope)).toBe(true);
  expect(isWords(at('assets/de-9.js'), files, scope)).toBe(false);
  expect(isWords('https://evil.example/kith/assets/de-1.js', files, scope)).toBe(false);
});
