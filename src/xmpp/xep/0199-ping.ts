/** XEP-0199: XMPP Ping, version 2.0.1 */
import type { Codec } from '../codec/codec.ts';
import { empty } from '../codec/element.ts';

export const pingNs = 'urn:xmpp:ping';

export const ping: Codec<true> = empty('ping', pingNs);
