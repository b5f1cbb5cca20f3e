/** Login by SASL2 (XEP-0388) with Bind 2 (XEP-0386) and inline stream management: one round trip after the challenge. */
import { bareOf, isFull } from '#lib/jid.ts';
import { has } from '../codec/codec.ts';
import type { XmlElement } from '../codec/dom.ts';
import { smNs, smResumed } from '../xep/0198-sm.ts';
import { carbonsNs } from '../xep/0280-carbons.ts';
import { csiNs } from '../xep/0352-csi.ts';
import type { BindRequest } from '../xep/0386-bind2.ts';
import {
  authenticate,
  challenge,
  response,
  saslContinue,
  saslFailure,
  saslSuccess,
  type Authenticate,
  type SaslFeatures,
  type SaslSuccess,
} from '../xep/0388-sasl2.ts';
import { refused } from './failure.ts';
import { LaterStep } from './later-step.ts';
import type { LoginContext, LoginOutcome, LoginResult, LoginStep } from './login-context.ts';
import { fromBase64, toBase64 } from './sasl/base64.ts';
import { saslFailureOf } from './sasl/conditions.ts';
import type { Exchange } from './sasl/exchange.ts';
import type { StreamFeatures } from './session.ts';

class Sasl2Login implements LoginStep {
  readonly #context: LoginContext;
  readonly #exchange: Exchange;
  readonly #offer: SaslFeatures;
  readonly #features: StreamFeatures;
  #binding: LoginStep | undefined;

  constructor(context: LoginContext, exchange: Exchange, offer: SaslFeatures, features: StreamFeatures) {
    this.#context = context;
    this.#exchange = exchange;
    this.#offer = offer;
    this.#features = features;
  }

  /** Inline only if both fit: a server that binds at once but cannot resume at once would end what we want to resume. */
  get #bindsInline(): boolean {
    return this.#offer.bind !== undefined && (this.#context.resume === undefined || this.#offer.sm);
  }

  start(): void {
    const { request, resume } = this.#context;
    const message: Authenticate = {
      mechanism: this.#exchange.mechanism,
      initialResponse: toBase64(this.#exchange.initial),
      userAgent: {
        id: request.userAgentId,
        software: 'Kith',
        ...(request.device === undefined ? {} : { device: request.device }),
      },
      ...(resume && this.#offer.sm ? { resume: { h: resume.h, previd: resume.id } } : {}),
      ...(this.#bindsInline ? { bind: this.#bindRequest() } : {}),
    };
    this.#context.send(authenticate.encode(message));
  }

  #bindRequest(): BindRequest {
    const offered = new Set(this.#offer.bind?.features);
    return {
      tag: this.#context.request.tag ?? 'kith',
      ...(offered.has(carbonsNs) ? { carbons: true } : {}),
      ...(offered.has(smNs) ? { sm: { resume: true } } : {}),
      ...(offered.has(csiNs) && !this.#context.isActive ? { csi: 'inactive' } : {}),
    };
  }

  onElement(el: XmlElement): boolean {
    if (this.#binding) return this.#binding.onElement(el);
    if (challenge.matches(el)) void this.#answer(el);
    else if (saslSuccess.matches(el)) this.#succeed(el);
    else if (saslFailure.matches(el)) this.#fail(el);
    else if (saslContinue.matches(el)) this.#context.failed(refused('continue'));
    else return false;
    return true;
  }

  async #answer(el: XmlElement): Promise<void> {
    const data = challenge.decode(el);
    const bytes = data.ok ? fromBase64(data.value.data) : undefined;
    const answer = bytes && (await this.#exchange.answer(bytes));
    if (!answer) this.#context.failed(refused('malformed-challenge'));
    else if (!answer.ok) this.#context.failed(answer.error);
    else this.#context.send(response.encode({ data: toBase64(answer.value) }));
  }

  #fail(el: XmlElement): void {
    const failure = saslFailure.decode(el);
    const condition = failure.ok ? failure.value.condition : 'undefined-condition';
    this.#context.failed(saslFailureOf(condition, this.#context.request.credentials));
  }

  /** Runs to its end at once: replayed stanzas can be in the very next frame. */
  #succeed(el: XmlElement): void {
    const read = saslSuccess.decode(el);
    if (!read.ok) {
      this.#onUnreadable(has(el, smResumed));
      return;
    }
    const success = read.value;
    const final = success.additionalData === undefined ? undefined : fromBase64(success.additionalData);
    if (!this.#exchange.accepts(final)) this.#context.failed({ kind: 'server-not-verified' });
    else if (bareOf(success.authorizationIdentifier) !== this.#context.request.jid) {
      this.#context.failed(refused('wrong-account'));
    } else this.#finish(success);
  }

  #finish(success: SaslSuccess): void {
    const result: LoginResult | undefined = success.resumed
      ? { kind: 'resumed', h: success.resumed.h }
      : this.#boundBy(success);
    if (result) this.#context.done({ ...this.#standing, result });
    else {
      const [context, standing] = [this.#context, this.#standing];
      this.#binding = new LaterStep(context, async () => {
        const { ClassicBind } = await import('./classic-bind.ts');
        return new ClassicBind(context, standing, success.failed);
      });
    }
  }

  get #standing(): Omit<LoginOutcome, 'result'> {
    const { mechanism, keys } = this.#exchange;
    return { mechanism, features: this.#features, ...(keys ? { scramKeys: keys } : {}) };
  }

  /** A resume whose count cannot be read: the session has to be given up, or it would be tried for ever. */
  #onUnreadable(isResumed: boolean): void {
    if (isResumed) this.#context.done({ ...this.#standing, result: { kind: 'resumed', h: undefined } });
    else this.#context.failed(refused('malformed-success'));
  }

  /** Undefined: authenticated only; resuming and binding follow as in RFC 6120. */
  #boundBy({ failed, bound, authorizationIdentifier: jid }: SaslSuccess): LoginResult | undefined {
    if (!bound || !isFull(jid)) return undefined;
    const { start, end } = bound.archive ?? {};
    const archiveEdge = { ...(start ? { start: start.id } : {}), ...(end ? { end: end.id } : {}) };
    return {
      kind: 'bound',
      jid,
      ...(bound.sm ? { sm: bound.sm } : {}),
      // XEP-0386 §3.2: what was asked for is on, whether or not the server repeats it.
      carbons: bound.carbons || this.#bindRequest().carbons === true,
      ...(bound.archive ? { archiveEdge } : {}),
      ...(failed?.h === undefined ? {} : { previousH: failed.h }),
      awaitsFeatures: true,
    };
  }
}

export const startSasl2 = (
  context: LoginContext,
  exchange: Exchange,
  offer: SaslFeatures,
  features: StreamFeatures,
): LoginStep => {
  const login = new Sasl2Login(context, exchange, offer, features);
  login.start();
  return login;
};
