/**
 * XEP-0030: Service Discovery, version 2.5.0
 *
 * Queries and answers for info and items, with the extension forms of XEP-0128. Left out: result sets of items, which
 * no service needs whose items we read.
 */
import { ok } from '#lib/result.ts';
import type { Codec, Infer } from '../codec/codec.ts';
import { element, mapCodec } from '../codec/element.ts';
import { attr, children, optionalAttr } from '../codec/field.ts';
import { jid, nonEmpty } from '../codec/value.ts';
import { xml, type Xml } from '../codec/xml.ts';
import { dataForm, type DataForm } from './0004-data-forms.ts';

export const discoInfoNs = 'http://jabber.org/protocol/disco#info';
export const discoItemsNs = 'http://jabber.org/protocol/disco#items';

const identity = element('identity', discoInfoNs, {
  category: attr('category'),
  type: attr('type'),
  name: optionalAttr('name'),
  lang: optionalAttr('xml:lang'),
});

export type DiscoIdentity = Infer<typeof identity>;

const feature = element('feature', discoInfoNs, { var: attr('var', nonEmpty) });

export interface DiscoInfo {
  readonly node?: string;
  readonly identities: readonly DiscoIdentity[];
  /** As sent, repetitions included: XEP-0115 judges them. */
  readonly features: readonly string[];
  readonly forms: readonly DataForm[];
}

export const discoInfo: Codec<DiscoInfo> = mapCodec(
  element('query', discoInfoNs, {
    node: optionalAttr('node'),
    identities: children(identity),
    features: children(feature),
    forms: children(dataForm),
  }),
  (read) => ok({ ...read, features: read.features.map((one) => one.var) }),
  (info) => ({ ...info, features: info.features.map((one) => ({ var: one })) }),
);

const item = element('item', discoItemsNs, {
  jid: attr('jid', jid),
  node: optionalAttr('node'),
  name: optionalAttr('name'),
});

export type DiscoItem = Infer<typeof item>;

export interface DiscoItems {
  readonly node?: string;
  readonly items: readonly DiscoItem[];
}

export const discoItems: Codec<DiscoItems> = element('query', discoItemsNs, {
  node: optionalAttr('node'),
  items: children(item),
});

/** The payload that asks an entity what it is and can do. */
export const discoInfoQuery = (node?: string): Xml => xml('query', discoInfoNs, { node });

/** The payload that asks an entity what it holds. */
export const discoItemsQuery = (node?: string): Xml => xml('query', discoItemsNs, { node });

export const hasFeature = (info: DiscoInfo, feature: string): boolean => info.features.includes(feature);
