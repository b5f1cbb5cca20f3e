/** Serves what Kith is measured beside, compressed like Kith, on a port of its own. */
import { readFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import ts from 'typescript';
import { contentTypes } from '../../src/local/headers.ts';
import { safePath } from '../../src/local/static.ts';

export interface Site {
  readonly origin: string;
  stop(): Promise<void>;
}

/** A script of this folder as a browser takes it. */
export async function browserScript(name: string): Promise<string> {
  const source = await readFile(new URL(`./page/${name}.ts`, import.meta.url), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  return outputText;
}

const types: Readonly<Record<string, string>> = { ...contentTypes, wasm: 'application/wasm' };

const floorPage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Floor</title>
<link rel="icon" href="data:,"><style>body{margin:0;display:grid;grid-template:100vh/300px 1fr;font:16px sans-serif}a{display:block;height:40px}
div{overflow:auto}#log{height:90vh}p{margin:4px}</style>
<div><form id="form"><input id="password" type="password"><button>Sign in</button></form><nav id="list"></nav></div>
<main><div id="log"></div><input id="field"></main><script src="/floor.js"></script></html>`;

/** Converse with the settings of its own full-screen page. */
const conversePage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Converse</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/converse.min.css"><body class="converse-fullscreen">
<script type="module" src="/converse.min.js"></script><script type="module" src="/start.js"></script></body></html>`;

const converseStart = `const asked = new URLSearchParams(location.search);
converse.initialize({
  view_mode: 'fullscreen', authentication: 'login', i18n: 'en', assets_path: '/', loglevel: 'error',
  websocket_url: asked.get('ws'), discover_connection_methods: false, allow_url_history_change: false,
  jid: asked.get('address'), auto_login: asked.has('again'),
});`;

/** `converse`: the folder of its build. */
export async function serveRivals(converse: string | undefined): Promise<Site> {
  const made = new Map([
    ['/floor.html', floorPage],
    ['/floor.js', await browserScript('floor')],
    ['/converse.html', conversePage],
    ['/start.js', converseStart],
  ]);
  const compressed = new Map<string, Buffer>();
  const body = async (path: string): Promise<Buffer | undefined> => {
    const known = compressed.get(path);
    if (known !== undefined) return known;
    const text = made.get(path);
    if (text === undefined && converse === undefined) return undefined;
    const content =
      text === undefined
        ? await readFile(join(converse ?? '', path)).catch(() => undefined)
        : Buffer.from(text);
    if (content === undefined) return undefined;
    const packed = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
    compressed.set(path, packed);
    return packed;
  };
  for (const path of [...made.keys(), '/converse.min.js', '/converse.min.css']) await body(path);
  const server = createServer((request, response) => {
    const path = safePath(request.url ?? '/') ?? '/';
    body(path).then(
      (content) => {
        if (content === undefined) {
          response.writeHead(404).end();
          return;
        }
        response.writeHead(200, {
          'Content-Type': types[extname(path).slice(1)] ?? 'application/octet-stream',
          'Content-Encoding': 'br',
          'Content-Length': content.length,
          'Cache-Control': path.endsWith('.html') ? 'no-cache' : 'public, max-age=31536000, immutable',
        });
        response.end(content);
      },
      (error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  });
  return listen(server);
}

async function listen(server: Server): Promise<Site> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    origin: `http://localhost:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
