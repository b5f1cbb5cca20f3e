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
/** When host-meta has not answered by then, the usual addresses are tried beside it. */
const silenceMs = 1000;
/** Bytes; a real host-meta has a few hundred. */
const maxHostMeta = 65_536;

/** Prosody and ejabberd behind a web server, ejabberd's and Prosody's own TLS ports. */
const usualPaths = ['/xmpp-websocket', '/ws', ':5443/ws', ':5281/xmpp-websocket'];
/** Where a server of this very machine listens without TLS. */
const loopbackPaths = [':5280/xmpp-websocket', ':5280/ws', ':5443/ws'];

type HostMeta = { readonly kind: 'read'; readonly urls: readonly string[] } | { readonly kind: 'none' };

/** Reads no further than a host-meta may be long, whatever length is announced or not; undefined: longer. */
const readText = async (response: Response): Promise<string | undefined> => {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let text = '';
  let length = 0;
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > maxHostMeta) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
};

/** Redirects may lead elsewhere, as the domain's owner wishes, but never off https (A08). */
const fetchHostMeta = async (
  url: string,
  parse: typeof parseHostMetaJson,
  fetch: DiscoverTools['fetch'],
  signal: AbortSignal,
): Promise<HostMeta> => {
  try {
    const response = await fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer', signal });
    const isSound = response.ok && (response.url === '' || response.url.startsWith('https:'));
    const text = isSound ? await readText(response) : undefined;
    const urls = text === undefined ? undefined : parse(text);
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
  given: AbortSignal,
): Promise<readonly string[]> => {
  const found = new Set<string>();
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, given, AbortSignal.timeout(patienceMs)]);
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

/** The first of these that has something, in the order in which they come; empty if none has. */
const firstToName = (sources: readonly Promise<readonly string[]>[]): Promise<readonly string[]> =>
  Promise.any(
    sources.map(async (source) => {
      const urls = await source;
      if (urls.length === 0) throw new Error('names nothing');
      return urls;
    }),
  ).catch(() => []);

/**
 * The WebSocket addresses of a domain, best first, never empty. host-meta.json wins as soon as it names one, host-meta in XML
 * once the other has named none; while both are silent the usual addresses are tried, and then the first answer wins.
 *
 * Failures, as far as a browser can tell them apart: `insecure-context`, `no-network`,
 * `no-websocket` (host-meta names none and none is at a usual place), else `unreachable`.
 */
export const discover = async (
  domain: string,
  tools: DiscoverTools,
): Promise<Result<readonly string[], StreamFailure>> => {
  if (!tools.secureContext) return err({ kind: 'insecure-context' });
  const done = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<'silence'>((resolve) => {
    timer = setTimeout(resolve, silenceMs, 'silence');
  });
  try {
    return await discoverUntil(domain, tools, silence, done.signal);
  } finally {
    clearTimeout(timer);
    done.abort();
  }
};

const discoverUntil = async (
  domain: string,
  { fetch, probe, pageHost, isOnline }: DiscoverTools,
  silence: Promise<'silence'>,
  done: AbortSignal,
): Promise<Result<readonly string[], StreamFailure>> => {
  const host = asciiDomain(domain) ?? domain;
  const signal = AbortSignal.any([done, AbortSignal.timeout(patienceMs)]);
  const json = fetchHostMeta(`https://${host}/.well-known/host-meta.json`, parseHostMetaJson, fetch, signal);
  const xrd = fetchHostMeta(`https://${host}/.well-known/host-meta`, parseHostMetaXml, fetch, signal);
  const usable = async (meta: Promise<HostMeta>): Promise<readonly string[]> => {
    const read = await meta;
    return read.kind === 'read' ? read.urls.flatMap((url) => usableSocket(url, pageHost) ?? []) : [];
  };
  const inJson = usable(json);
  const inXrd = usable(xrd);
  const inEither = inJson.then((urls) => (urls.length > 0 ? urls : inXrd));
  const soon = await Promise.race([inEither, silence]);
  if (soon !== 'silence' && soon.length > 0) return ok(soon);
  const usual = probeAll(usualAddresses(host, pageHost), probe, done);
  const urls = await firstToName([inJson, inXrd, usual]);
  if (urls.length > 0) return ok(urls);
  if (isOnline?.() === false) return err({ kind: 'no-network' });
  const hasHostMeta = (await Promise.all([json, xrd])).some(({ kind }) => kind === 'read');
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
