/** Sends each inbound stanza to the one part that claimed its kind; answers requests that nobody claimed. */
import { bareOf, domainOf, type FullJid, type Jid } from '#lib/jid.ts';
import type { Result } from '#lib/result.ts';
import type { Xml, XmlElement } from '../codec/dom.ts';
import { decodeAddresses } from '../core/addresses.ts';
import { decodeIq, iqError, iqResult, type IqStanza } from '../core/iq.ts';
import type { StanzaError } from '../core/stanza-error.ts';

/** Thrown by a handler when storage failed: the one error that must stop acknowledgement. */
export class CommitFailed extends Error {
  override readonly name = 'CommitFailed';
}

/** What a request is answered with: a payload or nothing, or an error. */
export type IqReply = Result<Xml | undefined, StanzaError>;

/** Which stanzas: of this type, with a direct child of this name and namespace. What is left out is left open. */
interface Selector {
  readonly type?: string;
  readonly ns?: string;
  readonly name?: string;
}

export interface IqClaim extends Selector {
  readonly stanza: 'iq';
  readonly type?: 'get' | 'set';
  /** Exactly one answer is sent, whatever happens in here. */
  readonly handler: (iq: IqStanza) => IqReply | Promise<IqReply>;
}

export interface StanzaClaim extends Selector {
  readonly stanza: 'message' | 'presence';
  readonly handler: (el: XmlElement) => void | Promise<void>;
}

export type Claim = IqClaim | StanzaClaim;

export interface RouterOptions {
  readonly send: (stanza: Xml) => void;
  /** Our full address, undefined before the bind. */
  readonly own: () => FullJid | undefined;
  /** Contacts, rooms we are in: who may learn that we are here (P01). Own account and server always may. */
  readonly isTrusted: (from: Jid) => boolean;
  /** A stanza was dropped; the reason names no content. */
  readonly deadLetter: (reason: string) => void;
}

const serviceUnavailable: StanzaError = { type: 'cancel', condition: 'service-unavailable' };
const internalError: StanzaError = { type: 'wait', condition: 'internal-server-error' };

/** A payload says more than a type; the more said, the earlier asked. */
const precision = ({ ns, name, type }: Selector): number =>
  (ns === undefined ? 0 : 2) + (name === undefined ? 0 : 2) + (type === undefined ? 0 : 1);

/** RFC 6121 §5.2.2: no type, or an unknown one, is `normal`. */
const typeOf = (el: XmlElement): string | undefined =>
  el.attr('type') ?? (el.name === 'message' ? 'normal' : undefined);

const hasPayload = (el: XmlElement, { ns, name }: Selector): boolean =>
  (ns === undefined && name === undefined) ||
  el.children().some((each) => (ns ?? each.ns) === each.ns && (name ?? each.name) === each.name);

const selects = (claim: Claim, el: XmlElement): boolean =>
  claim.stanza === el.name &&
  (claim.type === undefined || claim.type === typeOf(el)) &&
  hasPayload(el, claim);

/** Whether some stanza could be meant by both, with nothing to say which comes first. */
const collide = (a: Claim, b: Claim): boolean =>
  a.stanza === b.stanza &&
  precision(a) === precision(b) &&
  a.type === b.type &&
  a.ns === b.ns &&
  a.name === b.name;

const describe = ({ stanza, type = '*', ns = '*', name = '*' }: Claim): string =>
  `${stanza}[${type}] {${ns}}${name}`;

export class Router {
  readonly #options: RouterOptions;
  readonly #claims: Claim[] = [];

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  /** Returns the function that gives the claim up. Of several that fit, the most precise gets the stanza, then the oldest. */
  claim(claim: Claim): () => void {
    const at = this.#claims.findIndex((other) => precision(other) < precision(claim));
    this.#claims.splice(at === -1 ? this.#claims.length : at, 0, claim);
    return () => {
      const index = this.#claims.indexOf(claim);
      if (index !== -1) this.#claims.splice(index, 1);
    };
  }

  /** Kinds of stanzas that two parts claimed alike; a test asserts that there are none. */
  ambiguities(): readonly string[] {
    return this.#claims
      .filter((claim, i) => this.#claims.slice(i + 1).some((other) => collide(claim, other)))
      .map(describe);
  }

  /** Rejects only when storage failed; every other error costs this one stanza. */
  async route(el: XmlElement): Promise<void> {
    const addresses = decodeAddresses(el);
    if (!addresses.ok) this.#options.deadLetter('malformed-address');
    else if (el.name === 'iq') await this.#request(el);
    else await this.#stanza(el);
  }

  async #stanza(el: XmlElement): Promise<void> {
    const claim = this.#claims.find((each) => selects(each, el));
    if (!claim || claim.stanza === 'iq') return;
    try {
      await claim.handler(el);
    } catch (error) {
      if (error instanceof CommitFailed) throw error;
      this.#options.deadLetter(`${el.name}-handler-failed`);
    }
  }

  /** Strangers hear what a server would say of an address that is not there. */
  async #request(el: XmlElement): Promise<void> {
    const iq = decodeIq(el);
    if (!iq.ok || (iq.value.type !== 'get' && iq.value.type !== 'set')) {
      this.#options.deadLetter('malformed-request');
      return;
    }
    const claim = this.#isTrusted(iq.value.from)
      ? this.#claims.find((each) => isForPayload(each, iq.value))
      : undefined;
    if (claim?.stanza === 'iq') await this.#answer(claim, iq.value);
    else this.#reply(iqError(iq.value, serviceUnavailable));
  }

  async #answer(claim: IqClaim, iq: IqStanza): Promise<void> {
    let reply: IqReply;
    try {
      reply = await claim.handler(iq);
    } catch (error) {
      if (error instanceof CommitFailed) throw error;
      this.#options.deadLetter('iq-handler-failed');
      reply = { ok: false, error: internalError };
    }
    this.#reply(reply.ok ? iqResult(iq, reply.value) : iqError(iq, reply.error));
  }

  /** The stream may have ended meanwhile; then the asker has heard of it as well. */
  #reply(stanza: Xml): void {
    try {
      this.#options.send(stanza);
    } catch {
      this.#options.deadLetter('reply-not-sent');
    }
  }

  #isTrusted(from: Jid | undefined): boolean {
    const own = this.#options.own();
    if (from === undefined || own === undefined) return from === undefined;
    return bareOf(from) === bareOf(own) || from === domainOf(own) || this.#options.isTrusted(from);
  }
}

/** A request has one payload (RFC 6120 §8.2.3), and a claim on requests is a claim on it. */
const isForPayload = (claim: Claim, { el, payload }: IqStanza): boolean =>
  selects(claim, el) &&
  (claim.ns === undefined || claim.ns === payload?.ns) &&
  (claim.name === undefined || claim.name === payload?.name);
