/** Login by SASL as in RFC 6120 §6: authenticate, open the stream anew, then resume or bind. */
import type { XmlElement } from '../codec/dom.ts';
import { xml } from '../codec/dom.ts';
import { saslNs } from '../core/namespaces.ts';
import { ClassicBind } from './classic-bind.ts';
import { refused } from './failure.ts';
import type { LoginContext, LoginStep } from './login-context.ts';
import { fromBase64, toBase64 } from './sasl/base64.ts';
import { saslFailureOf } from './sasl/conditions.ts';
import type { Exchange } from './sasl/exchange.ts';
import type { StreamFeatures } from './session.ts';

class Sasl1Login implements LoginStep {
  readonly #context: LoginContext;
  readonly #exchange: Exchange;
  readonly #features: StreamFeatures;
  #binding: ClassicBind | undefined;

  constructor(context: LoginContext, exchange: Exchange, features: StreamFeatures) {
    this.#context = context;
    this.#exchange = exchange;
    this.#features = features;
  }

  start(): void {
    const { mechanism, initial } = this.#exchange;
    this.#context.send(xml('auth', saslNs, { mechanism }, toBase64(initial)));
  }

  onElement(el: XmlElement): boolean {
    if (this.#binding) return this.#binding.onElement(el);
    if (el.ns !== saslNs) return false;
    if (el.name === 'challenge') void this.#answer(el);
    else if (el.name === 'success') this.#succeed(el);
    else if (el.name === 'failure') this.#fail(el);
    else return false;
    return true;
  }

  async #answer(el: XmlElement): Promise<void> {
    const bytes = fromBase64(el.text());
    const answer = bytes && (await this.#exchange.answer(bytes));
    if (!answer) this.#context.failed(refused('malformed-challenge'));
    else if (!answer.ok) this.#context.failed(answer.error);
    else this.#context.send(xml('response', saslNs, {}, toBase64(answer.value)));
  }

  #fail(el: XmlElement): void {
    const condition = el.children().find((each) => each.ns === saslNs && each.name !== 'text')?.name;
    this.#context.failed(
      saslFailureOf(condition ?? 'undefined-condition', this.#context.request.credentials),
    );
  }

  /** RFC 6120 §6.4.6: empty text and `=` both stand for no data. */
  #succeed(el: XmlElement): void {
    const text = el.text().trim();
    if (!this.#exchange.accepts(text === '' || text === '=' ? undefined : fromBase64(text))) {
      this.#context.failed({ kind: 'server-not-verified' });
      return;
    }
    const { mechanism, keys } = this.#exchange;
    const login = { mechanism, features: this.#features, ...(keys ? { scramKeys: keys } : {}) };
    this.#binding = new ClassicBind(this.#context, login);
    this.#context.restart();
  }
}

export const startSasl1 = (
  context: LoginContext,
  exchange: Exchange,
  features: StreamFeatures,
): LoginStep => {
  const login = new Sasl1Login(context, exchange, features);
  login.start();
  return login;
};
