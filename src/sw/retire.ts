/** Undoes what a service worker left behind: its caches, its registration, its pages. Accounts and messages stay. */

/** The part of a service worker's global that is used. */
export interface Retiring {
  readonly caches: Pick<CacheStorage, 'keys' | 'delete'>;
  readonly registration: { readonly scope: string; unregister(): Promise<boolean> };
  readonly clients: {
    matchAll(options: {
      readonly type: 'window';
    }): Promise<readonly { readonly url: string; navigate(url: string): Promise<unknown> }[]>;
  };
}

/** Caches carry the scope at the end of their names: those of a second copy elsewhere on the site are not ours. */
export async function retire({ caches, registration, clients }: Retiring): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.endsWith(registration.scope)).map((name) => caches.delete(name)),
  );
  await registration.unregister();
  const pages = await clients.matchAll({ type: 'window' });
  await Promise.all(pages.map((page) => page.navigate(page.url)));
}
