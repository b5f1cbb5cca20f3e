/** Keeps the words of the languages that are used in this browser, and of no other, so that the app starts in them without a network. */

/** The files of each language that is not built in, by its tag, relative to the scope. */
export type WordFiles = Readonly<Record<string, readonly string[]>>;

/** The part of a service worker's world that is used. */
export interface WordKeeping {
  readonly caches: Pick<CacheStorage, 'open' | 'has'>;
  /** Of the browser, most wanted first. */
  readonly languages: readonly string[];
  /** The addresses of the open pages, which may ask for a language. */
  readonly pages: readonly string[];
  readonly scope: string;
}

/** The scope stands at the end, as in the names of the other caches. */
const cacheName = (language: string, scope: string): string => `kith-words-${language}-${scope}`;

/** With the new version come the words of the languages that the old one kept, and at first those that are wanted here. */
export async function keepWords(files: WordFiles, world: WordKeeping): Promise<void> {
  const asked = world.pages.map((page) => new URL(page).searchParams.get('lang') ?? '');
  // English stands in the browser's list as well, and is always there.
  const bases = [...asked, ...world.languages].map((tag) => tag.split('-')[0] ?? '');
  const first = bases.find((base) => base === 'en' || base in files);
  for (const language of Object.keys(files)) {
    const isUsed = language === first || (await world.caches.has(cacheName(language, world.scope)));
    if (isUsed) await fetchMissing(language, files, world);
  }
}

/** From the cache; what is not there yet comes from the network, and is kept, with the rest of its language. */
export async function answerWords(
  url: string,
  files: WordFiles,
  world: Pick<WordKeeping, 'caches' | 'scope'>,
): Promise<Response> {
  const language = languageOf(url, files, world.scope);
  if (language === undefined) return Response.error();
  await fetchMissing(language, files, world);
  const cache = await world.caches.open(cacheName(language, world.scope));
  return (await cache.match(url)) ?? Response.error();
}

export const isWords = (url: string, files: WordFiles, scope: string): boolean =>
  languageOf(url, files, scope) !== undefined;

/** Once no page of the version before is open. */
export async function dropOldWords(
  files: WordFiles,
  { caches, scope }: Pick<WordKeeping, 'caches' | 'scope'>,
): Promise<void> {
  for (const [language, paths] of Object.entries(files)) {
    if (!(await caches.has(cacheName(language, scope)))) continue;
    const cache = await caches.open(cacheName(language, scope));
    const present = new Set(paths.map((path) => new URL(path, scope).href));
    for (const { url } of await cache.keys()) if (!present.has(url)) await cache.delete(url);
  }
}

const languageOf = (url: string, files: WordFiles, scope: string): string | undefined =>
  Object.keys(files).find((language) => files[language]?.some((path) => new URL(path, scope).href === url));

/** All or none: half a language would fail on the next screen. */
async function fetchMissing(
  language: string,
  files: WordFiles,
  { caches, scope }: Pick<WordKeeping, 'caches' | 'scope'>,
): Promise<void> {
  const cache = await caches.open(cacheName(language, scope));
  const wanted = (files[language] ?? []).map((path) => new URL(path, scope).href);
  const here = await Promise.all(wanted.map((url) => cache.match(url)));
  const missing = wanted.filter((_, index) => here[index] === undefined);
  if (missing.length > 0) await cache.addAll(missing);
}
