/** XEP-0297: Stanza Forwarding, version 1.0 */
import { ok } from '#lib/result.ts';
import type { Codec } from '../codec/codec.ts';
import { payload } from '../codec/codec.ts';
import { refuse } from '../codec/decode-error.ts';
import { toXml } from '../codec/dom.ts';
import { xml, type XmlElement } from '../codec/xml.ts';
import { clientNs } from '../core/namespaces.ts';
import { delay, type Delay } from './0203-delay.ts';

export const forwardNs = 'urn:xmpp:forward:0';

export interface Forwarded {
  /** When the stanza passed first, as the forwarder says. */
  readonly delay?: Delay;
  /** The one forwarded stanza; proves nothing about its sender by itself. */
  readonly stanza: XmlElement;
}

const stanzaNames = new Set(['message', 'presence', 'iq']);

/** Exactly one stanza (§3); a malformed delay is left out. */
export const forwarded: Codec<Forwarded> = {
  matches: (el) => el.name === 'forwarded' && el.ns === forwardNs,
  decode: (el) => {
    if (!forwarded.matches(el)) return refuse('forwarded', 'wrong-element');
    const stanzas = el.children().filter((one) => one.ns === clientNs && stanzaNames.has(one.name));
    const [stanza] = stanzas;
    if (!stanza) return refuse('forwarded/stanza', 'missing');
    if (stanzas.length > 1) return refuse('forwarded/stanza', 'ambiguous');
    const passed = payload(el, delay);
    return ok({ ...(passed ? { delay: passed } : {}), stanza });
  },
  encode: (value) =>
    xml('forwarded', forwardNs, {}, value.delay && delay.encode(value.delay), toXml(value.stanza)),
};
