/** What follows SASL where Bind 2 is missing: resume (XEP-0198 §5), else bind (RFC 6120 §7), then `<enable/>`. */
import { bareOf, isFull, parseJid, type FullJid } from '#lib/jid.ts';
import { child, xml, type XmlElement } from '../codec/dom.ts';
import { decodeIq, encodeIq, type IqStanza } from '../core/iq.ts';
import { bindNs, streamNs } from '../core/namespaces.ts';
import {
  smEnable,
  smEnabled,
  smFailed,
  smResume,
  smResumed,
  type SmEnabled,
  type SmFailed,
} from '../xep/0198-sm.ts';
import { refused } from './failure.ts';
import { offersBind, offersSm, readFeatures, requiresSession } from './features.ts';
import type { LoginContext, LoginOutcome, LoginStep } from './login-context.ts';

/** RFC 3921 §3. */
const sessionNs = 'urn:ietf:params:xml:ns:xmpp-session';

export class ClassicBind implements LoginStep {
  readonly #context: LoginContext;
  readonly #bindId: string;
  readonly #sessionId: string;
  #login: Omit<LoginOutcome, 'result'>;
  #offer: XmlElement | undefined;
  /** A resume that was refused, here or inline. */
  #refusal: SmFailed | undefined;
  #jid: FullJid | undefined;
  #stage: 'features' | 'resume' | 'bind' | 'session' | 'enable' | 'over' = 'features';

  constructor(context: LoginContext, login: Omit<LoginOutcome, 'result'>, refusal?: SmFailed) {
    this.#context = context;
    this.#login = login;
    this.#refusal = refusal;
    this.#bindId = context.newId();
    this.#sessionId = context.newId();
  }

  onElement(el: XmlElement): boolean {
    switch (this.#stage) {
      case 'features':
        return el.ns === streamNs && el.name === 'features' && this.#begin(el);
      case 'resume':
        return this.#onResume(el);
      case 'bind':
        return this.#onAnswer(el, this.#bindId, (iq) => {
          this.#onBound(iq);
        });
      case 'session':
        return this.#onAnswer(el, this.#sessionId, () => {
          this.#enable();
        });
      case 'enable':
        return this.#onEnable(el);
      case 'over':
        return false;
    }
  }

  #begin(features: XmlElement): true {
    this.#offer = features;
    this.#login = { ...this.#login, features: readFeatures(features, this.#login.features) };
    const { resume } = this.#context;
    if (resume && !this.#refusal && offersSm(features)) {
      this.#stage = 'resume';
      this.#context.send(smResume.encode({ h: resume.h, previd: resume.id }));
    } else this.#bind();
    return true;
  }

  #onResume(el: XmlElement): boolean {
    if (smFailed.matches(el)) {
      const failed = smFailed.decode(el);
      this.#refusal = failed.ok ? failed.value : {};
      this.#bind();
      return true;
    }
    if (!smResumed.matches(el)) return false;
    const resumed = smResumed.decode(el);
    this.#done({ kind: 'resumed', h: resumed.ok ? resumed.value.h : undefined });
    return true;
  }

  /** No resource of our own: the server's is random, so that two sessions never fight for one (F06). */
  #bind(): void {
    if (!this.#offer || !offersBind(this.#offer)) {
      this.#context.failed(refused('no-bind'));
      return;
    }
    this.#stage = 'bind';
    this.#context.send(encodeIq({ type: 'set', id: this.#bindId }, xml('bind', bindNs)));
  }

  #onAnswer(el: XmlElement, id: string, next: (iq: IqStanza) => void): boolean {
    const iq = decodeIq(el);
    if (!iq.ok || iq.value.id !== id || (iq.value.type !== 'result' && iq.value.type !== 'error'))
      return false;
    if (iq.value.type === 'result') next(iq.value);
    else this.#context.failed(refused(iq.value.error?.condition ?? 'undefined-condition'));
    return true;
  }

  #onBound({ payload }: IqStanza): void {
    const text = payload?.ns === bindNs ? child(payload, 'jid', bindNs)?.text() : undefined;
    const jid = parseJid(text ?? '');
    if (!jid.ok || !isFull(jid.value) || bareOf(jid.value) !== this.#context.request.jid) {
      this.#context.failed(refused('wrong-account'));
      return;
    }
    this.#jid = jid.value;
    if (this.#offer && requiresSession(this.#offer)) {
      this.#stage = 'session';
      this.#context.send(encodeIq({ type: 'set', id: this.#sessionId }, xml('session', sessionNs)));
    } else this.#enable();
  }

  /** Nothing else is sent until the answer is here, so both counts begin with it (XEP-0198 §3). */
  #enable(): void {
    if (this.#offer && offersSm(this.#offer)) {
      this.#stage = 'enable';
      this.#context.send(smEnable.encode({ resume: true }));
    } else this.#finish(undefined);
  }

  #onEnable(el: XmlElement): boolean {
    if (!smEnabled.matches(el) && !smFailed.matches(el)) return false;
    const enabled = smEnabled.matches(el) ? smEnabled.decode(el) : undefined;
    this.#finish(enabled?.ok === true ? enabled.value : undefined);
    return true;
  }

  #finish(sm: SmEnabled | undefined): void {
    const jid = this.#jid;
    if (jid === undefined) throw new Error('bound without an address');
    const h = this.#refusal?.h;
    this.#done({
      kind: 'bound',
      jid,
      ...(sm ? { sm } : {}),
      carbons: false,
      ...(h === undefined ? {} : { previousH: h }),
      awaitsFeatures: false,
    });
  }

  #done(result: LoginOutcome['result']): void {
    this.#stage = 'over';
    this.#context.done({ ...this.#login, result });
  }
}
