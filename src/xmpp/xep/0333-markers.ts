/**
 * XEP-0333: Displayed Markers, version 1.0.0
 *
 * Also reads and never sends `<received/>`, which drafts before 1.0 had and older clients still send.
 */
import type { Codec } from '../codec/codec.ts';
import { element, empty } from '../codec/element.ts';
import { attr } from '../codec/field.ts';
import { nonEmpty } from '../codec/value.ts';

export const markersNs = 'urn:xmpp:chat-markers:0';

/** The sender of this message wants to know when it was displayed. */
export const markable: Codec<true> = empty('markable', markersNs);

/** All messages up to the one of this id were displayed. */
export const displayed: Codec<{ readonly id: string }> = element('displayed', markersNs, {
  id: attr('id', nonEmpty),
});

/** The message of this id was received. */
export const received: Codec<{ readonly id: string }> = element('received', markersNs, {
  id: attr('id', nonEmpty),
});
