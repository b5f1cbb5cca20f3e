/** A page as web servers give it, rightly and wrongly. */
import { describe, expect, it } from 'vitest';
import { cacheControl, securityHeaders } from '../headers.ts';
import type { Finding } from './finding.ts';
import { lookAtPage } from './page.ts';
import type { Answer, Web } from './web.ts';

const page = new URL('https://chat.example.org/');
const html = '<script type="module" crossorigin src="./assets/main-1.js"></script><div id="app"></div>';

type Wire = Record<string, { status?: number; text?: string; headers?: Record<string, string | undefined> }>;

const file = (path: string, type: string): Wire => ({
  [path]: {
    headers: { 'content-type': type, 'cache-control': cacheControl(path), 'content-encoding': 'br' },
  },
});

const sound = (): Wire => ({
  ...file('/index.html', 'text/html; charset=utf-8'),
  ...file('/assets/main-1.js', 'text/javascript'),
  ...file('/sw.js', 'application/javascript'),
  ...file('/manifest.webmanifest', 'application/manifest+json'),
  '/': {
    text: html,
    headers: Object.fromEntries(
      securityHeaders({ connect: [] }).map(([name, value]) => [name.toLowerCase(), value]),
    ),
  },
});

const webOf = (wire: Wire): Web => ({
  patience: 1000,
  get: (url): Promise<Answer> => {
    const { status, text = '', headers = {} } = wire[url.pathname] ?? { status: 404 };
    const fields = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    return Promise.resolve({ url, status: status ?? 200, headers: new Map(fields), text });
  },
  socket: () => {
    throw new Error('a page needs none');
  },
});

const look = async (wire: Wire, url = page): Promise<readonly Finding[]> =>
  (await lookAtPage(webOf(wire), url)).findings.filter(({ level }) => level !== 'ok');

const withPage = (headers: Record<string, string | undefined>): Wire => {
  const wire = sound();
  return { ...wire, '/': { ...wire['/'], headers: { ...wire['/']?.headers, ...headers } } };
};

describe('lookAtPage', () => {
  it('finds nothing wrong with what the samples serve', async () => {
    expect(await look(sound())).toEqual([]);
  });

  it.each<[string, Wire, string]>([
    ['no policy', withPage({ 'content-security-policy': undefined }), 'no Content-Security-Policy'],
    ['a header lacks', withPage({ 'x-content-type-options': undefined }), 'no X-Content-Type-Options'],
    [
      'a weaker policy',
      withPage({ 'content-security-policy': "script-src 'self' *" }),
      'script-src also allows *',
    ],
    ['another page', { '/': { text: 'It works!' } }, 'https://chat.example.org/ is not Kith (status 200)'],
    ['nothing', {}, 'https://chat.example.org/ is not Kith (status 404)'],
    [
      'a worker cached long',
      {
        ...sound(),
        '/sw.js': { headers: { 'content-type': 'text/javascript', 'cache-control': 'max-age=3600' } },
      },
      'sw.js is cached by "max-age=3600"',
    ],
    [
      'a script as text',
      { ...sound(), ...file('/assets/main-1.js', 'text/plain') },
      'assets/main-1.js comes as "text/plain"',
    ],
    [
      'the page for all that is missing',
      { ...sound(), '/assets/not-there.js': { text: html } },
      'a missing file is answered with 200',
    ],
    [
      'a manifest that was not copied',
      { ...sound(), '/manifest.webmanifest': { status: 404 } },
      'manifest.webmanifest is not there (status 404)',
    ],
    [
      'a config that is no JSON',
      { ...sound(), '/config.json': { text: 'name: Chat' } },
      'config.json is not a JSON object',
    ],
  ])('%s', async (_, wire, what) => {
    expect(await look(wire)).toContainEqual(expect.objectContaining({ level: 'wrong', what }));
  });

  it('says what could be better', async () => {
    const wire = withPage({ 'strict-transport-security': 'max-age=60' });
    wire['/assets/main-1.js'] = {
      headers: { 'content-type': 'text/javascript', 'cache-control': 'no-cache' },
    };
    expect(await look(wire)).toEqual([
      expect.objectContaining({ level: 'better', what: 'Strict-Transport-Security is "max-age=60"' }),
      expect.objectContaining({ level: 'better', what: 'assets/main-1.js is cached by "no-cache"' }),
      expect.objectContaining({ level: 'better', what: 'assets/main-1.js is not compressed' }),
    ]);
  });

  it('takes http for this machine only', async () => {
    const http = (host: string) => look(sound(), new URL(`http://${host}/`));
    expect(await http('localhost:4000')).toMatchObject([{ level: 'better', what: 'it comes over http' }]);
    expect(await http('chat.example.org')).toMatchObject([{ level: 'wrong', what: 'it comes over http' }]);
  });

  it('tells why nothing came', async () => {
    const web: Web = { ...webOf({}), get: () => Promise.reject(new Error('the certificate has expired')) };
    const { findings, policy } = await lookAtPage(web, page);
    expect(findings).toMatchObject([{ level: 'wrong', advice: 'the certificate has expired' }]);
    expect(policy).toBeUndefined();
  });
});
