/** Reads a Content-Security-Policy (CSP level 3) and holds it against the one that Kith is built for. Pure. */
import { better, fine, type Finding, wrong } from './finding.ts';

/** Sources by directive, as the first policy of a header value has them. */
export type Policy = ReadonlyMap<string, readonly string[]>;

export function readPolicy(header: string): Policy {
  const directives = new Map<string, readonly string[]>();
  for (const part of (header.split(',')[0] ?? '').split(';')) {
    const [name, ...sources] = part.trim().split(/\s+/);
    const key = name?.toLowerCase() ?? '';
    // The first of two that are named alike counts (§2.2.1).
    if (key !== '' && !directives.has(key)) directives.set(key, sources);
  }
  return directives;
}

/** Directives that fetches fall back from to `default-src`. */
const fetched = /^(?!default)[a-z-]+-src(-elem|-attr)?$/;

const sourcesOf = (policy: Policy, directive: string): readonly string[] | undefined =>
  policy.get(directive) ?? (fetched.test(directive) ? policy.get('default-src') : undefined);

const none = (sources: readonly string[]): boolean =>
  sources.length === 0 || (sources.length === 1 && sources[0] === "'none'");

/** What is weaker, or too strict, than `wished`; `connect-src` apart, which each operator writes (see `mayConnect`). */
export function comparePolicy(got: Policy, wished: Policy): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [directive, need] of wished) {
    if (directive === 'connect-src') continue;
    const have = sourcesOf(got, directive);
    if (have === undefined) {
      findings.push(wrong(`the policy has no ${directive}`, `add: ${directive} ${need.join(' ')}`));
      continue;
    }
    const beyond = none(have) ? [] : have.filter((source) => !need.includes(source));
    const lacking = none(need) ? [] : need.filter((source) => !have.includes(source));
    if (beyond.length > 0 && !(none(need) && none(beyond))) {
      findings.push(
        wrong(`${directive} also allows ${beyond.join(' ')}`, `weaker than needed; take those out`),
      );
    }
    if (lacking.length > 0) {
      findings.push(wrong(`${directive} lacks ${lacking.join(' ')}`, 'a part of Kith will not load or run'));
    }
  }
  return findings;
}

/** Whether the page may speak to `url`, and how wide that door is. */
export function mayConnect(policy: Policy, page: URL, url: URL, purpose: string): Finding {
  const sources = sourcesOf(policy, 'connect-src');
  const source = sources?.find((each) => matches(each, page, url));
  const origin = `${url.protocol}//${url.host}`;
  if (sources === undefined)
    return wrong('the policy has no connect-src', `add: connect-src 'self' ${origin}`);
  if (source === undefined)
    return wrong(`connect-src does not let the page reach ${origin}`, `needed for ${purpose}; add ${origin}`);
  if (/^(\*|[a-z]+:)$/.test(source))
    return better(
      `connect-src lets the page reach ${origin} as any other host (${source})`,
      'needed only where accounts of any server may sign in; else name the hosts',
    );
  return fine(`connect-src lets the page reach ${origin}`);
}

const defaultPorts: Readonly<Record<string, string>> = {
  'http:': '80',
  'ws:': '80',
  'https:': '443',
  'wss:': '443',
};
const portOf = (url: URL): string => url.port || (defaultPorts[url.protocol] ?? '');

/** A page's own origin covers its WebSockets, and a plain scheme its encrypted one (§6.7.2.8). */
const schemeFits = (source: string, protocol: string): boolean =>
  source === protocol ||
  (source === 'http:' && /^(https|wss?):$/.test(protocol)) ||
  (source === 'https:' && protocol === 'wss:') ||
  (source === 'ws:' && protocol === 'wss:');

/** Source expressions of §6.7.2.8, as far as connect-src has them; paths are not looked at. */
export function matches(source: string, page: URL, url: URL): boolean {
  const text = source.toLowerCase();
  if (text === "'self'") {
    return (
      url.hostname === page.hostname &&
      portOf(url) === portOf(page) &&
      schemeFits(page.protocol, url.protocol)
    );
  }
  if (text === '*') return schemeFits(page.protocol, url.protocol) || /^(https?|wss?):$/.test(url.protocol);
  if (/^[a-z][a-z0-9+.-]*:$/.test(text)) return schemeFits(text, url.protocol);
  const parts = /^(?:([a-z][a-z0-9+.-]*:)\/\/)?(\*|(?:\*\.)?[^/:*]+)(?::(\d+|\*))?(?:\/.*)?$/.exec(text);
  if (parts === null) return false;
  const [, scheme, host = '', port] = parts;
  if (!schemeFits(scheme ?? page.protocol, url.protocol)) return false;
  const hostFits =
    host === '*' || (host.startsWith('*.') ? url.hostname.endsWith(host.slice(1)) : url.hostname === host);
  const portFits = port === '*' || (port ?? defaultPorts[url.protocol]) === portOf(url);
  return hostFits && portFits;
}
