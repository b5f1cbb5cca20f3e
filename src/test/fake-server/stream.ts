/** A stream to the fake server with the manners of the real one: counts, holds, resumes, settles answers in order. */
import { Emitter } from '#lib/emitter.ts';
import type { Jid } from '#lib/jid.ts';
import { err, ok, type Result } from '#lib/result.ts';
import { serialize, xml, type Xml, type XmlElement } from '#xmpp/codec/dom.ts';
import { StanzaTooLarge } from '#xmpp/stream/bound-stream.ts';
import type { StreamFailure } from '#xmpp/stream/failure.ts';
import type {
  Bound,
  ConnectRequest,
  IqFailure,
  IqRequest,
  ResumeState,
  StreamEvents,
  StreamSession,
} from '#xmpp/stream/session.ts';
import { harmful, type Arriving, type IqAnswer, type ServerEnd } from './state.ts';

interface OpenIq {
  readonly to: Jid | undefined;
  readonly settle: (result: Result<XmlElement | undefined, IqFailure>) => void;
}

export class FakeStream implements StreamSession, Arriving {
  state: 'closed' | 'connecting' | 'bound' = 'closed';
  /** What the client told by XEP-0352, last. */
  active: boolean | undefined;
  /** Whether `probe` finds the server answering. */
  answersProbe = true;
  /** The server answers when asked, and it is asked after every stanza. */
  acknowledges = true;
  /** Characters of the largest stanza that goes out. */
  largest = Infinity;
  readonly #server: ServerEnd;
  readonly #events = new Emitter<StreamEvents>();
  #handler: (el: XmlElement) => Promise<void> = () => Promise.resolve();
  #handled: Promise<void> = Promise.resolve();
  #held: { readonly n: number; readonly stanza: Xml; readonly open?: OpenIq }[] = [];
  #open: OpenIq[] = [];
  #resume: ResumeState | undefined;
  #isGone = false;
  #isReleased = false;
  /** The unreadable frame that ended the connection. */
  #broken: XmlElement | undefined;
  #counts = { sent: 0, acked: 0, h: 0 };

  constructor(server: ServerEnd) {
    this.#server = server;
  }

  get resumeState(): ResumeState | undefined {
    return this.#resume && { ...this.#resume, ...this.#counts };
  }

  async connect(request: ConnectRequest): Promise<Result<Bound, StreamFailure>> {
    this.state = 'connecting';
    // What arrived before the cut is dealt with first, or it would be counted and replayed.
    await this.#handled.catch(() => undefined);
    if (this.#isGone) return new Promise(() => undefined);
    const login = this.#server.login(this, request);
    if (!login.ok) {
      this.state = 'closed';
      return login;
    }
    this.state = 'bound';
    this.#handled = Promise.resolve();
    if (!login.value.resumed) {
      this.#bindFresh(login.value, request.resume);
      return login;
    }
    return ok({ ...login.value, ...this.#resumed(request.resume) });
  }

  send(stanza: Xml): number {
    if (this.state !== 'bound') throw new Error('not bound');
    if (serialize(stanza).length > this.largest) throw new StanzaTooLarge('too large');
    const n = this.#count(stanza);
    this.#hand(stanza, undefined);
    this.requestAck();
    return n;
  }

  iq(request: IqRequest): Promise<Result<XmlElement | undefined, IqFailure>> {
    if (this.state !== 'bound') return Promise.resolve(err({ kind: 'offline' }));
    return new Promise((settle) => {
      const open: OpenIq = { to: request.to, settle };
      this.#open.push(open);
      const stanza = xml(
        'iq',
        'jabber:client',
        { id: 'q', type: request.type, to: request.to },
        request.payload,
      );
      this.#count(stanza, open);
      this.#hand(stanza, open);
    });
  }

  onStanza(handler: (el: XmlElement) => Promise<void>): void {
    this.#handler = handler;
  }

  on<K extends keyof StreamEvents>(event: K, fn: (value: StreamEvents[K]) => void): () => void {
    return this.#events.on(event, fn);
  }

  release(): void {
    this.#held = [];
    this.#isReleased = true;
  }

  requestAck(): void {
    if (this.acknowledges) queueMicrotask(() => this.acknowledge());
  }

  probe(): Promise<boolean> {
    return Promise.resolve(this.state === 'bound' && this.answersProbe);
  }

  setActive(active: boolean): void {
    this.active = active;
  }

  close(how: 'bye' | 'drop'): Promise<void> {
    if (this.state !== 'bound') return Promise.resolve();
    if (how === 'bye') {
      this.#resume = undefined;
      this.#server.session = undefined;
      this.#fail({ kind: 'gone' });
    }
    this.#end(how === 'bye' ? { kind: 'bye' } : { kind: 'dropped' });
    return Promise.resolve();
  }

  // The test's side.

  /** The server acknowledges all it took. */
  acknowledge(): void {
    const upTo = this.#server.session?.received;
    if (this.state === 'bound' && upTo !== undefined) this.#acknowledged(upTo);
  }

  /** The connection breaks. */
  cut(failure: StreamFailure = { kind: 'dropped' }): void {
    this.#end(failure);
  }

  /** A stanza is refused before anyone sees it. */
  refuse(reason: string): void {
    this.#events.emit('deadLetter', { reason });
  }

  /** Whatever is not answered has been waited for long enough. */
  runOut(): void {
    this.#fail({ kind: 'timeout' });
  }

  /** The page is gone: nothing is told to anyone, and nothing goes out any more. */
  vanish(): void {
    this.#isGone = true;
    this.state = 'closed';
    if (this.#server.session?.stream === this) this.#server.session.stream = undefined;
  }

  async arrive(el: XmlElement): Promise<void> {
    if (this.state !== 'bound') return;
    const harm = harmful.get(el);
    if (harm === 'broken') {
      this.#breakOver(el);
      return;
    }
    if (harm === 'dropped') this.#events.emit('deadLetter', { reason: 'too-deep' });
    const mine = harm === 'dropped' ? Promise.resolve() : this.#handler(el);
    this.#handled = Promise.all([this.#handled, mine]).then(() => {
      this.#counts.h += 1;
    });
    try {
      await this.#handled;
    } catch {
      // Storage is broken: nothing from here on is acknowledged.
      this.#end({ kind: 'storage' });
    }
  }

  /** The first time a resume may bring it intact; the second time the session is given up. */
  #breakOver(el: XmlElement): void {
    this.#events.emit('deadLetter', { reason: 'broken-frame' });
    if (this.#broken === el) {
      this.#resume = undefined;
      if (this.#server.session) this.#server.session.id = 'expired';
    }
    this.#broken = el;
    this.#end({ kind: 'dropped' });
  }

  #bindFresh(bound: Bound, asked: ResumeState | undefined): void {
    if (bound.previous && asked?.id === this.#resume?.id) this.#acknowledged(bound.previous.h);
    this.#counts = { sent: 0, acked: 0, h: 0 };
    this.#held = [];
    this.#broken = undefined;
    this.#fail({ kind: 'gone' });
    const { session, offers } = this.#server;
    this.#resume =
      offers.sm && session ? { id: session.id, max: 300, jid: session.jid, ...this.#counts } : undefined;
  }

  #resumed(asked: ResumeState | undefined): { readonly lostAbove?: number } {
    const session = this.#server.session;
    if (!session || !asked) return {};
    const isOwn = this.#resume?.id === asked.id;
    const holds = isOwn && !this.#isReleased;
    this.#isReleased = false;
    if (!isOwn) {
      this.#resume = asked;
      this.#counts = { sent: asked.sent, acked: asked.acked, h: asked.h };
    }
    const { received } = session;
    this.#acknowledged(received);
    if (!holds) this.#counts.sent = received;
    else for (const { stanza, open } of [...this.#held]) this.#hand(stanza, open);
    this.requestAck();
    for (const el of session.toClient.slice(this.#counts.h)) void this.arrive(el);
    return holds ? {} : { lostAbove: received };
  }

  #count(stanza: Xml, open?: OpenIq): number {
    const n = ++this.#counts.sent;
    this.#held.push({ n, stanza, ...(open ? { open } : {}) });
    return n;
  }

  /** The server takes a stanza; what it answers to an IQ settles that one. */
  #hand(stanza: Xml, open: OpenIq | undefined): void {
    const answer = this.#server.take(stanza);
    if (open && answer !== undefined && answer !== 'silence') void this.#settle(open, answer);
  }

  #acknowledged(upTo: number): void {
    this.#held = this.#held.filter(({ n }) => n > upTo);
    this.#counts.acked = upTo;
    this.#events.emit('acked', upTo);
  }

  async #settle(open: OpenIq, answer: Exclude<IqAnswer, 'silence'>): Promise<void> {
    await Promise.resolve();
    // What comes behind an unreadable frame is never read.
    if (this.#broken) return;
    // An answer is itself a counted stanza, handled once all before it are.
    this.#server.session?.toClient.push(xml('iq', 'jabber:client', { type: 'result', id: 'q' }));
    this.#handled = this.#handled.then(() => {
      this.#counts.h += 1;
    });
    try {
      await this.#handled;
    } catch {
      return;
    }
    if (!this.#open.includes(open)) return;
    this.#open = this.#open.filter((other) => other !== open);
    open.settle('result' in answer ? ok(answer.result) : err(errorOf(answer.error)));
  }

  #fail(failure: IqFailure): void {
    const open = this.#open;
    this.#open = [];
    for (const { settle } of open) settle(err(failure));
  }

  #end(why: StreamEvents['closed']): void {
    if (this.state !== 'bound') return;
    this.state = 'closed';
    if (this.#server.session?.stream === this) this.#server.session.stream = undefined;
    if (!this.#resume) this.#fail({ kind: 'gone' });
    this.#events.emit('closed', why);
  }
}

const errorOf = (condition: string): IqFailure => ({
  kind: 'error',
  error: { type: 'cancel', condition: condition as 'item-not-found' },
});
