/** What a feature may plug into the engine. */
import type { StanzaError } from '#xmpp/core/stanza-error.ts';
import type { Claim } from '#xmpp/stream/router.ts';

export interface Feature {
  /** Inbound stanzas that are this feature's. */
  readonly claims?: readonly Claim[];
}

/** What a request gets that is none of the sender's business, as if nobody were here (RFC 6120 §8.4). */
export const serviceUnavailable: StanzaError = { type: 'cancel', condition: 'service-unavailable' };
export const badRequest: StanzaError = { type: 'modify', condition: 'bad-request' };
