/** The doctor's way to the net: like a browser's requests, but it sees certificates, redirects and headers. */
import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import WebSocket from 'ws';

export interface WebOptions {
  /** Reach every host there, as `curl --connect-to`: to look at a deployment before the DNS leads to it. */
  readonly connectTo?: { readonly host: string; readonly port: number };
  /** Milliseconds. */
  readonly patience?: number;
}

export interface Answer {
  /** Where the redirects ended. */
  readonly url: URL;
  readonly status: number;
  /** Names in lower case; what came more than once is joined by ", ". */
  readonly headers: ReadonlyMap<string, string>;
  /** At most `maxBody` octets of it. */
  readonly text: string;
}

export interface Web {
  /** Rejects with an Error whose message says, for people, why nothing came. */
  readonly get: (url: URL, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
  /** Not yet open. */
  readonly socket: (url: URL, origin: string) => WebSocket;
  readonly patience: number;
}

/** Octets. */
const maxBody = 262_144;
const maxRedirects = 5;

export function webOf({ connectTo, patience = 10_000 }: WebOptions): Web {
  const open = (url: URL): Socket => {
    const tls = url.protocol === 'https:' || url.protocol === 'wss:';
    const host = connectTo?.host ?? url.hostname.replace(/^\[|\]$/g, '');
    const port = connectTo?.port ?? Number(url.port || (tls ? 443 : 80));
    return tls
      ? connectTls({ host, port, servername: url.hostname, ALPNProtocols: ['http/1.1'] })
      : connectPlain({ host, port });
  };

  const once = (url: URL, headers: Readonly<Record<string, string>>): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const send = url.protocol === 'https:' ? requestTls : requestPlain;
      const wire = send(url, {
        headers,
        createConnection: () => open(url),
        signal: AbortSignal.timeout(patience),
      });
      wire.on('error', (error) => {
        reject(new Error(reason(error)));
      });
      wire.on('response', (response) => {
        const parts: Buffer[] = [];
        let size = 0;
        const finish = (): void => {
          const fields = Object.entries(response.headers).flatMap(([name, value]) =>
            value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
          );
          resolve({
            url,
            status: response.statusCode ?? 0,
            headers: new Map(fields),
            text: Buffer.concat(parts).toString('utf8'),
          });
        };
        response.on('data', (part: Buffer) => {
          parts.push(part.subarray(0, maxBody - size));
          size += part.length;
          if (size < maxBody) return;
          finish();
          wire.destroy();
        });
        response.on('end', finish);
        response.on('error', (error) => {
          reject(new Error(reason(error)));
        });
      });
      wire.end();
    });

  return {
    patience,
    async get(url, headers = {}) {
      let at = url;
      for (let hop = 0; hop <= maxRedirects; hop++) {
        const answer = await once(at, headers);
        const next = answer.headers.get('location');
        if (answer.status < 300 || answer.status >= 400 || next === undefined || !URL.canParse(next, at)) {
          return answer;
        }
        at = new URL(next, at);
        if (at.protocol !== 'https:' && at.protocol !== 'http:')
          throw new Error(`it leads to ${at.protocol}`);
      }
      throw new Error('it leads from one address to the next without end');
    },
    socket: (url, origin) =>
      new WebSocket(url, 'xmpp', { origin, handshakeTimeout: patience, createConnection: () => open(url) }),
  };
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name is not known (DNS)',
  EAI_AGAIN: 'the name cannot be looked up now (DNS)',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'no answer in time',
  ABORT_ERR: 'no answer in time',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed, browsers refuse it',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate comes from an authority that browsers do not know',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'the chain of certificates is incomplete (serve the intermediate ones too)',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate comes from an authority that is not known here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name',
  EPROTO: 'no TLS is spoken there',
  ERR_SSL_WRONG_VERSION_NUMBER: 'no TLS is spoken there',
};

/** Why a connection did not come about, in words. */
export function reason(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const first = error instanceof AggregateError ? (error.errors as readonly unknown[])[0] : undefined;
  if (reasons[code] === undefined && first instanceof Error) return reason(first);
  return reasons[code] ?? error.message;
}
