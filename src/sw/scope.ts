/** What of the site belongs to Kith: the operator may serve other things beside it, and the worker must not hide them. */

/**
 * Matches path and query of a navigation to the app itself: its folder or the page in it. Routes live in the hash, so
 * there are no other pages; `.well-known`, uploads, the socket and a server's own pages stay with the network.
 */
export function appNavigation(scope: string): RegExp {
  const path = new URL(scope).pathname.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
  return new RegExp(`^${path}(?:index\\.html)?(?:\\?.*)?$`, 'u');
}

/** The screen that a notification may open: a hash route of this app; `undefined` for anything else. */
export function routeFor(data: unknown, scope: string): string | undefined {
  if (typeof data !== 'object' || data === null || !('url' in data) || typeof data.url !== 'string')
    return undefined;
  if (!URL.canParse(data.url, scope)) return undefined;
  const url = new URL(data.url, scope);
  const start = new URL(scope);
  const ours =
    url.origin === start.origin &&
    (url.pathname === start.pathname || url.pathname === `${start.pathname}index.html`);
  return ours && url.hash.startsWith('#/') ? url.hash : undefined;
}
