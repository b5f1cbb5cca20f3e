/** An independent client (@xmpp/client, not our code) that plays the other person, or one's own other device. */
import { randomUUID } from 'node:crypto';
import { type Client, type XmlNode, client, xml } from '@xmpp/client';
import WebSocket from 'ws';
import { ns } from './namespaces.ts';

export { type XmlNode, xml } from '@xmpp/client';

/** The account a peer signs in to. */
export interface PeerAccount {
  readonly jid: string;
  readonly user: string;
  readonly domain: string;
  readonly password: string;
}

export interface PeerOptions {
  readonly resource?: string;
  /** Answers wishes for receipts; on unless told. */
  readonly receipts?: boolean;
  readonly carbons?: boolean;
  /** Sends initial presence; on unless told. */
  readonly presence?: boolean;
}

export class Peer {
  readonly stanzas: XmlNode[] = [];
  readonly account: PeerAccount;
  readonly #client: Client;
  readonly #options: PeerOptions;
  readonly #waiting = new Set<(stanza: XmlNode) => void>();

  private constructor(account: PeerAccount, webSocket: string, options: PeerOptions) {
    this.account = account;
    this.#options = options;
    // @xmpp/client takes the global one, which Node 20 does not have.
    Object.assign(globalThis, { WebSocket });
    this.#client = client({
      service: webSocket,
      domain: account.domain,
      username: account.user,
      password: account.password,
      ...(options.resource === undefined ? {} : { resource: options.resource }),
    });
    this.#client.reconnect.stop();
    // Without Bind 2 it miscounts what comes right after <enabled/>, over which servers end the stream.
    this.#client.prependListener('element', (element) => {
      if (element.is('features', ns.streams)) element.remove('sm', ns.streamManagement);
    });
    this.#client.on('error', () => undefined);
    this.#client.on('stanza', (stanza) => {
      this.#take(stanza);
    });
    this.#client.iqCallee.get(ns.discoInfo, 'query', () =>
      xml(
        'query',
        { xmlns: ns.discoInfo },
        xml('identity', { category: 'client', type: 'bot', name: 'Peer' }),
        ...[ns.discoInfo, ns.receipts, ns.markers, ns.chatStates, ns.ping].map((v) =>
          xml('feature', { var: v }),
        ),
      ),
    );
  }

  /** Signs in; resolves when the server has echoed the initial presence, so that nothing is stored offline. */
  static async connect(account: PeerAccount, webSocket: string, options: PeerOptions = {}): Promise<Peer> {
    const peer = new Peer(account, webSocket, options);
    await peer.#client.start();
    if (options.carbons === true) await peer.iq('set', xml('enable', { xmlns: ns.carbons }));
    // RFC 6121 §2.1.3: only who asked for the roster is told of its changes.
    await peer.roster();
    if (options.presence !== false) await peer.setPresence();
    return peer;
  }

  get jid(): string {
    return this.#client.jid.toString();
  }

  async stop(): Promise<void> {
    await this.#client.stop();
  }

  async setPresence(show?: 'away' | 'xa' | 'dnd' | 'chat', status?: string): Promise<void> {
    const from = this.stanzas.length;
    await this.raw(
      xml(
        'presence',
        {},
        show && xml('show', {}, show),
        status === undefined ? undefined : xml('status', {}, status),
      ),
    );
    await this.wait((s) => s.is('presence') && s.attrs['from'] === this.jid, { from });
  }

  /** Resolves once the server has ended the connection. */
  ended(): Promise<void> {
    return new Promise((resolve) => {
      this.#client.on('disconnect', resolve);
    });
  }

  raw(stanza: XmlNode): Promise<void> {
    return this.#client.send(stanza);
  }

  /** Sends a chat message, with the wish for a receipt and markable unless `plain`; gives its id. */
  async send(to: string, body: string, ...extras: XmlNode[]): Promise<string> {
    const id = randomUUID();
    const wishes = [
      xml('request', { xmlns: ns.receipts }),
      xml('markable', { xmlns: ns.markers }),
      xml('origin-id', { xmlns: ns.stanzaIds, id }),
      xml('active', { xmlns: ns.chatStates }),
    ];
    await this.raw(xml('message', { type: 'chat', to, id }, xml('body', {}, body), ...wishes, ...extras));
    return id;
  }

  async sendMany(to: string, bodies: readonly string[]): Promise<void> {
    for (const body of bodies) await this.send(to, body);
  }

  typing(to: string, state: 'active' | 'composing' | 'paused' | 'inactive' | 'gone'): Promise<void> {
    return this.raw(xml('message', { type: 'chat', to }, xml(state, { xmlns: ns.chatStates })));
  }

  displayed(to: string, id: string): Promise<void> {
    return this.raw(
      xml('message', { type: 'chat', to, id: randomUUID() }, xml('displayed', { xmlns: ns.markers, id })),
    );
  }

  /** First stanza that fits, among those already here from index `from` on, or yet to come. */
  wait(
    fits: (stanza: XmlNode) => boolean,
    { timeout = 10_000, from = 0, what = 'stanza' }: { timeout?: number; from?: number; what?: string } = {},
  ): Promise<XmlNode> {
    const known = this.stanzas.slice(from).find(fits);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const look = (stanza: XmlNode): void => {
        if (!fits(stanza)) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(stanza);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        const seen = this.stanzas.slice(-5).map(String).join('\n');
        reject(new Error(`no ${what} at ${this.account.jid} within ${timeout} ms; last:\n${seen}`));
      }, timeout);
      this.#waiting.add(look);
    });
  }

  waitForBody(body: string): Promise<XmlNode> {
    return this.wait((s) => s.is('message') && s.getChildText('body') === body, {
      what: `message "${body}"`,
    });
  }

  waitForReceipt(id: string): Promise<XmlNode> {
    return this.wait((s) => s.getChild('received', ns.receipts)?.attrs['id'] === id, { what: 'receipt' });
  }

  waitForDisplayed(id: string): Promise<XmlNode> {
    return this.wait((s) => s.getChild('displayed', ns.markers)?.attrs['id'] === id, {
      what: 'displayed marker',
    });
  }

  /** Asserts by the order of the stream: what was sent to us before the server answers a ping has arrived. */
  async settle(): Promise<void> {
    await this.iq('get', xml('ping', { xmlns: ns.ping }), this.account.domain);
  }

  iq(type: 'get' | 'set', payload: XmlNode, to?: string): Promise<XmlNode> {
    return this.#client.iqCaller.request(
      xml('iq', { type, ...(to === undefined ? {} : { to }) }, payload),
      15_000,
    );
  }

  async roster(): Promise<XmlNode[]> {
    const result = await this.iq('get', xml('query', { xmlns: ns.roster }));
    return result.getChild('query', ns.roster)?.getChildren('item') ?? [];
  }

  async subscription(
    type: 'subscribe' | 'subscribed' | 'unsubscribe' | 'unsubscribed',
    to: string,
  ): Promise<void> {
    await this.raw(xml('presence', { type, to }));
  }

  async block(jid: string, how: 'block' | 'unblock' = 'block'): Promise<void> {
    await this.iq('set', xml(how, { xmlns: ns.blocking }, xml('item', { jid })));
  }

  /** Ids and bodies of this account's archive with `other`, oldest first. */
  async archive(
    other: string,
  ): Promise<{ archiveId: string; id: string | undefined; body: string | null }[]> {
    const queryid = randomUUID();
    const field = (name: string, value: string, type?: string): XmlNode =>
      xml('field', { var: name, type }, xml('value', {}, value));
    const form = xml(
      'x',
      { xmlns: ns.forms, type: 'submit' },
      field('FORM_TYPE', ns.mam, 'hidden'),
      field('with', other),
    );
    const page = xml('set', { xmlns: ns.rsm }, xml('max', {}, '250'));
    await this.iq('set', xml('query', { xmlns: ns.mam, queryid }, form, page));
    return this.stanzas.flatMap((stanza) => {
      const result = stanza.getChild('result', ns.mam);
      if (result?.attrs['queryid'] !== queryid) return [];
      const message = result.getChild('forwarded', ns.forward)?.getChild('message');
      const archiveId = result.attrs['id'] ?? '';
      return [{ archiveId, id: message?.attrs['id'], body: message?.getChildText('body') ?? null }];
    });
  }

  /** The texts of the archive with `other`, oldest first; receipts and markers are archived too and left out. */
  async bodies(other: string): Promise<string[]> {
    return (await this.archive(other)).flatMap(({ body }) => (body === null ? [] : [body]));
  }

  #take(stanza: XmlNode): void {
    this.stanzas.push(stanza);
    for (const look of [...this.#waiting]) look(stanza);
    const { from, id } = stanza.attrs;
    const wished = stanza.is('message') && stanza.getChild('request', ns.receipts) !== undefined;
    if (!wished || this.#options.receipts === false || from === undefined || id === undefined) return;
    void this.raw(
      xml(
        'message',
        { type: 'chat', to: from, id: randomUUID() },
        xml('received', { xmlns: ns.receipts, id }),
      ),
    );
  }
}
