/** The attributes that all three kinds of stanza share (RFC 6120 §8.1). */
import { ok, type Result } from '#lib/result.ts';
import type { Jid } from '#lib/jid.ts';
import { refuse, type DecodeError } from '../codec/decode-error.ts';
import { jid } from '../codec/value.ts';
import type { XmlElement } from '../codec/xml.ts';

export interface Addresses {
  /** Absent: from the account itself (RFC 6120 §8.1.2.1). */
  readonly from?: Jid;
  /** Absent: to the account itself. */
  readonly to?: Jid;
  readonly id?: string;
}

/** Empty attributes count as absent; an address that is none refuses the stanza. */
export const decodeAddresses = (el: XmlElement): Result<Addresses, DecodeError> => {
  const found: { from?: Jid; to?: Jid; id?: string } = {};
  for (const name of ['from', 'to'] as const) {
    const text = el.attr(name);
    if (text === undefined || text === '') continue;
    const address = jid.parse(text);
    if (address === undefined) return refuse(`${el.name}/@${name}`, 'malformed');
    found[name] = address;
  }
  const id = el.attr('id');
  if (id !== undefined && id !== '') found.id = id;
  return ok(found);
};
