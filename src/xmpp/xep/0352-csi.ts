/** XEP-0352: Client State Indication, version 1.0.0 */
import type { Codec } from '../codec/codec.ts';
import { empty } from '../codec/element.ts';

export const csiNs = 'urn:xmpp:csi:0';

/** The stream feature. */
export const csi: Codec<true> = empty('csi', csiNs);

/** Somebody looks at the client: send all, at once. */
export const csiActive: Codec<true> = empty('active', csiNs);

/** Nobody looks: the server may hold back what can wait. */
export const csiInactive: Codec<true> = empty('inactive', csiNs);
