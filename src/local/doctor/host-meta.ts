/** Looks at how the WebSocket of a domain is found (XEP-0156): host-meta in its two forms, and who may read it. */
import { asciiDomain } from '#lib/domain.ts';
import { parseHostMetaJson, parseHostMetaXml } from '#xmpp/xep/0156-host-meta.ts';
import { better, fine, type Finding, wrong } from './finding.ts';
import { mayConnect, type Policy } from './policy.ts';
import type { Web } from './web.ts';

export interface HostMetaFindings {
  readonly findings: readonly Finding[];
  /** The WebSockets named, best first. */
  readonly sockets: readonly URL[];
}

interface Document {
  readonly sockets: readonly URL[];
  readonly problem?: Finding;
  readonly name: string;
}

/** Never rejects. `configured`: config.json names a WebSocket for this domain, so nothing has to be found. */
export async function lookAtHostMeta(
  web: Web,
  domain: string,
  page: URL,
  policy: Policy | undefined,
  configured: boolean,
): Promise<HostMetaFindings> {
  const base = new URL(`https://${asciiDomain(domain) ?? domain}/.well-known/`);
  const [json, xrd] = await Promise.all([
    read(web, new URL('host-meta.json', base), page, parseHostMetaJson),
    read(web, new URL('host-meta', base), page, parseHostMetaXml),
  ]);
  const found = [json, xrd].filter(({ sockets }) => sockets.length > 0);
  const sockets = (found[0] ?? json).sockets;
  const findings: Finding[] = found.map((one) =>
    fine(`${one.name} names ${one.sockets.map(({ href }) => href).join(', ')}`),
  );
  if (json.problem) {
    const spare = found.length > 0 || configured;
    findings.push(spare ? { ...json.problem, level: 'better' } : json.problem);
  }
  if (xrd.problem && found.length === 0 && !configured) findings.push(xrd.problem);
  if (found.length === 0 && !configured) {
    findings.push(
      better(
        'no host-meta names a WebSocket',
        `Kith guesses then (wss://${domain}/xmpp-websocket, :5443/ws …); other clients do not find the server at all`,
      ),
    );
  }
  if (policy && !configured) findings.push(mayConnect(policy, page, base, 'finding the WebSocket'));
  return { findings, sockets };
}

async function read(web: Web, url: URL, page: URL, parse: typeof parseHostMetaJson): Promise<Document> {
  const name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  const failed = (what: string, advice: string): Document => ({
    name,
    sockets: [],
    problem: wrong(`${url.href} ${what}`, advice),
  });
  const answer = await web.get(url, { Origin: page.origin }).catch((error: unknown) => error);
  if (answer instanceof Error) return failed('does not come', answer.message);
  const { status, headers, text, url: end } = answer as Awaited<ReturnType<Web['get']>>;
  if (end.protocol !== 'https:') return failed('leads off https', 'Kith does not follow there');
  if (status !== 200) return failed(`is not there (status ${status})`, 'the README shows how it is answered');
  const parsed = parse(text);
  if (!parsed.ok) return failed('cannot be read', `it is no ${name} document`);
  const allowed = headers.get('access-control-allow-origin');
  if (end.origin !== page.origin && allowed !== '*' && allowed !== page.origin) {
    return failed('may not be read by a page', 'add: Access-Control-Allow-Origin: *');
  }
  if (parsed.value.length === 0) {
    return failed(
      'names no WebSocket that may be used',
      'a link of urn:xmpp:alt-connections:websocket to wss://…',
    );
  }
  return { name, sockets: parsed.value.map((href) => new URL(href)) };
}
