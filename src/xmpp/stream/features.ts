/** Reads stream features (RFC 6120 §4.3.2): what can be negotiated, and what the engine wants to know afterwards. */
import type { XmlElement } from '../codec/dom.ts';
import { child, childrenOf } from '../codec/dom.ts';
import { has, payload } from '../codec/codec.ts';
import { bindNs, preApprovalNs, rosterVersioningNs, saslNs } from '../core/namespaces.ts';
import { caps } from '../xep/0115-caps.ts';
import { smNs } from '../xep/0198-sm.ts';
import { csi, csiNs } from '../xep/0352-csi.ts';
import { saslFeatures, type SaslFeatures } from '../xep/0388-sasl2.ts';
import type { StreamFeatures } from './session.ts';

/** XEP-0440. */
const channelBindingNs = 'urn:xmpp:sasl-cb:0';
/** XEP-0478. */
const limitsNs = 'urn:xmpp:stream-limits:0';
/** RFC 3921 §3: obsolete, yet demanded by some old servers. */
const sessionNs = 'urn:ietf:params:xml:ns:xmpp-session';

export const noFeatures: StreamFeatures = {
  rosterVersioning: false,
  subscriptionPreApproval: false,
  csi: false,
};

/** Mechanisms of SASL's first profile (RFC 6120 §6.4.1). */
export const sasl1Mechanisms = (features: XmlElement): readonly string[] => {
  const list = child(features, 'mechanisms', saslNs);
  return list ? childrenOf(list, 'mechanism', saslNs).map((el) => el.text().trim()) : [];
};

/** Undefined where the server has no SASL2. */
export const sasl2Features = (features: XmlElement): SaslFeatures | undefined =>
  payload(features, saslFeatures);

/** Undefined where the server advertises no list, which XEP-0474 tells from an empty one. */
export const channelBindings = (features: XmlElement): readonly string[] | undefined => {
  const list = child(features, 'sasl-channel-binding', channelBindingNs);
  return list && childrenOf(list, 'channel-binding', channelBindingNs).map((el) => el.attr('type') ?? '');
};

export const offersSm = (features: XmlElement): boolean => child(features, 'sm', smNs) !== undefined;
export const offersBind = (features: XmlElement): boolean => child(features, 'bind', bindNs) !== undefined;

export const requiresSession = (features: XmlElement): boolean => {
  const session = child(features, 'session', sessionNs);
  return session !== undefined && child(session, 'optional', sessionNs) === undefined;
};

/** A limit of XEP-0478: a positive whole number, or nothing. */
const limit = (limits: XmlElement | undefined, name: string): number | undefined => {
  const text = limits && child(limits, name, limitsNs)?.text().trim();
  return text !== undefined && /^[1-9][0-9]{0,14}$/.test(text) ? Number(text) : undefined;
};

/**
 * What the engine wants to know. `before`: what was known from earlier features of this stream, which later ones need
 * not repeat (Prosody tells its limits before the login only).
 */
export const readFeatures = (features: XmlElement, before: StreamFeatures = noFeatures): StreamFeatures => {
  const limits = child(features, 'limits', limitsNs);
  const serverCaps = payload(features, caps) ?? before.caps;
  const maxBytes = limit(limits, 'max-bytes') ?? before.maxBytes;
  const idleSeconds = limit(limits, 'idle-seconds') ?? before.idleSeconds;
  const inline = sasl2Features(features)?.bind?.features.includes(csiNs) ?? false;
  return {
    rosterVersioning: child(features, 'ver', rosterVersioningNs) !== undefined || before.rosterVersioning,
    subscriptionPreApproval:
      child(features, 'sub', preApprovalNs) !== undefined || before.subscriptionPreApproval,
    csi: has(features, csi) || inline || before.csi,
    ...(serverCaps === undefined ? {} : { caps: serverCaps }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
    ...(idleSeconds === undefined ? {} : { idleSeconds }),
  };
};
