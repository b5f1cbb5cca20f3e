/** Which WebSocket addresses may be used: encrypted ones, and plain ones where nothing leaves the machine. */
import { err, ok, type Result } from '#lib/result.ts';
import type { StreamFailure } from './failure.ts';

/** Loopback by name or number; names are not resolved. */
export const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' ||
  host.endsWith('.localhost') ||
  host === '[::1]' ||
  /^127(?:\.\d{1,3}){3}$/.test(host);

/** Host of the page; undefined outside a browser (tests), which counts as this machine. */
export const pageHost = (): string | undefined =>
  (globalThis as { location?: { hostname: string } }).location?.hostname;

/** The normalised address, always confidential; undefined for what may not be used: no URL, `ws:` to or from another machine, a URL with a user name in it. */
export const usableSocket = (text: string, page = pageHost()): string | undefined => {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return undefined;
  const isLocal = isLoopbackHost(url.hostname) && (page === undefined || isLoopbackHost(page));
  if (url.protocol !== 'wss:' && !(url.protocol === 'ws:' && isLocal)) return undefined;
  url.hash = '';
  return url.href;
};

/** The address to use, or why this page cannot connect to it. WebCrypto is there in secure contexts only. */
export const readSocketAddress = (text: string): Result<string, StreamFailure> => {
  const url = usableSocket(text);
  if (url === undefined) return err({ kind: 'insecure-websocket', url: text });
  return (globalThis.crypto as Crypto | undefined)?.subtle === undefined
    ? err({ kind: 'insecure-context' })
    : ok(url);
};
