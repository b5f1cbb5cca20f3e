/** When a waiting worker may take over: only when a page of our own says so. */

/** A new worker replaces the old one under open tabs only after a person tapped "Update". */
export function isSkipWaiting(
  event: { readonly origin: string; readonly data: unknown },
  origin: string,
): boolean {
  if (event.origin !== origin) return false;
  const { data } = event;
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'SKIP_WAITING';
}
