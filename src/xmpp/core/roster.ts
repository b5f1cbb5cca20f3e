/** The roster (RFC 6121 §2), with versioning. */
import type { BareJid } from '#lib/jid.ts';
import { bareOf } from '#lib/jid.ts';
import { ok, type Result } from '#lib/result.ts';
import type { Codec, Infer } from '../codec/codec.ts';
import type { DecodeError } from '../codec/decode-error.ts';
import { element } from '../codec/element.ts';
import { attr, attrOr, childTexts, children, optionalAttr } from '../codec/field.ts';
import { bool, jid, oneOfWords, type ValueType } from '../codec/value.ts';
import { xml, type Xml, type XmlElement } from '../codec/xml.ts';
import { rosterNs } from './namespaces.ts';

/** Entries are people, not devices: a resource is left out. */
const contactJid: ValueType<BareJid> = {
  parse: (text) => {
    const parsed = jid.parse(text);
    return parsed && bareOf(parsed);
  },
  format: (value) => value,
};

const subscribeAsked: ValueType<boolean> = {
  parse: (text) => text === 'subscribe',
  format: () => 'subscribe',
};

const rosterItem = element('item', rosterNs, {
  jid: attr('jid', contactJid),
  /** The name that the account's owner gave. */
  name: optionalAttr('name'),
  /** `remove` stands in pushes and sets only (RFC 6121 §2.1.2.5). */
  subscription: attrOr('subscription', oneOfWords('none', 'to', 'from', 'both', 'remove'), 'none'),
  /** We asked to see this person's presence and wait for the answer. */
  ask: attrOr('ask', subscribeAsked, false),
  /** A future request of theirs is granted beforehand (RFC 6121 §3.4). */
  approved: attrOr('approved', bool, false),
  groups: childTexts('group', rosterNs),
});

export type RosterItem = Infer<typeof rosterItem>;

export interface Roster {
  /** RFC 6121 §2.6; may be the empty text. */
  readonly ver?: string;
  readonly items: readonly RosterItem[];
}

/** Entries read in one turn. */
const entriesOfTurn = 250;

/** A malformed item is skipped, the rest of the roster stays. */
export const roster: Codec<Roster> = element('query', rosterNs, {
  ver: optionalAttr('ver'),
  items: children(rosterItem),
});

/** A roster of thousands, in turns. */
export function* readRoster(query: XmlElement): Generator<undefined, Result<Roster, DecodeError>> {
  const entries = query.children();
  const first = roster.decode(xml(query.name, query.ns, { ver: query.attr('ver') }));
  if (!first.ok) return first;
  const items: RosterItem[] = [];
  for (let i = 0; i < entries.length; i++) {
    if (i % entriesOfTurn === entriesOfTurn - 1) yield;
    const entry = entries[i];
    const item = entry && rosterItem.decode(entry);
    if (item?.ok) items.push(item.value);
  }
  return ok({ ...first.value, items });
}

/** Asks for the roster; with `ver`, '' for none yet, only for what changed since. */
export const rosterGet = (ver?: string): Xml => xml('query', rosterNs, { ver });

/** Adds or changes an entry: name and groups replace the former ones (RFC 6121 §2.3). */
export const rosterSet = (item: {
  readonly jid: BareJid;
  readonly name?: string;
  readonly groups: readonly string[];
}): Xml =>
  xml(
    'query',
    rosterNs,
    {},
    xml(
      'item',
      rosterNs,
      { jid: item.jid, name: item.name },
      ...item.groups.map((group) => xml('group', rosterNs, {}, group)),
    ),
  );

/** Removes an entry and both subscriptions (RFC 6121 §2.5). */
export const rosterRemove = (jid: BareJid): Xml =>
  xml('query', rosterNs, {}, xml('item', rosterNs, { jid, subscription: 'remove' }));
