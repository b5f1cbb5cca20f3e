/** XEP-0319: Last User Interaction in Presence, version 1.0.2 */
import type { Codec } from '../codec/codec.ts';
import { element } from '../codec/element.ts';
import { attr } from '../codec/field.ts';
import { dateTime } from '../codec/value.ts';

export const idleNs = 'urn:xmpp:idle:1';

/** `since`: when the person last did something, milliseconds. */
export const idle: Codec<{ readonly since: number }> = element('idle', idleNs, {
  since: attr('since', dateTime),
});
