/** From the first stream features to a bound or resumed stream; picks the SASL profile and reports one outcome. */
import { localOf } from '#lib/jid.ts';
import type { Result } from '#lib/result.ts';
import type { XmlElement } from '../codec/dom.ts';
import { streamNs } from '../core/namespaces.ts';
import { refused, type StreamFailure } from './failure.ts';
import { channelBindings, noFeatures, readFeatures, sasl1Mechanisms, sasl2Features } from './features.ts';
import { LaterStep } from './later-step.ts';
import type { LoginContext, LoginStep } from './login-context.ts';
import { startExchange, type Exchange } from './sasl/exchange.ts';
import { isKnownMechanism } from './sasl/mechanism.ts';
import type { SaslOffer } from './sasl/scram.ts';
import { startSasl2 } from './sasl2-login.ts';

/** Chooses a mechanism out of an offer, with what the request allows. */
const exchangeFor = (context: LoginContext, offer: SaslOffer): Result<Exchange, StreamFailure> =>
  startExchange({
    credentials: context.request.credentials,
    strongest: context.request.strongest,
    plainAllowed: context.request.allowPlain === true,
    username: localOf(context.request.jid) ?? '',
    offer,
    nonce: context.newId(),
  });

/** One login; feed it every element until it has called `done` or `failed`. */
export class Login implements LoginStep {
  readonly #context: LoginContext;
  #step: LoginStep | undefined;

  constructor(context: LoginContext) {
    this.#context = context;
  }

  onElement(el: XmlElement): boolean {
    if (this.#step) return this.#step.onElement(el);
    if (el.ns !== streamNs || el.name !== 'features') return false;
    this.#start(el);
    return true;
  }

  /** SASL2 wherever it is offered; never jabber:iq:auth, never a login without SASL. */
  #start(el: XmlElement): void {
    const context = this.#context;
    const features = readFeatures(el, noFeatures);
    const offer = sasl2Features(el);
    const sasl2 = offer?.mechanisms.some(isKnownMechanism) === true ? offer : undefined;
    const mechanisms = sasl2?.mechanisms ?? sasl1Mechanisms(el);
    if (mechanisms.length === 0) {
      context.failed(refused('no-mechanism'));
      return;
    }
    const exchange = exchangeFor(context, { mechanisms, channelBindings: channelBindings(el) });
    if (!exchange.ok) {
      context.failed(exchange.error);
      return;
    }
    this.#step = sasl2
      ? startSasl2(context, exchange.value, sasl2, features)
      : new LaterStep(context, async () => {
          const { startSasl1 } = await import('./sasl1-login.ts');
          return startSasl1(context, exchange.value, features);
        });
  }
}
