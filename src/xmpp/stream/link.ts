/** One connection from the socket to its end: runs the login, then passes elements on. Each attempt has its own. */
import type { Clock } from '#lib/clock.ts';
import { domainOf } from '#lib/jid.ts';
import { serialize, type Xml, type XmlElement } from '../codec/dom.ts';
import { clientNs, streamNs } from '../core/namespaces.ts';
import { smNs } from '../xep/0198-sm.ts';
import { Alarm } from './alarm.ts';
import { failureOfEnd } from './ending.ts';
import type { StreamFailure } from './failure.ts';
import type { ContentProblem } from './guard.ts';
import { Login } from './login.ts';
import type { LoginOutcome } from './login-context.ts';
import type { ConnectRequest, ResumeState } from './session.ts';
import type { OpenTransport, Transport, TransportEnd, TransportListener } from './transport.ts';

/** A step of the login that takes longer has failed. Deriving keys is our own time and does not count. */
const stepDeadlineMs = 20_000;

const stanzaNames: ReadonlySet<string> = new Set(['message', 'presence', 'iq']);

/** Called in the order of the frames; nothing is called after `over`. */
export interface LinkEvents {
  /** To be dealt with before it returns: the next frame may be a stanza. */
  loggedIn(outcome: LoginOutcome): void;
  stanza(el: XmlElement): void;
  /** Of stream management. */
  nonza(el: XmlElement): void;
  /** Features of the bound stream. */
  features(el: XmlElement): void;
  dropped(reason: ContentProblem | 'broken-frame', isStanza: boolean): void;
  /** `isBroken`: the server sent what no stream can go on after. */
  over(failure: StreamFailure, isBroken: boolean): void;
}

export interface LinkOptions {
  readonly open: OpenTransport;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Checked already (`usableSocket`). */
  readonly url: string;
  readonly request: ConnectRequest;
  readonly resume: ResumeState | undefined;
  readonly isActive: boolean;
  readonly events: LinkEvents;
}

export class Link implements TransportListener {
  readonly #domain: string;
  readonly #events: LinkEvents;
  readonly #transport: Transport;
  readonly #deadline: Alarm;
  #login: Login | undefined;
  #hasOpened = false;
  #isOver = false;

  constructor({ open, clock, newId, url, request, resume, isActive, events }: LinkOptions) {
    this.#domain = domainOf(request.jid);
    this.#events = events;
    this.#deadline = new Alarm(clock, () => {
      this.#onDeadline();
    });
    this.#login = new Login({
      request,
      resume,
      isActive,
      newId,
      send: (el) => {
        this.#deadline.set(stepDeadlineMs);
        this.send(el);
      },
      restart: () => {
        this.#transport.restart();
      },
      done: (outcome) => {
        if (!this.#isOver) this.#loggedIn(outcome);
      },
      failed: (failure) => {
        this.#finish(failure, false);
      },
    });
    this.#deadline.set(stepDeadlineMs);
    this.#transport = open({ url, to: this.#domain, from: request.jid }, this);
  }

  /** Not counted: that is the session's business. False: the socket is not open. */
  send(el: Xml): boolean {
    return this.sendText(serialize(el));
  }

  sendText(text: string): boolean {
    return !this.#isOver && this.#transport.send(text);
  }

  /** `<close/>`: the session on the server ends too. */
  end(): void {
    this.#stop();
    this.#transport.end();
  }

  /** Without a word: the session can be resumed. */
  abandon(): void {
    this.#stop();
    this.#transport.abandon();
  }

  opened(): void {
    this.#hasOpened = true;
    if (this.#login) this.#deadline.set(stepDeadlineMs);
  }

  element(el: XmlElement): void {
    if (this.#isOver) return;
    if (this.#login) {
      if (el.name === 'challenge') this.#deadline.clear();
      else this.#deadline.set(stepDeadlineMs);
      if (this.#login.onElement(el)) return;
    }
    // Elements of a kind unknown at the top level are neither used nor counted (X16).
    if (el.ns === clientNs && stanzaNames.has(el.name)) this.#events.stanza(el);
    else if (el.ns === smNs) this.#events.nonza(el);
    else if (el.ns === streamNs && el.name === 'features') this.#events.features(el);
  }

  dropped(reason: ContentProblem, isStanza: boolean): void {
    if (!this.#isOver) this.#events.dropped(reason, isStanza);
  }

  ended(end: TransportEnd): void {
    this.#finish(failureOfEnd(end, this.#domain, this.#login !== undefined), end.kind === 'broken');
  }

  #loggedIn(outcome: LoginOutcome): void {
    this.#login = undefined;
    this.#deadline.clear();
    this.#events.loggedIn(outcome);
  }

  #onDeadline(): void {
    this.#finish(
      this.#hasOpened ? { kind: 'dropped' } : { kind: 'unreachable', domain: this.#domain },
      false,
    );
  }

  #finish(failure: StreamFailure, isBroken: boolean): void {
    if (this.#isOver) return;
    this.abandon();
    if (isBroken) this.#events.dropped('broken-frame', false);
    this.#events.over(failure, isBroken);
  }

  #stop(): void {
    this.#isOver = true;
    this.#deadline.clear();
  }
}
