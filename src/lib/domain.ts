/** Domain names: one spelling for each (U-labels, lower case, no final dot), through the platform's own IDNA. */
import { decodePunycode } from './punycode.ts';

const asciiHost =
  /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;
const ipv6Literal = /^\[[0-9a-f:.]{2,45}\]$/;
/** Characters that the URL parser would take as syntax, drop, or decode; it must only ever see a host. */
const urlSyntax = /[\s\p{Cc}\p{Cf}\p{Cs}%/\\?#@:[\]<>^|"&'`{}]/u;

/** Not by `URL.canParse`: once optimised, that of Node 20 misreads texts beyond ASCII. */
const hostOf = (host: string): string | undefined => {
  try {
    return new URL(`https://${host}`).hostname;
  } catch {
    return undefined;
  }
};

/** The A-label form (`xn--…`) of a domain, or undefined when it is not one. */
export const asciiDomain = (domain: string): string | undefined => {
  const lower = domain.toLowerCase();
  if (ipv6Literal.test(lower)) return hostOf(lower) === undefined ? undefined : lower;
  const bare = lower.endsWith('.') ? lower.slice(0, -1) : lower;
  if (asciiHost.test(bare) && !bare.includes('xn--')) return bare;
  if (bare === '' || urlSyntax.test(bare)) return undefined;
  const host = hostOf(bare);
  return host !== undefined && asciiHost.test(host) ? host : undefined;
};

/** The form that is compared, stored and sent (RFC 7622 §3.2), or undefined when it is not a domain. */
export const normalizeDomain = (domain: string): string | undefined => {
  const ascii = asciiDomain(domain);
  if (!ascii?.includes('xn--')) return ascii;
  const labels: string[] = [];
  for (const label of ascii.split('.')) {
    const unicode = label.startsWith('xn--') ? decodePunycode(label.slice(4)) : label;
    if (unicode === undefined) return undefined;
    labels.push(unicode);
  }
  return labels.join('.').normalize('NFC');
};
