/** The stream session over any transport: one connection at a time, and what outlives it (counts, requests, settings). */
import type { Clock } from '#lib/clock.ts';
import { newId as randomId } from '#lib/id.ts';
import type { FullJid } from '#lib/jid.ts';
import type { Log } from '#lib/log.ts';
import { err, ok, type Result } from '#lib/result.ts';
import type { Xml } from '../codec/dom.ts';
import { ping } from '../xep/0199-ping.ts';
import { csiActive, csiInactive } from '../xep/0352-csi.ts';
import { BoundStream, StanzaTooLarge } from './bound-stream.ts';
import { Continuity } from './continuity.ts';
import { refused, type StreamFailure } from './failure.ts';
import { FeatureMemory } from './feature-memory.ts';
import { InboundLine, type StanzaHandler } from './inbound.ts';
import { Link } from './link.ts';
import { answerDeadlineMs } from './liveness.ts';
import type { LoginOutcome } from './login-context.ts';
import { Requests, type IqOutcome } from './request.ts';
import type {
  Bound,
  ConnectRequest,
  IqRequest,
  ResumeState,
  StreamEvents,
  StreamSession,
} from './session.ts';
import { SessionEvents } from './session-events.ts';
import { readSocketAddress } from './socket-address.ts';
import type { OpenTransport } from './transport.ts';

export interface SessionOptions {
  readonly open: OpenTransport;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId?: () => string;
}

/** Asked when nothing came in for so long; shorter once a connection was cut while silent (N06). */
const usualSilenceMs = 45_000;
const shortSilenceMs = 25_000;
/** How long features of a fresh stream are waited for, and commits before a goodbye. */
const featuresMs = 3000;
const goodbyeMs = 2000;

type Settle = (result: Result<Bound, StreamFailure>) => void;

export class ClientSession implements StreamSession {
  readonly #options: SessionOptions;
  readonly #newId: () => string;
  readonly #events = new SessionEvents();
  readonly #continuity = new Continuity();
  readonly #requests: Requests;
  readonly #features: FeatureMemory;
  #state: StreamSession['state'] = 'closed';
  #handler: StanzaHandler = () => Promise.resolve();
  #line: InboundLine;
  #link: Link | undefined;
  #stream: BoundStream | undefined;
  /** Settles the running `connect`. */
  #pending: Settle | undefined;
  /** Bound afresh, and `connect` has not said so yet: nobody could know what a resume of it would lack. */
  #isUnannounced = false;
  #jid: FullJid | undefined;
  #isActive = true;
  #silenceMs = usualSilenceMs;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#newId = options.newId ?? randomId;
    this.#requests = new Requests({ clock: options.clock, newId: this.#newId });
    this.#features = new FeatureMemory(options.clock);
    this.#line = this.#newLine();
  }

  get state(): StreamSession['state'] {
    return this.#state;
  }

  get resumeState(): ResumeState | undefined {
    return this.#continuity.sm.resumeState;
  }

  onStanza(handler: StanzaHandler): void {
    this.#handler = handler;
  }

  on<K extends keyof StreamEvents>(event: K, fn: (value: StreamEvents[K]) => void): () => void {
    return this.#events.on(event, fn);
  }

  connect(request: ConnectRequest): Promise<Result<Bound, StreamFailure>> {
    if (this.#state !== 'closed') return Promise.resolve(err(refused('busy')));
    this.#state = 'connecting';
    return new Promise((resolve) => {
      this.#pending = resolve;
      void this.#bringUp(request, resolve);
    });
  }

  send(stanza: Xml): number {
    if (!this.#stream) throw new Error('no stream is bound');
    return this.#stream.send(stanza);
  }

  iq(request: IqRequest): Promise<IqOutcome> {
    if (!this.#stream) return Promise.resolve(err({ kind: 'offline' }));
    const { stanza, id, outcome } = this.#requests.open(request);
    try {
      this.#stream.send(stanza);
    } catch (error) {
      if (!(error instanceof StanzaTooLarge)) throw error;
      this.#requests.fail(id, { kind: 'error', error: { type: 'modify', condition: 'policy-violation' } });
    }
    return outcome;
  }

  release(): void {
    if (this.#state === 'closed') this.#continuity.sm.release();
  }

  requestAck(): void {
    this.#stream?.ask();
  }

  probe(timeoutMs: number): Promise<boolean> {
    return this.#stream?.probe(timeoutMs) ?? Promise.resolve(false);
  }

  setActive(active: boolean): void {
    if (this.#isActive === active) return;
    this.#isActive = active;
    this.#tellActivity();
  }

  async close(how: 'bye' | 'drop'): Promise<void> {
    if (how === 'bye') await this.#sayGoodbye();
    else this.#link?.abandon();
    if (this.#state !== 'closed') this.#over(how === 'bye' ? { kind: 'bye' } : { kind: 'dropped' });
  }

  /** Everything is checked and every former stanza dealt with before a socket is opened. */
  async #bringUp(request: ConnectRequest, attempt: Settle): Promise<void> {
    const url = readSocketAddress(request.webSocket);
    // A commit still running would otherwise be both counted and replayed.
    const isDrained = await this.#line.idleWithin(this.#options.clock, answerDeadlineMs);
    if (this.#pending !== attempt) return;
    if (!url.ok) this.#over(url.error);
    else if (!isDrained) this.#over({ kind: 'storage' });
    else this.#openLink(url.value, request);
  }

  #openLink(url: string, request: ConnectRequest): void {
    this.#line = this.#newLine();
    const before = this.#continuity.sm.id;
    const resume = this.#continuity.resumable(request.resume);
    if (this.#continuity.sm.id !== before) this.#requests.endAll();
    const link: Link = new Link({
      ...{ url, request, newId: this.#newId, open: this.#options.open, clock: this.#options.clock },
      resume,
      isActive: this.#isActive,
      events: {
        loggedIn: (outcome) => {
          this.#onLoggedIn(link, outcome);
        },
        stanza: (el) => {
          this.#line.receive(el, this.#stream?.count(), this.#jid);
        },
        nonza: (el) => {
          this.#stream?.onNonza(el);
        },
        features: (el) => {
          this.#features.read(el);
        },
        dropped: (reason, isStanza) => {
          if (isStanza) this.#line.skip(this.#stream?.count());
          this.#events.emit('deadLetter', { reason });
        },
        over: (failure, isBroken) => {
          this.#onLinkOver(failure, isBroken);
        },
      },
    });
    this.#link = link;
  }

  #onLoggedIn(link: Link, { result, mechanism, scramKeys, features }: LoginOutcome): void {
    const standing = this.#continuity.standingAfter(result);
    if (!standing) {
      this.#onUnusable(link, { kind: 'dropped' }, true);
      return;
    }
    const { bound, resend, acked } = standing;
    this.#features.loggedIn(features, bound.resumed);
    if (!bound.resumed) this.#requests.endAll();
    if (acked !== undefined) this.#events.emit('acked', acked);
    this.#state = 'bound';
    this.#isUnannounced = !bound.resumed;
    this.#jid = bound.jid;
    this.#stream = this.#newStream(link);
    if (!this.#isActive) this.#tellActivity();
    if (bound.resumed) this.#stream.resend(resend);
    const sm = this.#continuity.sm.isCounting;
    this.#options.log.info(bound.resumed ? 'stream resumed' : 'stream bound', { mechanism, sm });

    const settle = (): void => {
      this.#isUnannounced = false;
      const keys = scramKeys ? { scramKeys } : {};
      this.#settle(ok({ ...bound, features: this.#features.known, mechanism, sm, ...keys }));
    };
    if (result.kind === 'bound' && result.awaitsFeatures) this.#features.await(featuresMs, settle);
    else settle();
  }

  #newStream(link: Link): BoundStream {
    return new BoundStream({
      ...{ link, sm: this.#continuity.sm, clock: this.#options.clock },
      silenceMs: Math.min(this.#silenceMs, (this.#features.known.idleSeconds ?? Infinity) * 500),
      maxBytes: () => this.#features.known.maxBytes,
      events: {
        acked: (upTo) => {
          this.#events.emit('acked', upTo);
        },
        unusable: (failure, desync) => {
          this.#onUnusable(link, failure, desync);
        },
        ping: async () => {
          const answer = await this.iq({ type: 'get', payload: ping.encode(true), timeoutMs: 60_000 });
          return this.#link === link && (answer.ok || answer.error.kind === 'error');
        },
      },
    });
  }

  #newLine(): InboundLine {
    return new InboundLine((el) => this.#handler(el), this.#requests, {
      handled: (number) => {
        if (this.#stream) this.#stream.onCommitted(number);
        else this.#continuity.sm.committed(number);
      },
      storageBroken: () => {
        if (this.#link) this.#onUnusable(this.#link, { kind: 'storage' }, false);
      },
      deadLetter: (reason) => {
        this.#events.emit('deadLetter', { reason });
      },
    });
  }

  #tellActivity(): void {
    if (!this.#stream || !this.#features.known.csi) return;
    this.#link?.send(this.#isActive ? csiActive.encode(true) : csiInactive.encode(true));
  }

  #onLinkOver(failure: StreamFailure, isBroken: boolean): void {
    if (isBroken && this.#stream) this.#continuity.noteBroken();
    // Silence did this: whatever stands between is less patient than we were.
    if (failure.kind === 'dropped' && (this.#stream?.silentForMs ?? 0) > shortSilenceMs)
      this.#silenceMs = shortSilenceMs;
    this.#over(failure);
  }

  #onUnusable(link: Link, failure: StreamFailure, desync: boolean): void {
    if (this.#link !== link) return;
    if (desync) {
      this.#options.log.warn('stream management out of step');
      this.#continuity.forget();
      link.end();
    } else link.abandon();
    this.#over(failure);
  }

  async #sayGoodbye(): Promise<void> {
    const link = this.#link;
    if (this.#stream) await this.#line.idleWithin(this.#options.clock, goodbyeMs);
    if (link && this.#link === link) {
      this.#stream?.tellCommitted();
      link.end();
    }
    this.#continuity.forget();
  }

  #over(why: StreamEvents['closed']): void {
    if (this.#isUnannounced) this.#continuity.forget();
    this.#isUnannounced = false;
    this.#stream?.stop();
    this.#stream = undefined;
    this.#link = undefined;
    this.#features.stopWaiting();
    this.#state = 'closed';
    if (!this.resumeState) this.#requests.endAll();
    if (this.#pending) this.#settle(err(why.kind === 'bye' ? { kind: 'dropped' } : why));
    else this.#events.emit('closed', why);
  }

  #settle(result: Result<Bound, StreamFailure>): void {
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.(result);
  }
}
