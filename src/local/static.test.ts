/** The static server: headers on every answer, no way out of its folder, caching and compression. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loopback, securityHeaders } from './headers.ts';
import { type StaticServer, pickEncoding, safePath, serveStatic } from './static.ts';

let base: string;
let server: StaticServer;
const overrides = new Map<string, string>();

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'kith-static-'));
  await mkdir(join(base, 'dist/assets'), { recursive: true });
  await writeFile(join(base, 'secret.txt'), 'secret');
  await writeFile(join(base, 'dist/index.html'), '<!doctype html><title>x</title>');
  await writeFile(join(base, 'dist/config.json'), '{}');
  await writeFile(join(base, 'dist/.hidden'), 'hidden');
  await writeFile(join(base, 'dist/assets/a-1.js'), 'export {};'.repeat(100));
  server = await serveStatic({ folder: join(base, 'dist'), headers: loopback, overrides });
});
afterAll(async () => {
  await server.stop();
  await rm(base, { recursive: true });
});

interface Got {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** fetch() tidies paths up before it sends them; this sends them as they are. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: server.port, path, headers, method }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) });
      });
    });
    call.on('error', reject);
    call.end();
  });
}

describe('static server', () => {
  it('serves the page with every security header', async () => {
    const got = await get('/?address=a@b');
    expect(got.status).toBe(200);
    expect(got.headers['content-type']).toBe('text/html; charset=utf-8');
    for (const [name, value] of securityHeaders(loopback))
      expect(got.headers[name.toLowerCase()]).toBe(value);
    expect((await get('/nothing')).headers['x-content-type-options']).toBe('nosniff');
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/..%5csecret.txt',
    '//etc/passwd',
    '/.hidden',
    '/%00',
    '/%zz',
  ])('does not leave its folder for %s', async (path) => {
    const got = await get(path);
    expect([400, 404]).toContain(got.status);
    expect(got.body.toString()).not.toContain('secret\n');
    expect(got.body.toString()).not.toMatch(/^secret|root:/);
  });

  it('has no listing and no fallback: routes live in the hash', async () => {
    expect((await get('/assets/')).status).toBe(404);
    expect((await get('/assets')).status).toBe(404);
    expect((await get('/chats')).status).toBe(404);
  });

  it('keeps hashed files, and answers 304 for what has not changed', async () => {
    const script = await get('/assets/a-1.js');
    expect(script.headers['cache-control']).toContain('immutable');
    const page = await get('/');
    expect(page.headers['cache-control']).toBe('no-cache');
    const again = await get('/', { 'if-none-match': String(page.headers['etag']) });
    expect(again.status).toBe(304);
    expect(again.body.length).toBe(0);
  });

  it('compresses by what the browser accepts', async () => {
    const got = await get('/assets/a-1.js', { 'accept-encoding': 'gzip, br' });
    expect(got.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(got.body).toString()).toBe('export {};'.repeat(100));
    expect((await get('/assets/a-1.js')).headers['content-encoding']).toBeUndefined();
    expect(pickEncoding('br;q=0, gzip')).toBe('gzip');
  });

  it('answers overrides in place of files, as they are now', async () => {
    overrides.set('/config.json', '{"name":"One"}');
    const one = await get('/config.json');
    overrides.set('/config.json', '{"name":"Two"}');
    const two = await get('/config.json', { 'if-none-match': String(one.headers['etag']) });
    expect(two.body.toString()).toBe('{"name":"Two"}');
    expect(two.headers['content-type']).toContain('application/json');
  });

  it('refuses other methods and answers HEAD without a body', async () => {
    expect((await get('/', {}, 'POST')).status).toBe(405);
    const head = await get('/', {}, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
  });

  it('lets host-meta through, for tests of discovery', () => {
    expect(safePath('/.well-known/host-meta.json')).toBe('/.well-known/host-meta.json');
    expect(safePath('/x/.well-known/a')).toBeUndefined();
  });
});
