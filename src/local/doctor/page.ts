/** Looks at the page as a web server gives it: that it is Kith, its headers, caching, types and compression. */
import { cacheControl, contentSecurityPolicy, contentTypes, securityHeaders } from '../headers.ts';
import { better, fine, type Finding, unseen, wrong } from './finding.ts';
import { comparePolicy, type Policy, readPolicy } from './policy.ts';
import type { Answer, Web } from './web.ts';

export interface PageFindings {
  readonly findings: readonly Finding[];
  /** Undefined where no page, or no policy, came. */
  readonly policy: Policy | undefined;
  /** Where the page is in the end, redirects followed. */
  readonly url: URL;
}

/** Half a year: browsers that were away that long are rare. Seconds. */
const leastHsts = 15_552_000;
const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\]|.*\.localhost)$/;
const contentPolicy = 'Content-Security-Policy';

/** Never rejects: what cannot be had is a finding. */
export async function lookAtPage(web: Web, address: URL): Promise<PageFindings> {
  let page: Answer;
  try {
    page = await web.get(address, { Accept: 'text/html' });
  } catch (error) {
    return {
      findings: [
        wrong(`${address.href} does not answer`, error instanceof Error ? error.message : String(error)),
      ],
      policy: undefined,
      url: address,
    };
  }
  const script = /<script[^>]* src="([^"]+)"/.exec(page.text)?.[1];
  const isKith = page.status === 200 && page.text.includes('id="app"') && script !== undefined;
  if (!isKith) {
    return {
      findings: [
        wrong(
          `${page.url.href} is not Kith (status ${page.status})`,
          'copy the whole of dist/ there, and give the address of its index.html',
        ),
      ],
      policy: undefined,
      url: page.url,
    };
  }
  const header = page.headers.get(contentPolicy.toLowerCase());
  const policy = header === undefined ? undefined : readPolicy(header);
  return {
    url: page.url,
    policy,
    findings: [
      fine(`${page.url.href} is Kith`),
      encrypted(page.url),
      ...headerFindings(page, policy),
      ...(await fileFindings(web, page.url, script)),
    ],
  };
}

function encrypted(url: URL): Finding {
  if (url.protocol === 'https:') return fine('it comes over https');
  return loopbackHost.test(url.hostname)
    ? better('it comes over http', 'that is enough on this very machine only')
    : wrong('it comes over http', 'browsers keep offline use, push and keys to https: redirect http to it');
}

/** Each of the headers that Kith is built for. */
function headerFindings(page: Answer, policy: Policy | undefined): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [name, wished] of securityHeaders({ connect: [] })) {
    const value = page.headers.get(name.toLowerCase());
    if (name === contentPolicy) {
      const against = policy && comparePolicy(policy, readPolicy(contentSecurityPolicy({ connect: [] })));
      if (against === undefined) {
        findings.push(wrong(`no ${name}`, 'nothing stands between a mistake and a break-in; see the README'));
      } else if (against.length === 0) findings.push(fine(`${name} is as Kith is built for`));
      else findings.push(...against);
    } else if (name === 'Strict-Transport-Security') {
      if (page.url.protocol === 'https:') findings.push(hsts(value));
    } else if (value === undefined) {
      findings.push(wrong(`no ${name}`, `add: ${name}: ${wished}`));
    } else if (value.toLowerCase() === wished.toLowerCase()) findings.push(fine(name));
    else findings.push(better(`${name} is "${value}"`, `Kith is tested with "${wished}"`));
  }
  return findings;
}

function hsts(value: string | undefined): Finding {
  const age = Number(/max-age="?(\d+)/i.exec(value ?? '')?.[1] ?? 0);
  return age >= leastHsts
    ? fine('Strict-Transport-Security')
    : better(
        value === undefined ? 'no Strict-Transport-Security' : `Strict-Transport-Security is "${value}"`,
        'the first visit of each browser can be led astray: max-age=63072000',
      );
}

interface FileWish {
  readonly path: string;
  readonly type: string | undefined;
  readonly compressed: boolean;
}

async function fileFindings(web: Web, page: URL, script: string): Promise<readonly Finding[]> {
  const type = (ending: string): string | undefined => contentTypes[ending]?.split(';')[0];
  const wishes: readonly FileWish[] = [
    { path: './index.html', type: type('html'), compressed: false },
    { path: script, type: type('js'), compressed: true },
    { path: './sw.js', type: type('js'), compressed: false },
    { path: './manifest.webmanifest', type: type('webmanifest'), compressed: false },
  ];
  const files = await Promise.all(wishes.map((wish) => lookAtFile(web, page, wish)));
  return [...files.flat(), await lookAtNothing(web, page), await lookAtConfig(web, page)];
}

async function lookAtFile(
  web: Web,
  page: URL,
  { path, type, compressed }: FileWish,
): Promise<readonly Finding[]> {
  const url = new URL(path, page);
  const folder = new URL('.', page).pathname;
  const name = url.pathname.slice(folder.length);
  try {
    const answer = await web.get(url, { 'Accept-Encoding': 'br, gzip' });
    if (answer.status !== 200)
      return [wrong(`${name} is not there (status ${answer.status})`, 'copy all of dist/')];
    const findings: Finding[] = [];
    const got = (answer.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
    if (got !== type && !(type === 'text/javascript' && got === 'application/javascript')) {
      findings.push(wrong(`${name} comes as "${got ?? ''}"`, `browsers take it as ${type ?? ''} only`));
    }
    findings.push(...caching(name, answer.headers.get('cache-control')));
    if (compressed && answer.headers.get('content-encoding') === undefined) {
      findings.push(
        better(`${name} is not compressed`, 'gzip or brotli make the first visit three times as fast'),
      );
    }
    return findings.length === 0 ? [fine(`${name}: type and caching`)] : findings;
  } catch (error) {
    return [wrong(`${name} does not come`, error instanceof Error ? error.message : String(error))];
  }
}

function caching(name: string, value = ''): readonly Finding[] {
  const wished = cacheControl(`/${name}`);
  if (value.replaceAll(' ', '') === wished.replaceAll(' ', '')) return [];
  const age = Number(/max-age=(\d+)/i.exec(value)?.[1] ?? (value === '' ? Infinity : 0));
  const isFresh = /no-cache|no-store/i.test(value) || age === 0;
  if (wished.includes('immutable')) {
    return [better(`${name} is cached by "${value}"`, `it never changes: Cache-Control: ${wished}`)];
  }
  return isFresh
    ? []
    : [wrong(`${name} is cached by "${value}"`, `updates would not arrive: Cache-Control: ${wished}`)];
}

/** A page in place of a missing script would be cached as that script. */
async function lookAtNothing(web: Web, page: URL): Promise<Finding> {
  const url = new URL('./assets/not-there.js', page);
  const missing = await web.get(url).catch(() => undefined);
  if (missing === undefined) return unseen('what comes for a missing file', 'no answer');
  return missing.status === 404
    ? fine('a missing file is answered with 404')
    : wrong(`a missing file is answered with ${missing.status}`, 'answer 404, never the page in its place');
}

async function lookAtConfig(web: Web, page: URL): Promise<Finding> {
  const answer = await web.get(new URL('./config.json', page)).catch(() => undefined);
  if (answer === undefined) return unseen('config.json', 'no answer');
  if (answer.status === 404) return fine('no config.json: every account of any server may sign in');
  try {
    const config: unknown = JSON.parse(answer.text);
    if (typeof config === 'object' && config !== null && !Array.isArray(config))
      return fine('config.json is read');
  } catch {
    // Told below, with whatever else is not an object.
  }
  return wrong('config.json is not a JSON object', 'it is ignored as it is; see the README for its keys');
}
