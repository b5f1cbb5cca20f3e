/** Requests and answers (RFC 6120 §8.2.3). */
import { ok, type Result } from '#lib/result.ts';
import { refuse, type DecodeError } from '../codec/decode-error.ts';
import { oneOfWords } from '../codec/value.ts';
import { xml, type Xml, type XmlElement } from '../codec/xml.ts';
import { decodeAddresses, type Addresses } from './addresses.ts';
import { clientNs } from './namespaces.ts';
import { encodeStanzaError, errorOf, type StanzaError } from './stanza-error.ts';

const iqType = oneOfWords('get', 'set', 'result', 'error');

export type IqType = 'get' | 'set' | 'result' | 'error';

export interface IqStanza extends Addresses {
  readonly type: IqType;
  readonly id: string;
  /** The first child that is not the `<error/>`; absent in an empty result. */
  readonly payload?: XmlElement;
  /** Present exactly when the type is `error`. */
  readonly error?: StanzaError;
  readonly el: XmlElement;
}

export interface OutgoingIq extends Addresses {
  readonly type: IqType;
  readonly id: string;
}

/** Type and id must be there (RFC 6120 §8.2.3). */
export const decodeIq = (el: XmlElement): Result<IqStanza, DecodeError> => {
  if (el.name !== 'iq' || el.ns !== clientNs) return refuse('iq', 'wrong-element');
  const addresses = decodeAddresses(el);
  if (!addresses.ok) return addresses;
  const { id } = addresses.value;
  const type = iqType.parse(el.attr('type') ?? '');
  if (type === undefined) return refuse('iq/@type', 'malformed');
  if (id === undefined) return refuse('iq/@id', 'missing');
  const payload = el.children().find((one) => one.name !== 'error' || one.ns !== clientNs);
  const error = errorOf(el);
  return ok({
    ...addresses.value,
    ...(payload ? { payload } : {}),
    ...(error ? { error } : {}),
    id,
    type,
    el,
  });
};

export const encodeIq = ({ type, id, from, to }: OutgoingIq, payload?: Xml): Xml =>
  xml('iq', clientNs, { from, to, id, type }, payload);

/** The answer to a request; never repeats the request's payload. */
export const iqResult = (request: Pick<IqStanza, 'id' | 'from'>, payload?: Xml): Xml =>
  xml('iq', clientNs, { to: request.from, id: request.id, type: 'result' }, payload);

/** The refusal of a request; never repeats the request's payload. */
export const iqError = (request: Pick<IqStanza, 'id' | 'from'>, error: StanzaError): Xml =>
  xml('iq', clientNs, { to: request.from, id: request.id, type: 'error' }, encodeStanzaError(error));
