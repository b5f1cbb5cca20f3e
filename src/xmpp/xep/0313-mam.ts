/**
 * XEP-0313: Message Archive Management, version 1.1.3
 *
 * Queries by address, time and page, results, the end of a query, and the archive's edges. Left out: the form fields
 * `ids`, `before-id` and `after-id` and flipped pages (RSM does what we need), the query for form fields, and
 * preferences, which are XEP-0441's.
 */
import type { Jid } from '#lib/jid.ts';
import { ok } from '#lib/result.ts';
import type { Codec, Infer } from '../codec/codec.ts';
import { element, mapCodec } from '../codec/element.ts';
import { attr, attrOr, child, optionalAttr, optionalChild } from '../codec/field.ts';
import { refuse } from '../codec/decode-error.ts';
import { bool, dateTime, jid, nonEmpty } from '../codec/value.ts';
import { xml, type Xml } from '../codec/xml.ts';
import { dataForm, fieldValue, formType, submitForm, type DataForm } from './0004-data-forms.ts';
import { rsmSet, type RsmSet } from './0059-rsm.ts';
import { forwarded } from './0297-forward.ts';

export const mamNs = 'urn:xmpp:mam:2';
/** Announced by archives that know the field `include-groupchat` (§4.1.5). */
export const groupchatFieldFeature = 'urn:xmpp:mam:2#groupchat-field';
/** Announced by archives that answer questions for their edges (§5). */
export const mamExtendedNs = 'urn:xmpp:mam:2#extended';

export interface MamQuery {
  /** Comes back with every result of this query. */
  readonly queryid?: string;
  /** A pubsub node; absent for message archives. */
  readonly node?: string;
  /** Only messages to or from this address. */
  readonly with?: Jid;
  /** Not older than this, milliseconds. */
  readonly start?: number;
  /** Not newer than this, milliseconds. */
  readonly end?: number;
  /** Only where the archive announces `groupchatFieldFeature`, or it refuses the query. */
  readonly includeGroupchat?: boolean;
  readonly rsm?: RsmSet;
}

const filters = (
  form: DataForm,
): Pick<MamQuery, 'with' | 'start' | 'end' | 'includeGroupchat'> | undefined => {
  const read: { with?: Jid; start?: number; end?: number; includeGroupchat?: boolean } = {};
  const take = <T>(
    name: string,
    type: { parse(text: string): T | undefined },
    set: (value: T) => void,
  ): boolean => {
    const text = fieldValue(form, name);
    const value = text === undefined ? undefined : type.parse(text);
    if (value !== undefined) set(value);
    return text === undefined || value !== undefined;
  };
  const isRead =
    formType(form) === mamNs &&
    take('with', jid, (value) => (read.with = value)) &&
    take('start', dateTime, (value) => (read.start = value)) &&
    take('end', dateTime, (value) => (read.end = value)) &&
    take('include-groupchat', bool, (value) => (read.includeGroupchat = value));
  return isRead ? read : undefined;
};

const filterForm = (query: MamQuery): DataForm | undefined => {
  const values = {
    with: query.with,
    start: query.start === undefined ? undefined : dateTime.format(query.start),
    end: query.end === undefined ? undefined : dateTime.format(query.end),
    'include-groupchat': query.includeGroupchat === undefined ? undefined : String(query.includeGroupchat),
  };
  return Object.values(values).some((value) => value !== undefined) ? submitForm(mamNs, values) : undefined;
};

export const mamQuery: Codec<MamQuery> = mapCodec(
  element('query', mamNs, {
    queryid: optionalAttr('queryid'),
    node: optionalAttr('node'),
    form: optionalChild(dataForm),
    rsm: optionalChild(rsmSet),
  }),
  ({ form, ...query }) => {
    const read = form ? filters(form) : {};
    return read ? ok({ ...query, ...read }) : refuse('query/x', 'malformed');
  },
  (query) => {
    const form = filterForm(query);
    return {
      ...(query.queryid === undefined ? {} : { queryid: query.queryid }),
      ...(query.node === undefined ? {} : { node: query.node }),
      ...(form ? { form } : {}),
      ...(query.rsm ? { rsm: query.rsm } : {}),
    };
  },
);

/** One message of an archive; believed only from the queried archive while the query of that id is open (§6.2). */
export const mamResult = element('result', mamNs, {
  queryid: optionalAttr('queryid'),
  /** The archive's own id of the message. */
  id: attr('id', nonEmpty),
  forwarded: child(forwarded, 'forwarded'),
});

export type MamResult = Infer<typeof mamResult>;

export interface MamFin {
  /** No further page in the asked direction. */
  readonly complete: boolean;
  /** False: order or content may still change. */
  readonly stable: boolean;
  readonly queryid?: string;
  readonly rsm: RsmSet;
}

export const mamFin: Codec<MamFin> = element('fin', mamNs, {
  complete: attrOr('complete', bool, false),
  stable: attrOr('stable', bool, true),
  queryid: optionalAttr('queryid'),
  rsm: child(rsmSet, 'set'),
});

const edge = (name: string): Codec<ArchiveEdge> =>
  element(name, mamNs, { id: attr('id', nonEmpty), at: attr('timestamp', dateTime) });

export interface ArchiveEdge {
  readonly id: string;
  /** Milliseconds. */
  readonly at: number;
}

export interface MamMetadata {
  /** Oldest and newest message; both absent when the archive is empty. */
  readonly start?: ArchiveEdge;
  readonly end?: ArchiveEdge;
}

export const mamMetadata: Codec<MamMetadata> = element('metadata', mamNs, {
  start: optionalChild(edge('start')),
  end: optionalChild(edge('end')),
});

/** Asks an archive for its edges; only where `mamExtendedNs` is announced. */
export const mamMetadataQuery = (): Xml => xml('metadata', mamNs);
