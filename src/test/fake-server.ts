/** A scripted server for engine tests: an account with archive, roster and block list, and streams that can be cut and resumed. */
import { fullJid, type BareJid, type FullJid } from '#lib/jid.ts';
import { err, ok, type Result } from '#lib/result.ts';
import { xml, type Xml } from '#xmpp/codec/dom.ts';
import type { StreamFailure } from '#xmpp/stream/failure.ts';
import type { Bound, ConnectRequest, StreamFeatures } from '#xmpp/stream/session.ts';
import { answerIq } from './fake-server/answers.ts';
import {
  readXml,
  type Archived,
  type Arriving,
  type FakeRosterItem,
  type IqAnswer,
  type Offers,
  type ServerData,
  type ServerEnd,
  type ServerSession,
} from './fake-server/state.ts';
import { FakeStream } from './fake-server/stream.ts';

export { FakeStream } from './fake-server/stream.ts';

const features: StreamFeatures = { rosterVersioning: true, subscriptionPreApproval: false, csi: true };

export class FakeServer implements ServerEnd, ServerData {
  readonly account: BareJid;
  readonly offers: Offers = {
    sm: true,
    archive: true,
    carbons: true,
    blocking: true,
    stanzaIds: true,
    edges: false,
    pageLimit: 100,
  };
  readonly archive: Archived[] = [];
  readonly roster: FakeRosterItem[] = [];
  rosterVersion = '1';
  readonly blocked: string[] = [];
  /** Everything clients sent and the server took, in order. */
  readonly received: Xml[] = [];
  /** Logins that are to fail, in order. */
  readonly refusals: StreamFailure[] = [];
  /** Answers that take precedence over the server's own; undefined falls through. */
  readonly overrides: ((iq: Xml, payload: Xml) => IqAnswer | undefined)[] = [];
  readonly requests: ConnectRequest[] = [];
  /** Tell the count at a refused resume. */
  tellsCount = true;
  /** Everything sent is lost on its way. */
  swallows = false;
  readonly now: () => number;
  #stanzaNumber = 0;
  #sessionNumber = 0;
  session: ServerSession | undefined;

  constructor(account: BareJid, now: () => number) {
    this.account = account;
    this.now = now;
  }

  openStream(): FakeStream {
    return new FakeStream(this);
  }

  login(stream: Arriving, request: ConnectRequest): Result<Bound, StreamFailure> {
    this.requests.push(request);
    const refusal = this.refusals.shift();
    if (refusal) return err(refusal);
    const old = this.session;
    if (old && old.id === request.resume?.id) {
      old.stream = stream;
      return ok(this.#bound(old.jid, true));
    }
    const previous = request.resume && old && this.tellsCount ? { previous: { h: old.received } } : {};
    this.#sessionNumber += 1;
    const jid = fullJid(this.account, `kith~${this.#sessionNumber}`);
    this.session = { id: `sm-${this.#sessionNumber}`, jid, received: 0, toClient: [], stream };
    return ok({ ...this.#bound(jid, false), ...previous });
  }

  /** The server forgets the session: the next resume is refused. */
  expireSession(): void {
    if (this.session) this.session.id = 'expired';
  }

  /** A client's stanza arrives. The answer is for IQs. */
  take(stanza: Xml): IqAnswer | undefined {
    if (this.swallows) return 'silence';
    this.received.push(stanza);
    if (this.session) this.session.received += 1;
    if (stanza.name === 'message') this.#archiveOwn(stanza);
    return stanza.name === 'iq' ? answerIq(this, stanza) : undefined;
  }

  /** Delivers a stanza to the client; resolves once the client has handled it. */
  async deliver(stanza: Xml | string): Promise<void> {
    const el = typeof stanza === 'string' ? readXml(stanza) : stanza;
    this.session?.toClient.push(el);
    await this.session?.stream?.arrive(el);
  }

  /** Puts a message into the archive. Returns its archive id. */
  store(stanza: Xml | string, at = this.now()): string {
    this.#stanzaNumber += 1;
    const id = `a${this.#stanzaNumber}`;
    this.archive.push({ id, stanza: typeof stanza === 'string' ? readXml(stanza) : stanza, at });
    return id;
  }

  /** Archives a message from another account and delivers it live with its stanza-id. Returns its archive id. */
  async say(from: string, body: string, options: { id?: string; extra?: string } = {}): Promise<string> {
    const { id = `m${this.#stanzaNumber + 1}`, extra = '' } = options;
    const text = `<message xmlns="jabber:client" type="chat" from="${from}" to="${this.account}" id="${id}"><body>${body}</body>${extra}`;
    const archiveId = this.store(`${text}</message>`);
    const announced = this.offers.stanzaIds
      ? `<stanza-id xmlns="urn:xmpp:sid:0" by="${this.account}" id="${archiveId}"/>`
      : '';
    await this.deliver(`${text}${announced}</message>`);
    return archiveId;
  }

  /** What the client sent of one kind. */
  sent(name: 'message' | 'presence' | 'iq'): Xml[] {
    return this.received.filter((stanza) => stanza.name === name);
  }

  #archiveOwn(stanza: Xml): void {
    const isStored = stanza.children().some((one) => one.name === 'body' || one.name === 'store');
    if (!this.offers.archive || !isStored) return;
    const from = this.session?.jid ?? this.account;
    const attributes = { from, to: stanza.attr('to'), id: stanza.attr('id'), type: stanza.attr('type') };
    this.store(xml('message', stanza.ns, attributes, ...(stanza.children() as Xml[])));
  }

  #bound(jid: FullJid, resumed: boolean): Bound {
    const { sm, maxBytes } = this.offers;
    const offered = { ...features, ...(maxBytes === undefined ? {} : { maxBytes }) };
    const bound = { jid, resumed, features: offered, mechanism: 'SCRAM-SHA-256', sm, carbonsEnabled: false };
    return resumed || !this.offers.edges ? bound : { ...bound, archiveEdge: this.#edge() };
  }

  #edge(): NonNullable<Bound['archiveEdge']> {
    const [start] = this.archive;
    const end = this.archive.at(-1);
    return start && end ? { start: start.id, end: end.id } : {};
  }
}
