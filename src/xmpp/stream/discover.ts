/** Finds the WebSocket of a domain (XEP-0156): host-meta in its two forms, else the addresses that servers usually have. */
import { err, ok, type Result } from '#lib/result.ts';
import { asciiDomain } from '#lib/domain.ts';
import { parseHostMetaJson, parseHostMetaXml } from '../xep/0156-host-meta.ts';
import type { StreamFailure } from './failure.ts';
import { isLoopbackHost, usableSocket } from './socket-address.ts';

export interface DiscoverTools {
  readonly fetch: typeof globalThis.fetch;
  /** Whether a WebSocket with the `xmpp` subprotocol opens there; gives up on `signal`. See `probeSocket`. */
  readonly probe: (url: string, signal: AbortSignal) => Promise<boolean>;
  readonly secureContext: boolean;
  /** Host of the page; undefined outside a browser. */
  readonly pageHost: string | undefined;
  /** What the browser believes; it is asked only to explain a failure, for it errs both ways. Default: online. */
  readonly isOnline?: () => boolean;
}

const patienceMs = 6000;
/** Characters; a real host-meta has a few hundred. */
const maxHostMeta = 65_536;

/** Prosody and ejabberd behind a web server, ejabberd's and Prosody's own TLS ports. */
const usualPaths = ['/xmpp-websocket', '/ws', ':5443/ws', ':5281/xmpp-websocket'];
/** Where a server of this very machine listens without TLS. */
const loopbackPaths = [':5280/xmpp-websocket', ':5280/ws', ':5443/ws'];

type HostMeta = { readonly kind: 'read'; readonly urls: readonly string[] } | { readonly kind: 'none' };

const patience = (): AbortSignal => AbortSignal.timeout(patienceMs);

/** Redirects may lead elsewhere, as the domain's owner wishes, but never off https (reliability.md, A08). */
const fetchHostMeta = async (
  url: string,
  parse: typeof parseHostMetaJson,
  fetch: DiscoverTools['fetch'],
): Promise<HostMeta> => {
  try {
    const response = await fetch(url, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: patience(),
    });
    const isSound = response.ok && (response.url === '' || response.url.startsWith('https:'));
    if (!isSound || Number(response.headers.get('content-length') ?? 0) > maxHostMeta)
      return { kind: 'none' };
    const text = await response.text();
    const urls = text.length > maxHostMeta ? undefined : parse(text);
    return urls?.ok === true ? { kind: 'read', urls: urls.value } : { kind: 'none' };
  } catch {
    // No network, no such host, no certificate, no CORS header, too slow: a browser does not say which.
    return { kind: 'none' };
  }
};

/** The addresses that answer by the time the first one does, in the order given. */
const probeAll = async (
  urls: readonly string[],
  probe: DiscoverTools['probe'],
): Promise<readonly string[]> => {
  const found = new Set<string>();
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, patience()]);
  const tries = urls.map(async (url) => {
    if (!(await probe(url, signal))) throw new Error('not there');
    found.add(url);
  });
  await Promise.any(tries).catch(() => undefined);
  stop.abort();
  return urls.filter((url) => found.has(url));
};

const usualAddresses = (domain: string, page: string | undefined): readonly string[] => {
  const encrypted = usualPaths.map((path) => `wss://${domain}${path}`);
  const plain = isLoopbackHost(domain) ? loopbackPaths.map((path) => `ws://${domain}${path}`) : [];
  return [...plain, ...encrypted].filter((url) => usableSocket(url, page) !== undefined);
};

/**
 * The WebSocket addresses of a domain, best first, never empty. Failures, as far as a browser can tell them apart
 * (decisions.md, The wire 6): `insecure-context`, `no-network`, `no-websocket` (host-meta names none and none is at a
 * usual place), else `unreachable`.
 */
export const discover = async (
  domain: string,
  { fetch, probe, secureContext, pageHost, isOnline }: DiscoverTools,
): Promise<Result<readonly string[], StreamFailure>> => {
  if (!secureContext) return err({ kind: 'insecure-context' });
  const host = asciiDomain(domain) ?? domain;
  const [json, xrd] = await Promise.all([
    fetchHostMeta(`https://${host}/.well-known/host-meta.json`, parseHostMetaJson, fetch),
    fetchHostMeta(`https://${host}/.well-known/host-meta`, parseHostMetaXml, fetch),
  ]);
  for (const meta of [json, xrd]) {
    if (meta.kind !== 'read') continue;
    const urls = meta.urls.flatMap((url) => usableSocket(url, pageHost) ?? []);
    if (urls.length > 0) return ok(urls);
  }
  const usual = await probeAll(usualAddresses(host, pageHost), probe);
  if (usual.length > 0) return ok(usual);
  if (isOnline?.() === false) return err({ kind: 'no-network' });
  const hasHostMeta = json.kind === 'read' || xrd.kind === 'read';
  return err({ kind: hasHostMeta ? 'no-websocket' : 'unreachable', domain });
};

/** Opens a WebSocket for XMPP and closes it again; sends nothing. */
export const probeSocket: DiscoverTools['probe'] = (url, signal) =>
  new Promise((resolve) => {
    const socket = new WebSocket(url, 'xmpp');
    const finish = (isThere: boolean): void => {
      socket.onopen = socket.onclose = null;
      socket.close();
      resolve(isThere);
    };
    socket.onerror = () => {
      finish(false);
    };
    socket.onopen = () => {
      finish(socket.protocol === 'xmpp');
    };
    socket.onclose = () => {
      finish(false);
    };
    signal.addEventListener('abort', () => {
      finish(false);
    });
  });
