/** Serves a build with its production headers: what an operator's web server does, for `npm start` and the tests. */
import { createHash } from 'node:crypto';
import { type IncomingMessage, type RequestListener, type ServerResponse, createServer } from 'node:http';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type HeaderOptions, cacheControl, contentTypes, securityHeaders } from './headers.ts';

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);
const worthCompressing = /^(text\/|application\/(json|xml|manifest)|image\/svg)/;

export interface StaticOptions {
  readonly folder: string;
  readonly headers: HeaderOptions;
  /** 0: any free port. */
  readonly port?: number;
  /** Address to listen on; loopback unless told. */
  readonly host?: string;
  /** Answers in place of files, by path: `/config.json`, or a host-meta in tests. Read anew at each request. */
  readonly overrides?: ReadonlyMap<string, string>;
}

export interface StaticServer {
  readonly port: number;
  readonly origin: string;
  stop(): Promise<void>;
}

interface Answer {
  readonly type: string;
  readonly body: Buffer;
  readonly etag: string;
}

type Encoding = 'br' | 'gzip' | 'identity';

export async function serveStatic(options: StaticOptions): Promise<StaticServer> {
  const compressed = new Map<string, Buffer>();
  const listener: RequestListener = (request, response) => {
    answer(options, compressed, request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  };
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = address === null || typeof address === 'string' ? 0 : address.port;
  return {
    port,
    origin: `http://localhost:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function answer(
  options: StaticOptions,
  compressed: Map<string, Buffer>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of securityHeaders(options.headers)) response.setHeader(name, value);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    finish(response, 405, 'Method not allowed');
    return;
  }
  const path = safePath(request.url ?? '/');
  if (path === undefined) {
    finish(response, 400, 'Bad request');
    return;
  }
  const found = await find(options, path);
  if (found === undefined) {
    finish(response, 404, 'Not found');
    return;
  }
  response.setHeader('Cache-Control', cacheControl(path));
  response.setHeader('Vary', 'Accept-Encoding');
  const encoding = worthCompressing.test(found.type)
    ? pickEncoding(request.headers['accept-encoding'])
    : 'identity';
  const etag = `"${found.etag}-${encoding}"`;
  response.setHeader('ETag', etag);
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  const body = await encode(found, encoding, compressed);
  if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding);
  response.writeHead(200, { 'Content-Type': found.type, 'Content-Length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/**
 * The path below the folder, beginning with `/`; undefined for whatever tries to leave it or to name a hidden file
 * (`/.well-known/` apart).
 */
export function safePath(url: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(url.split(/[?#]/)[0] ?? '/');
  } catch {
    return undefined;
  }
  if (!path.startsWith('/') || /[\0\\]/.test(path)) return undefined;
  const parts = path.split('/').slice(1);
  const bad = parts.some((part, i) => part.startsWith('.') && !(i === 0 && part === '.well-known'));
  if (bad || parts.slice(0, -1).includes('')) return undefined;
  return path.endsWith('/') ? `${path}index.html` : path;
}

async function find(options: StaticOptions, path: string): Promise<Answer | undefined> {
  const type = contentTypes[extname(path).slice(1).toLowerCase()] ?? 'application/octet-stream';
  const override = options.overrides?.get(path);
  if (override !== undefined) {
    const body = Buffer.from(override);
    return { type, body, etag: createHash('sha256').update(body).digest('hex').slice(0, 16) };
  }
  const file = join(options.folder, path);
  try {
    const facts = await stat(file);
    if (!facts.isFile()) return undefined;
    return {
      type,
      body: await readFile(file),
      etag: `${facts.size.toString(36)}-${facts.mtimeMs.toString(36)}`,
    };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

export function pickEncoding(accepted: string | string[] | undefined): Encoding {
  const offers = String(accepted ?? '')
    .split(',')
    .map((offer) => offer.trim().split(/\s*;\s*q=/))
    .filter(([, q]) => q === undefined || Number(q) > 0)
    .map(([name]) => name);
  if (offers.includes('br')) return 'br';
  return offers.includes('gzip') ? 'gzip' : 'identity';
}

async function encode(found: Answer, encoding: Encoding, kept: Map<string, Buffer>): Promise<Buffer> {
  if (encoding === 'identity') return found.body;
  const key = `${encoding} ${found.etag} ${createHash('sha256').update(found.body).digest('hex')}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made =
    encoding === 'br'
      ? await brotli(found.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
      : await deflate(found.body);
  kept.set(key, made);
  return made;
}

function finish(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`${text}\n`);
}
