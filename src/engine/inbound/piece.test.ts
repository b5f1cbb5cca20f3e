/** Merging: whatever the order, the last word on each thing wins, as if each piece had been committed alone. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BareJid, FullJid } from '#lib/jid.ts';
import type { Contact, DevicePresence } from '#model/contact.ts';
import { bare, full } from '#test/builders.ts';
import { isEmptyPiece, mergePieces, standsAlone, type Piece } from './piece.ts';

const jids = ['a@x.example', 'b@x.example', 'c@x.example'].map(bare);
const anyJid = fc.constantFrom(...jids);

const contact = (jid: BareJid, name: string): Contact => ({
  jid,
  name,
  groups: [],
  subscription: 'both',
  ask: false,
});
const device = (jid: FullJid, status: string): DevicePresence => ({
  jid,
  bare: bare(jid.split('/')[0] ?? ''),
  show: 'available',
  priority: 0,
  at: 0,
  status,
});

/** What a store would hold after these pieces. */
const apply = (pieces: readonly Piece[]): unknown => {
  const contacts = new Map<BareJid, string | undefined>();
  const devices = new Map<FullJid, string | undefined>();
  const blocked = new Set<BareJid>();
  const requests = new Map<BareJid, number>();
  let ver: string | undefined;
  let server = {};
  for (const piece of pieces) {
    for (const each of piece.roster?.changed ?? []) contacts.set(each.jid, each.name);
    for (const jid of piece.roster?.removed ?? []) contacts.delete(jid);
    ver = piece.roster?.ver ?? ver;
    server = { ...server, ...piece.server };
    for (const each of piece.presence?.changed ?? []) devices.set(each.jid, each.status);
    for (const jid of piece.presence?.gone ?? []) devices.delete(jid);
    for (const jid of piece.blocked?.added ?? []) blocked.add(jid);
    for (const jid of piece.blocked?.removed ?? []) blocked.delete(jid);
    for (const each of piece.requests?.added ?? []) requests.set(each.jid, each.at);
    for (const jid of piece.requests?.removed ?? []) requests.delete(jid);
  }
  const sorted = <K, V>(map: Map<K, V>): [K, V][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return [sorted(contacts), sorted(devices), [...blocked].sort(), sorted(requests), ver, server];
};

const anyPiece: fc.Arbitrary<Piece> = fc.oneof(
  fc
    .record({ jid: anyJid, name: fc.string() })
    .map(({ jid, name }) => ({ roster: { changed: [contact(jid, name)], ver: name } })),
  anyJid.map((jid) => ({ roster: { removed: [jid] } })),
  fc
    .record({ jid: anyJid, status: fc.string() })
    .map(({ jid, status }) => ({ presence: { changed: [device(full(`${jid}/r`), status)] } })),
  anyJid.map((jid) => ({ presence: { gone: [full(`${jid}/r`)] } })),
  anyJid.map((jid) => ({ blocked: { added: [jid] } })),
  anyJid.map((jid) => ({ blocked: { removed: [jid] } })),
  fc.record({ jid: anyJid, at: fc.nat() }).map(({ jid, at }) => ({ requests: { added: [{ jid, at }] } })),
  anyJid.map((jid) => ({ requests: { removed: [jid] } })),
  fc.boolean().map((blocking) => ({ server: { blocking } })),
  fc.nat().map((maxBytes) => ({ server: { maxBytes } })),
  fc.constant({}),
);

describe('merged pieces', () => {
  test('come to the same as one after the other', () => {
    fc.assert(
      fc.property(fc.array(anyPiece, { maxLength: 20 }), (pieces) => {
        expect(apply([mergePieces(pieces)])).toEqual(apply(pieces));
      }),
      { numRuns: 500 },
    );
  });

  test('of nothing are nothing', () => {
    expect(isEmptyPiece(mergePieces([{}, {}]))).toBe(true);
    expect(isEmptyPiece(mergePieces([]))).toBe(true);
  });

  test('never hold what must stand alone', () => {
    for (const piece of [
      { roster: { full: [] } },
      { blocked: { full: [] } },
      { presence: { wipe: true } },
      { presence: { goneBare: jids } },
    ]) {
      expect(standsAlone(piece)).toBe(true);
    }
    expect(standsAlone({ facts: [] })).toBe(false);
  });
});
