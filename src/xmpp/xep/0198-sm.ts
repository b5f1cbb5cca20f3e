/**
 * XEP-0198: Stream Management, version 1.6.3
 *
 * The nonzas; counting and resuming are the stream's. Left out: the stream feature's `<required/>` and `<optional/>`,
 * which version 1.6 dropped.
 */
import { ok } from '#lib/result.ts';
import type { Codec } from '../codec/codec.ts';
import { element, empty } from '../codec/element.ts';
import { attr, attrOr, optionalAttr } from '../codec/field.ts';
import { refuse } from '../codec/decode-error.ts';
import { bool, nonEmpty, unsignedInt } from '../codec/value.ts';
import { child, xml, type XmlElement } from '../codec/xml.ts';
import { clientNs, stanzasNs } from '../core/namespaces.ts';
import { conditionOf, type StanzaCondition } from '../core/stanza-error.ts';

export const smNs = 'urn:xmpp:sm:3';

export interface SmEnable {
  readonly resume: boolean;
  /** How long we would like to be able to resume, seconds. */
  readonly max?: number;
}

export const smEnable: Codec<SmEnable> = element('enable', smNs, {
  resume: attrOr('resume', bool, false),
  max: optionalAttr('max', unsignedInt),
});

export interface SmEnabled {
  /** What `previd` is when resuming; absent: this stream cannot be resumed. */
  readonly id?: string;
  readonly resume: boolean;
  /** How long the server promises to wait for us, seconds. */
  readonly max?: number;
  /** Where the server would like us to reconnect. */
  readonly location?: string;
}

export const smEnabled: Codec<SmEnabled> = element('enabled', smNs, {
  id: optionalAttr('id', nonEmpty),
  resume: attrOr('resume', bool, false),
  max: optionalAttr('max', unsignedInt),
  location: optionalAttr('location'),
});

export interface SmResume {
  /** How many stanzas the sender of this element has handled, modulo 2³². */
  readonly h: number;
  readonly previd: string;
}

export const smResume: Codec<SmResume> = element('resume', smNs, {
  h: attr('h', unsignedInt),
  previd: attr('previd', nonEmpty),
});

export const smResumed: Codec<SmResume> = element('resumed', smNs, {
  h: attr('h', unsignedInt),
  previd: attr('previd', nonEmpty),
});

export interface SmFailed {
  /** What the server had handled of the stream that it no longer has (§5). */
  readonly h?: number;
  readonly condition?: StanzaCondition;
  readonly text?: string;
}

/** Where the condition stands: directly below (§3), or in an `<error/>`, as Prosody's inline answers have it. */
const failureHolder = (el: XmlElement): XmlElement =>
  child(el, 'error', clientNs) ?? child(el, 'error', smNs) ?? child(el, 'error', 'urn:xmpp:sasl:2') ?? el;

/** A malformed `h` reads as none: the failure itself must not be lost. */
export const smFailed: Codec<SmFailed> = {
  matches: (el) => el.name === 'failed' && el.ns === smNs,
  decode: (el) => {
    if (!smFailed.matches(el)) return refuse('failed', 'wrong-element');
    const h = unsignedInt.parse(el.attr('h') ?? '');
    const holder = failureHolder(el);
    const condition = conditionOf(holder);
    const text = child(holder, 'text', stanzasNs)?.text();
    return ok({
      ...(h === undefined ? {} : { h }),
      ...(condition === undefined ? {} : { condition }),
      ...(text ? { text } : {}),
    });
  },
  encode: ({ h, condition, text }) =>
    xml(
      'failed',
      smNs,
      { h },
      condition !== undefined && xml(condition, stanzasNs),
      text !== undefined && xml('text', stanzasNs, {}, text),
    ),
};

/** Asks the other side what it has handled. */
export const smRequest: Codec<true> = empty('r', smNs);

/** Tells how many stanzas the sender has handled, modulo 2³². */
export const smAnswer: Codec<{ readonly h: number }> = element('a', smNs, { h: attr('h', unsignedInt) });
