/** The whole examination: page, discovery, WebSocket and account of one deployment, in this order. */
import { lookAtAccount } from './account.ts';
import { better, type Chapter, type Finding, unseen } from './finding.ts';
import { lookAtHostMeta } from './host-meta.ts';
import { lookAtPage } from './page.ts';
import { mayConnect } from './policy.ts';
import { lookAtSocket } from './socket.ts';
import type { Web } from './web.ts';

export interface Patient {
  /** Of the page. */
  readonly url: URL;
  /** `user@domain`, or the domain alone. */
  readonly address: string;
  /** Undefined: the account is not looked at. */
  readonly password: string | undefined;
}

/** Never rejects: what fails is a finding. */
export async function examine(web: Web, { url, address, password }: Patient): Promise<readonly Chapter[]> {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  const page = await lookAtPage(web, url);
  const configured = await configuredSocket(web, page.url, domain);
  const meta = await lookAtHostMeta(web, domain, page.url, page.policy, configured !== undefined);
  const socket = configured ?? meta.sockets[0] ?? new URL(`wss://${domain}/xmpp-websocket`);
  const stream = await lookAtSocket(web, socket, domain, page.url);
  const reach: readonly Finding[] = page.policy
    ? [mayConnect(page.policy, page.url, socket, 'the connection itself')]
    : [];
  return [
    { title: `The page ${url.href}`, findings: page.findings },
    { title: `How ${domain} is found`, findings: [...fromConfig(configured), ...meta.findings] },
    { title: 'The WebSocket', findings: [...stream.findings, ...reach] },
    { title: `The account ${address}`, findings: await account() },
  ];

  async function account(): Promise<readonly Finding[]> {
    const what = 'archive, push, other devices, blocking';
    if (!address.includes('@')) return [unseen(what, 'give the address of an account: user@domain')];
    if (!stream.works) return [unseen(what, 'they are asked for over the WebSocket')];
    if (password === undefined)
      return [unseen(what, 'needs the password: type it when asked, or set KITH_PASSWORD')];
    return lookAtAccount(web, socket, { address, domain, password }, page.url.origin);
  }
}

const fromConfig = (socket: URL | undefined): readonly Finding[] =>
  socket === undefined
    ? []
    : [better(`config.json names ${socket.href}`, 'enough for Kith; other clients look for host-meta')];

async function configuredSocket(web: Web, page: URL, domain: string): Promise<URL | undefined> {
  const answer = await web.get(new URL('./config.json', page)).catch(() => undefined);
  if (answer?.status !== 200) return undefined;
  let config: unknown;
  try {
    config = JSON.parse(answer.text);
  } catch {
    // The page's findings tell it.
    return undefined;
  }
  const { domain: own, webSocket } = (config ?? {}) as { domain?: unknown; webSocket?: unknown };
  const isOwn = typeof own === 'string' && own.toLowerCase() === domain;
  return isOwn && typeof webSocket === 'string' && /^wss?:/.test(webSocket) && URL.canParse(webSocket)
    ? new URL(webSocket)
    : undefined;
}
