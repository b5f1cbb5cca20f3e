/** What of the site belongs to Kith: the operator may serve other things beside it, and the worker must not hide them. */

/**
 * Matches path and query of a navigation to the app itself: its folder or the page in it. Routes live in the hash, so
 * there are no other pages; `.well-known`, uploads, the socket and a server's own pages stay with the network.
 */
export function appNavigation(scope: string): RegExp {
  const path = new URL(scope).pathname.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
  return new RegExp(`^${path}(?:index\\.html)?(?:\\?.*)?$`, 'u');
}

/** The page that a notification may open: a hash route of this app, else its start. */
export function pageFor(data: unknown, scope: string): string {
  if (typeof data !== 'object' || data === null || !('url' in data) || typeof data.url !== 'string')
    return scope;
  let url: URL;
  try {
    url = new URL(data.url, scope);
  } catch {
    return scope;
  }
  const start = new URL(scope);
  const ours =
    url.origin === start.origin &&
    (url.pathname === start.pathname || url.pathname === `${start.pathname}index.html`);
  return ours && url.hash.startsWith('#/') ? `${scope}${url.hash}` : scope;
}
