/** Errors of stanzas (RFC 6120 §8.3). */
import { ok } from '#lib/result.ts';
import type { Jid } from '#lib/jid.ts';
import type { Codec } from '../codec/codec.ts';
import { payload } from '../codec/codec.ts';
import { refuse } from '../codec/decode-error.ts';
import { jid, oneOfWords } from '../codec/value.ts';
import { child, xml, type Xml, type XmlElement } from '../codec/xml.ts';
import { clientNs, stanzasNs } from './namespaces.ts';

const errorType = oneOfWords('auth', 'cancel', 'continue', 'modify', 'wait');

/** The defined conditions of RFC 6120 §8.3.3. */
const conditions = [
  'bad-request',
  'conflict',
  'feature-not-implemented',
  'forbidden',
  'gone',
  'internal-server-error',
  'item-not-found',
  'jid-malformed',
  'not-acceptable',
  'not-allowed',
  'not-authorized',
  'policy-violation',
  'recipient-unavailable',
  'redirect',
  'registration-required',
  'remote-server-not-found',
  'remote-server-timeout',
  'resource-constraint',
  'service-unavailable',
  'subscription-required',
  'undefined-condition',
  'unexpected-request',
] as const;

export type StanzaErrorType = 'auth' | 'cancel' | 'continue' | 'modify' | 'wait';
export type StanzaCondition = (typeof conditions)[number];

export interface StanzaError {
  readonly type: StanzaErrorType;
  readonly condition: StanzaCondition;
  /** In the server's words; for developers, a person reads our own. */
  readonly text?: string;
  /** Who found the error. */
  readonly by?: Jid;
}

/** The defined condition among an element's children; one that we do not know is `undefined-condition`. */
export const conditionOf = (el: XmlElement): StanzaCondition | undefined => {
  const found = el.children().find((one) => one.ns === stanzasNs && one.name !== 'text');
  return found && (conditions.find((condition) => condition === found.name) ?? 'undefined-condition');
};

/** Lenient, since an error that cannot be read is still an error: a missing or unknown type reads as `cancel`. */
export const stanzaError: Codec<StanzaError> = {
  matches: (el) => el.name === 'error' && el.ns === clientNs,
  decode: (el) => {
    if (el.name !== 'error' || el.ns !== clientNs) return refuse('error', 'wrong-element');
    const text = child(el, 'text', stanzasNs)?.text();
    const by = jid.parse(el.attr('by') ?? '');
    return ok({
      type: errorType.parse(el.attr('type') ?? '') ?? 'cancel',
      condition: conditionOf(el) ?? 'undefined-condition',
      ...(text ? { text } : {}),
      ...(by === undefined ? {} : { by }),
    });
  },
  encode: (error) =>
    xml(
      'error',
      clientNs,
      { type: error.type, by: error.by },
      xml(error.condition, stanzasNs),
      error.text !== undefined && xml('text', stanzasNs, {}, error.text),
    ),
};

export const encodeStanzaError = (error: StanzaError): Xml => stanzaError.encode(error);

/** The error that a stanza of type `error` carries; one without an `<error/>` gives `undefined-condition`. */
export const errorOf = (stanza: XmlElement): StanzaError | undefined =>
  stanza.attr('type') === 'error'
    ? (payload(stanza, stanzaError) ?? { type: 'cancel', condition: 'undefined-condition' })
    : undefined;
