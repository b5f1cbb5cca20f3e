/** A TLS front on the port that every `*.test` name leads to in the tests' browser. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createHttps } from 'node:https';
import { type Server, type Socket, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTls } from 'node:tls';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface TlsFront {
  /** Self-signed, PEM: what a client is told to trust. */
  readonly certificate: string;
  stop(): Promise<void>;
}

/** `forward`: bytes go to that port of this machine. `answers`: fixed texts by path, 404 for all else. */
export async function serveTls(
  what: { readonly forward: number } | { readonly answers: ReadonlyMap<string, string> },
): Promise<TlsFront> {
  const pair = await certificate();
  const sockets = new Set<Socket>();
  const server: Server =
    'forward' in what
      ? createTls(pair, (socket) => {
          const inner = connect(what.forward, '127.0.0.1');
          for (const end of [socket, inner]) end.on('error', () => undefined);
          socket.pipe(inner).pipe(socket);
          socket.on('close', () => inner.destroy());
          inner.on('close', () => socket.destroy());
        })
      : createHttps(pair, (request, response) => {
          const text = what.answers.get(request.url ?? '');
          response.writeHead(text === undefined ? 404 : 200, {
            'Content-Type': 'application/json',
            'Access-Control-Allow-Origin': '*',
          });
          response.end(text ?? 'nothing here');
        });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(tlsPort(), '127.0.0.1', resolve);
  });
  return {
    certificate: pair.cert,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Chosen by the configuration before the browser starts, as the browser is told it at its start. */
function tlsPort(): number {
  return Number(process.env['KITH_TLS_PORT']);
}

/** Self-signed, made anew: no private key lies in the repository. */
async function certificate(): Promise<{ key: string; cert: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'kith-tls-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    // Browsers are told to trust anything; Node takes no wildcard below a top-level name.
    const name = ['-subj', '/CN=kith.test', '-addext', 'subjectAltName=DNS:*.test,DNS:doctor.test'];
    await run('openssl', ['req', ...kind, ...name, '-keyout', key, '-out', cert]);
    return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
  } finally {
    await rm(folder, { recursive: true });
  }
}
