/** Answers pings (XEP-0199). */
import { ok } from '#lib/result.ts';
import { pingNs } from '#xmpp/xep/0199-ping.ts';
import type { Feature } from '../feature.ts';

export const pingFeature = (): Feature => ({
  claims: [{ stanza: 'iq', type: 'get', ns: pingNs, name: 'ping', handler: () => ok(undefined) }],
});
