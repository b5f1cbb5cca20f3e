/** The stream session over any transport: one connection at a time, and what outlives it (counts, requests, settings). */
import type { Clock } from '#lib/clock.ts';
import { Emitter } from '#lib/emitter.ts';
import { newId as randomId } from '#lib/id.ts';
import { domainOf, type FullJid } from '#lib/jid.ts';
import type { Log } from '#lib/log.ts';
import { err, ok, type Result } from '#lib/result.ts';
import type { Xml, XmlElement } from '../codec/dom.ts';
import { ping } from '../xep/0199-ping.ts';
import { csiActive, csiInactive } from '../xep/0352-csi.ts';
import { Alarm } from './alarm.ts';
import { BoundStream, StanzaTooLarge } from './bound-stream.ts';
import { Continuity } from './continuity.ts';
import { refused, type StreamFailure } from './failure.ts';
import { noFeatures, readFeatures } from './features.ts';
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
  StreamFeatures,
  StreamSession,
} from './session.ts';
import { usableSocket } from './socket-address.ts';
import type { OpenTransport } from './transport.ts';

export interface SessionOptions {
  readonly open: OpenTransport;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId?: () => string;
}

/** Asked when nothing came in for so long; shorter once a connection was cut while silent (reliability.md, N06). */
const usualSilenceMs = 45_000;
const shortSilenceMs = 25_000;
/** How long features of a fresh stream are waited for, and commits before a goodbye. */
const featuresMs = 3000;
const goodbyeMs = 2000;

type Settle = (result: Result<Bound, StreamFailure>) => void;

export class ClientSession implements StreamSession {
  readonly #options: SessionOptions;
  readonly #newId: () => string;
  readonly #emitter = new Emitter<StreamEvents>();
  readonly #continuity = new Continuity();
  readonly #requests: Requests;
  #state: StreamSession['state'] = 'closed';
  #handler: StanzaHandler = () => Promise.resolve();
  #line: InboundLine;
  #link: Link | undefined;
  #stream: BoundStream | undefined;
  /** Settles the running `connect`. */
  #pending: Settle | undefined;
  #awaitsFeatures: (() => void) | undefined;
  #features: StreamFeatures = noFeatures;
  #jid: FullJid | undefined;
  #isActive = true;
  #silenceMs = usualSilenceMs;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#newId = options.newId ?? randomId;
    this.#requests = new Requests({ clock: options.clock, newId: this.#newId });
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
    return this.#emitter.on(event, fn);
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
    const url = usableSocket(request.webSocket);
    if (url === undefined) this.#over({ kind: 'insecure-websocket', url: request.webSocket });
    else if (!hasWebCrypto()) this.#over({ kind: 'insecure-context' });
    else {
      // A commit still running would otherwise be both counted and replayed.
      const isDrained = await this.#isDrained(answerDeadlineMs);
      if (this.#pending !== attempt) return;
      if (isDrained) this.#openLink(url, request);
      else this.#over({ kind: 'storage' });
    }
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
          this.#onFeatures(el);
        },
        dropped: (reason, isStanza) => {
          if (isStanza) this.#line.skip(this.#stream?.count());
          this.#emit('deadLetter', { reason });
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
    if (!bound.resumed || this.#features === noFeatures) this.#features = features;
    if (!bound.resumed) this.#requests.endAll();
    if (acked !== undefined) this.#emit('acked', acked);
    this.#state = 'bound';
    this.#jid = bound.jid;
    this.#stream = this.#newStream(link);
    if (!this.#isActive) this.#tellActivity();
    if (bound.resumed) this.#stream.resend(resend);
    const sm = this.#continuity.sm.isCounting;
    this.#options.log.info(bound.resumed ? 'stream resumed' : 'stream bound', { mechanism, sm });

    const settle = (): void => {
      const keys = scramKeys ? { scramKeys } : {};
      this.#settle(ok({ ...bound, features: this.#features, mechanism, sm, ...keys }));
    };
    if (result.kind === 'bound' && result.awaitsFeatures) this.#afterFeatures(settle);
    else settle();
  }

  #newStream(link: Link): BoundStream {
    return new BoundStream({
      ...{ link, sm: this.#continuity.sm, clock: this.#options.clock },
      silenceMs: Math.min(this.#silenceMs, (this.#features.idleSeconds ?? Infinity) * 500),
      maxBytes: () => this.#features.maxBytes,
      events: {
        acked: (upTo) => {
          this.#emit('acked', upTo);
        },
        unusable: (failure, desync) => {
          this.#onUnusable(link, failure, desync);
        },
        ping: async () => {
          const to = this.#jid === undefined ? {} : { to: domainOf(this.#jid) };
          const answer = await this.iq({ type: 'get', ...to, payload: ping.encode(true), timeoutMs: 60_000 });
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
        this.#emit('deadLetter', { reason });
      },
    });
  }

  #onFeatures(el: XmlElement): void {
    this.#features = readFeatures(el, this.#features);
    this.#awaitsFeatures?.();
  }

  #afterFeatures(settle: () => void): void {
    const alarm = new Alarm(this.#options.clock, () => this.#awaitsFeatures?.());
    alarm.set(featuresMs);
    this.#awaitsFeatures = () => {
      alarm.clear();
      this.#awaitsFeatures = undefined;
      if (this.#pending) settle();
    };
  }

  #tellActivity(): void {
    if (!this.#stream || !this.#features.csi) return;
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
    if (this.#stream) await this.#isDrained(goodbyeMs);
    if (link && this.#link === link) {
      this.#stream?.tellCommitted();
      link.end();
    }
    this.#continuity.forget();
  }

  #over(why: StreamEvents['closed']): void {
    this.#stream?.stop();
    this.#stream = undefined;
    this.#link = undefined;
    this.#awaitsFeatures = undefined;
    this.#state = 'closed';
    if (!this.resumeState) this.#requests.endAll();
    if (this.#pending) this.#settle(err(why.kind === 'bye' ? { kind: 'dropped' } : why));
    else this.#emit('closed', why);
  }

  #settle(result: Result<Bound, StreamFailure>): void {
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.(result);
  }

  #isDrained(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const alarm = new Alarm(this.#options.clock, () => {
        resolve(false);
      });
      alarm.set(ms);
      void this.#line.idle().then(() => {
        alarm.clear();
        resolve(true);
      });
    });
  }

  /** What a listener throws is a bug of its own; it must not stop the stream in the middle of a step. */
  #emit<K extends keyof StreamEvents>(event: K, value: StreamEvents[K]): void {
    try {
      (this.#emitter.emit as (name: K, value: StreamEvents[K]) => void).call(this.#emitter, event, value);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}

/** WebCrypto is there in secure contexts only. */
const hasWebCrypto = (): boolean => (globalThis.crypto as Crypto | undefined)?.subtle !== undefined;
