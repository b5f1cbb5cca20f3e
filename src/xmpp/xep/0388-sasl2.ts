/**
 * XEP-0388: Extensible SASL Profile, version 1.0.4
 *
 * Left out: tasks after authentication (`<next/>`, `<task-data/>`): a server that asks for one is told apart by its
 * `<continue/>`. Data stays Base64, for the mechanisms to read.
 */
import type { Jid } from '#lib/jid.ts';
import { ok } from '#lib/result.ts';
import type { Codec } from '../codec/codec.ts';
import { element, empty, mapCodec } from '../codec/element.ts';
import {
  attr,
  childText,
  childTexts,
  flag,
  inside,
  optionalAttr,
  optionalChild,
  text,
  type Field,
} from '../codec/field.ts';
import { refuse } from '../codec/decode-error.ts';
import { jid, nonEmpty, trimmed } from '../codec/value.ts';
import { child, xml } from '../codec/xml.ts';
import { saslNs } from '../core/namespaces.ts';
import { smFailed, smNs, smResume, smResumed, type SmFailed, type SmResume } from './0198-sm.ts';
import {
  bindFeatures,
  bindRequest,
  boundResult,
  type BindFeatures,
  type BindRequest,
  type BoundResult,
} from './0386-bind2.ts';

export const sasl2Ns = 'urn:xmpp:sasl:2';
/** Tokens of XEP-0484, offered beside the mechanisms. */
const fastNs = 'urn:xmpp:fast:0';

export interface SaslFeatures {
  readonly mechanisms: readonly string[];
  /** Present: the server binds inline. */
  readonly bind?: BindFeatures;
  /** Streams can be resumed inline. */
  readonly sm: boolean;
  /** Mechanisms for XEP-0484 tokens; absent: not offered. */
  readonly fast?: readonly string[];
}

const fastMechanisms: Codec<readonly string[]> = mapCodec(
  element('fast', fastNs, { mechanisms: childTexts('mechanism', fastNs) }),
  (read) => ok(read.mechanisms),
  (mechanisms) => ({ mechanisms }),
);

const inline = element('inline', sasl2Ns, {
  bind: optionalChild(bindFeatures),
  sm: flag('sm', smNs),
  fast: optionalChild(fastMechanisms),
});

/** The stream feature (§2.1). */
export const saslFeatures: Codec<SaslFeatures> = mapCodec(
  element('authentication', sasl2Ns, {
    mechanisms: childTexts('mechanism', sasl2Ns),
    inline: optionalChild(inline),
  }),
  ({ mechanisms, inline: offered }) => ok({ mechanisms, sm: false, ...offered }),
  ({ mechanisms, ...offered }) => ({ mechanisms, inline: offered }),
);

export interface UserAgent {
  /** A UUID that stays the same for this installation (§2.3). */
  readonly id?: string;
  readonly software?: string;
  readonly device?: string;
}

const userAgent: Codec<UserAgent> = element('user-agent', sasl2Ns, {
  id: optionalAttr('id'),
  software: childText('software', sasl2Ns),
  device: childText('device', sasl2Ns),
});

export interface Authenticate {
  readonly mechanism: string;
  /** Base64; absent: the mechanism has none, '' is an empty one. */
  readonly initialResponse?: string;
  readonly userAgent?: UserAgent;
  /** Tried first; `bind` counts only when it fails (XEP-0386 §3.2). */
  readonly resume?: SmResume;
  readonly bind?: BindRequest;
}

export const authenticate: Codec<Authenticate> = element('authenticate', sasl2Ns, {
  mechanism: attr('mechanism', nonEmpty),
  initialResponse: childText('initial-response', sasl2Ns, trimmed),
  userAgent: optionalChild(userAgent),
  resume: optionalChild(smResume),
  bind: optionalChild(bindRequest),
});

export interface SaslData {
  /** Base64. */
  readonly data: string;
}

export const challenge: Codec<SaslData> = element('challenge', sasl2Ns, { data: text(trimmed) });
export const response: Codec<SaslData> = element('response', sasl2Ns, { data: text(trimmed) });

export interface SaslSuccess {
  /** Base64; SCRAM's server signature stands here. */
  readonly additionalData?: string;
  /** The full address once bound or resumed, the bare one else. */
  readonly authorizationIdentifier: Jid;
  readonly resumed?: SmResume;
  /** Why the stream could not be resumed. */
  readonly failed?: SmFailed;
  readonly bound?: BoundResult;
}

const identifier: Field<Jid> = {
  read: (el) => {
    const found = child(el, 'authorization-identifier', sasl2Ns);
    if (!found) return refuse('authorization-identifier', 'missing');
    const address = jid.parse(found.text());
    return address === undefined ? refuse('authorization-identifier', 'malformed') : ok(address);
  },
  write: (value) => ({ nodes: [xml('authorization-identifier', sasl2Ns, {}, value)] }),
};

export const saslSuccess: Codec<SaslSuccess> = element('success', sasl2Ns, {
  additionalData: childText('additional-data', sasl2Ns, trimmed),
  authorizationIdentifier: identifier,
  resumed: optionalChild(smResumed),
  failed: optionalChild(smFailed),
  bound: optionalChild(boundResult),
});

export interface SaslFailure {
  /** A condition of RFC 6120 §6.5, or one we do not know: `not-authorized`, `credentials-expired` … */
  readonly condition: string;
  readonly text?: string;
}

/** A failure without a readable condition is still one: `undefined`. */
export const saslFailure: Codec<SaslFailure> = {
  matches: (el) => el.name === 'failure' && el.ns === sasl2Ns,
  decode: (el) => {
    if (!saslFailure.matches(el)) return refuse('failure', 'wrong-element');
    const condition = el.children().find((one) => one.ns === saslNs && one.name !== 'text')?.name;
    const words = (child(el, 'text', sasl2Ns) ?? child(el, 'text', saslNs))?.text();
    return ok({ condition: condition ?? 'undefined', ...(words ? { text: words } : {}) });
  },
  encode: ({ condition, text: words }) =>
    xml(
      'failure',
      sasl2Ns,
      {},
      xml(condition, saslNs),
      words !== undefined && xml('text', sasl2Ns, {}, words),
    ),
};

export interface SaslContinue {
  readonly additionalData?: string;
  readonly tasks: readonly string[];
}

export const saslContinue: Codec<SaslContinue> = element('continue', sasl2Ns, {
  additionalData: childText('additional-data', sasl2Ns, trimmed),
  tasks: inside('tasks', sasl2Ns, childTexts('task', sasl2Ns), []),
});

export const saslAbort: Codec<true> = empty('abort', sasl2Ns);
