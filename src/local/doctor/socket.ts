/** Opens the WebSocket as a page would (RFC 7395) and reads what the server offers before a sign-in. */
import { parseXml } from '#xmpp/codec/parse-xml.ts';
import type { XmlElement } from '#xmpp/codec/xml.ts';
import { framingNs, streamErrorsNs, streamNs } from '#xmpp/core/namespaces.ts';
import { sasl1Mechanisms, sasl2Features } from '#xmpp/stream/features.ts';
import { better, fine, type Finding, wrong } from './finding.ts';
import { reason, type Web } from './web.ts';

export interface SocketFindings {
  readonly findings: readonly Finding[];
  /** The stream came as far as its features. */
  readonly works: boolean;
}

const refusals: Readonly<Record<string, string>> = {
  'host-unknown': 'the server does not serve this domain: is it spelled as in the server’s configuration?',
  'host-gone': 'the server does not serve this domain any more',
  'policy-violation': 'the server refuses, often because it takes the connection for one without TLS',
  'not-authorized': 'the server refuses this page’s origin',
};

/** Never rejects. */
export async function lookAtSocket(web: Web, url: URL, domain: string, page: URL): Promise<SocketFindings> {
  const started = performance.now();
  try {
    const features = await greet(web, url, domain, page.origin);
    const took = Math.round(performance.now() - started);
    return {
      works: true,
      findings: [fine(`${url.href} speaks XMPP for ${domain} (${took} ms)`), ...signIn(features)],
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { works: false, findings: [wrong(`${url.href} does not work`, why)] };
  }
}

/** What there is to sign in with: SASL (RFC 6120 §6) and SASL2 (XEP-0388). */
export function signIn(features: XmlElement): readonly Finding[] {
  const second = sasl2Features(features);
  const mechanisms = [...new Set([...sasl1Mechanisms(features), ...(second?.mechanisms ?? [])])];
  const scram = mechanisms.filter((name) => name.startsWith('SCRAM-') && !name.endsWith('-PLUS'));
  const findings: Finding[] = [];
  if (scram.length > 0) findings.push(fine(`signs in by ${scram.join(', ')}`));
  else if (mechanisms.includes('PLAIN')) {
    findings.push(
      better(
        'signs in by PLAIN only',
        'the server sees each password, and people are asked for it at each visit; store passwords for SCRAM',
      ),
    );
  } else if (mechanisms.length === 0 && features.ns !== '') {
    findings.push(
      wrong(
        'offers no way to sign in',
        'often the server takes the connection for one without TLS; see the README',
      ),
    );
  } else findings.push(wrong(`signs in by ${mechanisms.join(', ')} only`, 'Kith speaks SCRAM and PLAIN'));
  findings.push(
    second?.bind === undefined
      ? better(
          'no SASL2 with Bind 2',
          'works; with them (Prosody 13: mod_sasl2, mod_sasl2_bind2) a start is faster',
        )
      : fine('SASL2 with Bind 2'),
  );
  return findings;
}

function greet(web: Web, url: URL, domain: string, origin: string): Promise<XmlElement> {
  return new Promise((resolve, reject) => {
    const socket = web.socket(url, origin);
    const finish = (): void => {
      clearTimeout(timer);
      socket.removeAllListeners();
      // What comes of ending it early is nobody's business any more.
      socket.on('error', () => undefined);
      socket.close();
    };
    const fail = (why: string): void => {
      finish();
      reject(new Error(why));
    };
    const timer = setTimeout(() => {
      fail('no answer in time');
    }, web.patience);
    socket.on('error', (error) => {
      fail(inWords(error));
    });
    socket.on('close', () => {
      fail('it was closed at once');
    });
    socket.on('open', () => {
      socket.send(`<open xmlns="${framingNs}" to="${domain}" version="1.0"/>`);
    });
    socket.on('message', (data: Buffer) => {
      const frame = parseXml(data.toString('utf8'));
      if (!frame.ok) {
        fail('what it says is not XMPP');
        return;
      }
      const { value } = frame;
      if (value.name === 'features' && value.ns === streamNs) {
        finish();
        resolve(value);
      } else if (value.name === 'error' && value.ns === streamNs) {
        const condition = value.children().find(({ ns }) => ns === streamErrorsNs)?.name ?? 'error';
        fail(refusals[condition] ?? `the server refuses: ${condition}`);
      } else if (value.name === 'close' && value.ns === framingNs)
        fail('the server closes the stream at once');
    });
  });
}

/** The handshake's failures, as the package `ws` tells them. */
function inWords(error: Error): string {
  const status = /Unexpected server response: (\d+)/.exec(error.message)?.[1];
  if (status === '403') return 'the server refuses this page’s origin (status 403)';
  if (status === '404') return 'there is no WebSocket at this path (status 404)';
  if (status !== undefined) {
    return `it answers with status ${status} in place of a WebSocket; a proxy must pass Upgrade and Connection on`;
  }
  if (/subprotocol/i.test(error.message))
    return 'a WebSocket is there, but not one for XMPP (no subprotocol "xmpp")';
  return reason(error);
}
