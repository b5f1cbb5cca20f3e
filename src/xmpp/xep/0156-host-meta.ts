/**
 * XEP-0156: Discovering Alternative XMPP Connection Methods, version 1.4.0
 *
 * Reads both host-meta formats for WebSockets. Left out: BOSH, which Kith does not speak.
 */
import { ok, type Result } from '#lib/result.ts';
import { refuse, type DecodeError } from '../codec/decode-error.ts';
import { parseXml } from '../codec/parse-xml.ts';
import { childrenOf } from '../codec/xml.ts';

export const webSocketRel = 'urn:xmpp:alt-connections:websocket';
const xrdNs = 'http://docs.oasis-open.org/ns/xri/xrd-1.0';

const maxLinks = 20;
const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/** A WebSocket URL that may be used: `wss:`, or `ws:` on this very machine; normalised, without fragment. */
export const webSocketUrl = (text: string): string | undefined => {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isLoopback = loopbackHosts.has(url.hostname) || url.hostname.endsWith('.localhost');
  if (url.protocol !== 'wss:' && !(url.protocol === 'ws:' && isLoopback)) return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  url.hash = '';
  return url.href;
};

const usable = (links: readonly { readonly rel: unknown; readonly href: unknown }[]): readonly string[] => {
  const urls = new Set<string>();
  for (const { rel, href } of links) {
    const url = rel === webSocketRel && typeof href === 'string' ? webSocketUrl(href) : undefined;
    if (url !== undefined && urls.size < maxLinks) urls.add(url);
  }
  return [...urls];
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The WebSocket URLs of a JRD document (`host-meta.json`, RFC 6415 Appendix A); none is an empty list. */
export const parseHostMetaJson = (text: string): Result<readonly string[], DecodeError> => {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return refuse('host-meta.json', 'malformed');
  }
  if (!isRecord(document)) return refuse('host-meta.json', 'malformed');
  const { links } = document as { links?: unknown };
  if (!Array.isArray(links))
    return links === undefined ? ok([]) : refuse('host-meta.json/links', 'malformed');
  return ok(usable(links.filter(isRecord).map(({ rel, href }: Record<string, unknown>) => ({ rel, href }))));
};

/** Documents, unlike streams, may open with a declaration and hold comments. */
const withoutProlog = (text: string): string =>
  text.replace(/^\ufeff?\s*<\?xml[^>]*\?>/, '').replace(/<!--(?:(?!--)[^])*-->/g, '');

/** The WebSocket URLs of an XRD document (`host-meta`, RFC 6415 §2); none is an empty list. */
export const parseHostMetaXml = (text: string): Result<readonly string[], DecodeError> => {
  const document = parseXml(withoutProlog(text));
  if (!document.ok || document.value.name !== 'XRD' || document.value.ns !== xrdNs) {
    return refuse('host-meta', 'malformed');
  }
  const links = childrenOf(document.value, 'Link', xrdNs);
  return ok(usable(links.map((link) => ({ rel: link.attr('rel'), href: link.attr('href') }))));
};
