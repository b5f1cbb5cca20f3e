/**
 * XEP-0280: Message Carbons, version 1.0.1
 *
 * Reads the wrappers; that a carbon's outer `from` is the own bare address (§11) is for the caller to check, who knows
 * it.
 */
import { ok } from '#lib/result.ts';
import type { Codec } from '../codec/codec.ts';
import { element, empty, mapCodec } from '../codec/element.ts';
import { child } from '../codec/field.ts';
import { xml, type Xml } from '../codec/xml.ts';
import { forwarded, type Forwarded } from './0297-forward.ts';

export const carbonsNs = 'urn:xmpp:carbons:2';

const wrapper = (name: string): Codec<Forwarded> =>
  mapCodec(
    element(name, carbonsNs, { forwarded: child(forwarded, 'forwarded') }),
    (read) => ok(read.forwarded),
    (value) => ({ forwarded: value }),
  );

/** A copy of what another device of the account received. */
export const carbonReceived = wrapper('received');

/** A copy of what another device of the account sent. */
export const carbonSent = wrapper('sent');

/** Keeps a message from being copied (§9); goes with the hint `no-copy`. */
export const carbonPrivate: Codec<true> = empty('private', carbonsNs);

export const carbonsEnable = (): Xml => xml('enable', carbonsNs);

export const carbonsDisable = (): Xml => xml('disable', carbonsNs);
