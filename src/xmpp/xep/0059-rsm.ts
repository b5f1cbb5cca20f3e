/** XEP-0059: Result Set Management, version 1.0 */
import { ok } from '#lib/result.ts';
import type { Codec } from '../codec/codec.ts';
import { element, mapCodec } from '../codec/element.ts';
import { childText, optionalAttr, optionalChild, text } from '../codec/field.ts';
import { unsignedInt } from '../codec/value.ts';

export const rsmNs = 'http://jabber.org/protocol/rsm';

export interface RsmSet {
  /** Asked: at most so many items. */
  readonly max?: number;
  /** Asked: the page after this item. */
  readonly after?: string;
  /** Asked: the page before this item; '' for the last page of all (§2.5). */
  readonly before?: string;
  /** Asked: the page that starts at this place. */
  readonly index?: number;
  /** Told: id of the page's first item, and its place in the whole set. */
  readonly first?: string;
  readonly firstIndex?: number;
  /** Told: id of the page's last item. */
  readonly last?: string;
  /** Told: size of the whole set, often an estimate. */
  readonly count?: number;
}

const first = element('first', rsmNs, { index: optionalAttr('index', unsignedInt), id: text() });

export const rsmSet: Codec<RsmSet> = mapCodec(
  element('set', rsmNs, {
    after: childText('after', rsmNs),
    before: childText('before', rsmNs),
    first: optionalChild(first),
    last: childText('last', rsmNs),
    count: childText('count', rsmNs, unsignedInt),
    index: childText('index', rsmNs, unsignedInt),
    max: childText('max', rsmNs, unsignedInt),
  }),
  ({ first: page, ...set }) =>
    ok({
      ...set,
      ...(page ? { first: page.id } : {}),
      ...(page?.index === undefined ? {} : { firstIndex: page.index }),
    }),
  ({ first: id, firstIndex, ...set }) => ({
    ...set,
    ...(id === undefined
      ? {}
      : { first: { id, ...(firstIndex === undefined ? {} : { index: firstIndex }) } }),
  }),
);
