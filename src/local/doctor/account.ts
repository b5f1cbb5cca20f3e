/** Signs in to the account and asks what Kith needs of its server: archive, push, other devices, blocking. */
import { client, type Client, xml, type XmlNode } from '@xmpp/client';
import type WebSocket from 'ws';
import { better, fine, type Finding, wrong } from './finding.ts';
import type { Web } from './web.ts';

const discoInfo = 'http://jabber.org/protocol/disco#info';
/** Milliseconds. */
const patience = 15_000;

export interface Account {
  readonly address: string;
  readonly domain: string;
  readonly password: string;
}

interface Wish {
  readonly feature: string;
  readonly name: string;
  readonly lacking: (name: string) => Finding;
}

/** Asked of the account, and of its server where the account does not tell. */
const wishes: readonly Wish[] = [
  {
    feature: 'urn:xmpp:mam:2',
    name: 'message archive (XEP-0313)',
    lacking: (name) =>
      wrong(`no ${name}`, 'what was said elsewhere or earlier does not come; Prosody, ejabberd: mod_mam'),
  },
  {
    feature: 'urn:xmpp:push:0',
    name: 'push (XEP-0357)',
    lacking: (name) =>
      better(`no ${name}`, 'no alerts while Kith is closed; Prosody: mod_cloud_notify, ejabberd: mod_push'),
  },
  {
    feature: 'urn:xmpp:carbons:2',
    name: 'carbons (XEP-0280)',
    lacking: (name) => wrong(`no ${name}`, 'a person’s other devices fall out of step; mod_carbons'),
  },
  {
    feature: 'urn:xmpp:blocking',
    name: 'blocking (XEP-0191)',
    lacking: (name) =>
      better(`no ${name}`, 'Kith offers no “Block”; Prosody: mod_blocklist, ejabberd: mod_blocking'),
  },
];

/** Never rejects. `origin`: of the page, told to the server as a browser would. */
export async function lookAtAccount(
  web: Web,
  socket: URL,
  { address, domain, password }: Account,
  origin: string,
): Promise<readonly Finding[]> {
  // @xmpp/client takes the global one; this one goes where, and says what, the page's would.
  Object.assign(globalThis, {
    WebSocket: function Dialled(url: string): WebSocket {
      return web.socket(new URL(url), origin);
    },
  });
  const username = address.slice(0, address.lastIndexOf('@'));
  const session = client({ service: socket.href, domain, username, password, resource: 'kith-doctor' });
  session.reconnect.stop();
  let streamFeatures: XmlNode | undefined;
  session.prependListener('element', (element) => {
    if (!element.is('features', 'http://etherx.jabber.org/streams')) return;
    streamFeatures = element;
    // Not to be resumed, and nothing else of this session is counted.
    element.remove('sm', 'urn:xmpp:sm:3');
  });
  session.on('error', () => undefined);
  try {
    await inTime(session.start());
    return [fine(`${address} signs in`), ...(await abilities())];
  } catch (error) {
    return [wrong(`${address} cannot sign in`, why(error))];
  } finally {
    // The server may have ended it by now, which is no finding.
    await inTime(session.stop()).catch(() => undefined);
  }

  async function abilities(): Promise<readonly Finding[]> {
    try {
      const features = await offered(session, domain, session.jid.bare().toString());
      return [
        ...wishes.map(({ feature, name, lacking }) => (features.has(feature) ? fine(name) : lacking(name))),
        streamFeatures?.getChild('ver', 'urn:xmpp:features:rosterver')
          ? fine('roster versioning')
          : better('no roster versioning', 'all contacts are sent at each start'),
      ];
    } catch (error) {
      return [wrong('the server does not say what it can do', why(error))];
    }
  }
}

async function offered(session: Client, domain: string, own: string): Promise<ReadonlySet<string>> {
  const ask = async (to: string): Promise<readonly string[]> => {
    const query = xml('iq', { type: 'get', to }, xml('query', { xmlns: discoInfo }));
    const answer = await session.iqCaller.request(query, patience);
    const info = answer.getChild('query', discoInfo);
    return info?.getChildren('feature').flatMap(({ attrs }) => attrs['var'] ?? []) ?? [];
  };
  return new Set((await Promise.all([ask(own), ask(domain)])).flat());
}

async function inTime<T>(task: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('no answer in time'));
    }, patience);
  });
  try {
    return await Promise.race([task, late]);
  } finally {
    clearTimeout(timer);
  }
}

function why(error: unknown): string {
  const condition = error instanceof Error && 'condition' in error ? String(error.condition) : '';
  if (condition === 'not-authorized') return 'the server does not take this address and password';
  return condition || (error instanceof Error ? error.message : String(error));
}
