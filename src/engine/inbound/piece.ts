/** What one stanza adds to a batch, and how several are merged so that the last word on each thing wins. */
import type { BareJid, FullJid } from '#lib/jid.ts';
import type { ServerOffers } from '#model/server.ts';
import type {
  Batch,
  BlockedChange,
  PresenceChange,
  RequestChange,
  RosterChange,
} from '#store/account-store.ts';

/** A batch without the stream's counters. */
export type Piece = Omit<Batch, 'stream'>;

/** Pieces that replace or forget at large, or that speak of a page of the archive, are committed by themselves. */
export const standsAlone = (piece: Piece): boolean =>
  piece.coverage !== undefined ||
  piece.roster?.full !== undefined ||
  piece.blocked?.full !== undefined ||
  piece.presence?.wipe === true ||
  piece.presence?.goneBare !== undefined;

export const isEmptyPiece = (piece: Piece): boolean => Object.keys(piece).length === 0;

export const mergePieces = (pieces: readonly Piece[]): Piece => {
  const [first = {}] = pieces;
  if (pieces.length <= 1) return first;
  const facts = pieces.flatMap((piece) => piece.facts ?? []);
  const answered = pieces.flatMap((piece) => piece.answered ?? []);
  const roster = mergeRoster(pieces.flatMap((piece) => piece.roster ?? []));
  const requests = mergeRequests(pieces.flatMap((piece) => piece.requests ?? []));
  const presence = mergePresence(pieces.flatMap((piece) => piece.presence ?? []));
  const blocked = mergeBlocked(pieces.flatMap((piece) => piece.blocked ?? []));
  const server = mergeServer(pieces.flatMap((piece) => piece.server ?? []));
  return {
    ...(facts.length > 0 ? { facts } : {}),
    ...(answered.length > 0 ? { answered } : {}),
    ...(roster ? { roster } : {}),
    ...(requests ? { requests } : {}),
    ...(presence ? { presence } : {}),
    ...(blocked ? { blocked } : {}),
    ...(server ? { server } : {}),
  };
};

/** Keeps for each key only what was said last, and sorts that into "there" and "not there". */
class LastWord<Key, Value> {
  readonly #said = new Map<Key, Value | undefined>();

  there(key: Key, value: Value): void {
    this.#said.set(key, value);
  }

  gone(key: Key): void {
    this.#said.set(key, undefined);
  }

  get present(): Value[] {
    return [...this.#said.values()].filter((value) => value !== undefined);
  }

  get absent(): Key[] {
    return [...this.#said].filter(([, value]) => value === undefined).map(([key]) => key);
  }
}

const mergeRoster = (changes: readonly RosterChange[]): RosterChange | undefined => {
  if (changes.length === 0) return undefined;
  const items = new LastWord<BareJid, NonNullable<RosterChange['changed']>[number]>();
  for (const { changed = [], removed = [] } of changes) {
    for (const contact of changed) items.there(contact.jid, contact);
    for (const jid of removed) items.gone(jid);
  }
  const ver = changes.findLast((change) => change.ver !== undefined)?.ver;
  return { changed: items.present, removed: items.absent, ...(ver === undefined ? {} : { ver }) };
};

const mergeRequests = (changes: readonly RequestChange[]): RequestChange | undefined => {
  if (changes.length === 0) return undefined;
  const requests = new LastWord<BareJid, NonNullable<RequestChange['added']>[number]>();
  for (const { added = [], removed = [] } of changes) {
    for (const request of added) requests.there(request.jid, request);
    for (const jid of removed) requests.gone(jid);
  }
  return { added: requests.present, removed: requests.absent };
};

const mergePresence = (changes: readonly PresenceChange[]): PresenceChange | undefined => {
  if (changes.length === 0) return undefined;
  const devices = new LastWord<FullJid, NonNullable<PresenceChange['changed']>[number]>();
  for (const { changed = [], gone = [] } of changes) {
    for (const device of changed) devices.there(device.jid, device);
    for (const jid of gone) devices.gone(jid);
  }
  return { changed: devices.present, gone: devices.absent };
};

const mergeBlocked = (changes: readonly BlockedChange[]): BlockedChange | undefined => {
  if (changes.length === 0) return undefined;
  const jids = new LastWord<BareJid, BareJid>();
  for (const { added = [], removed = [] } of changes) {
    for (const jid of added) jids.there(jid, jid);
    for (const jid of removed) jids.gone(jid);
  }
  return { added: jids.present, removed: jids.absent };
};

const mergeServer = (changes: readonly Partial<ServerOffers>[]): Partial<ServerOffers> | undefined =>
  changes.length === 0 ? undefined : changes.reduce((all, change) => ({ ...all, ...change }));
