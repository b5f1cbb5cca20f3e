/** Folding: any order of facts gives the same row. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bare } from '#test/builders.ts';
import type { MessageFact } from './fact.ts';
import { foldCopy, foldProof, messageOf, waitAgain, type Proof } from './message-fold.ts';
import type { Message, MessageKey } from './message.ts';

const me = bare('me@example.org');
const bob = bare('bob@example.org');
const now = 10_000;

const factOf = (parts: Partial<MessageFact> = {}): MessageFact => ({
  kind: 'message',
  chat: bob,
  sender: me,
  own: true,
  stanzaId: 'id1',
  at: 5000,
  content: { kind: 'text', body: 'hi' },
  payloadHash: 'h',
  via: 'live',
  ...parts,
});

const rowOf = (fact: MessageFact, delivery?: Message['delivery']): Message => ({
  ...messageOf(fact, fact.archive, now),
  key: 1 as MessageKey,
  order: 'f1',
  placement: 'guess',
  ...(delivery === undefined ? {} : { delivery }),
});

const proof: fc.Arbitrary<Proof> = fc.constantFrom<Proof>(
  { to: 'sent' },
  { to: 'delivered' },
  { to: 'read' },
  { to: 'failed', failure: { kind: 'refused', condition: 'forbidden' } },
  { to: 'failed', failure: { kind: 'refused', condition: 'item-not-found' } },
  { to: 'failed', failure: { kind: 'may-have-arrived' } },
);

describe('proofs of what became of an own message', () => {
  test('fold the same in any order, however often they come', () => {
    fc.assert(
      fc.property(
        fc
          .array(proof, { maxLength: 8 })
          .chain((proofs) =>
            fc.tuple(fc.constant(proofs), fc.shuffledSubarray(proofs, { minLength: proofs.length })),
          ),
        ([proofs, shuffled]) => {
          const start = rowOf(factOf(), 'waiting');
          const folded = proofs.reduce(foldProof, start);
          expect(shuffled.reduce(foldProof, start)).toEqual(folded);
          expect(proofs.reduce(foldProof, folded)).toEqual(folded);
        },
      ),
    );
  });

  test.each([
    [['sent', 'delivered'], 'delivered'],
    [['read', 'delivered', 'sent'], 'read'],
    [['sent', 'refused'], 'failed'],
    [['delivered', 'refused'], 'delivered'],
    [['refused', 'delivered'], 'delivered'],
    [['may-have-arrived', 'sent'], 'sent'],
    [['sent', 'may-have-arrived'], 'sent'],
  ] as const)('%j end in %s', (proofs, end) => {
    const row = proofs.reduce<Message>(
      (before, what) => {
        if (what === 'refused') {
          return foldProof(before, { to: 'failed', failure: { kind: 'refused', condition: 'forbidden' } });
        }
        if (what === 'may-have-arrived') return foldProof(before, { to: 'failed', failure: { kind: what } });
        return foldProof(before, { to: what });
      },
      rowOf(factOf(), 'waiting'),
    );
    expect(row.delivery).toBe(end);
    expect(row.failure !== undefined).toBe(end === 'failed');
  });

  test('say nothing of a message from another', () => {
    const row = rowOf(factOf({ own: false, sender: bob }));
    expect(foldProof(row, { to: 'read' })).toBe(row);
  });

  test('are forgotten when a failed message is to wait again', () => {
    const failed = foldProof(rowOf(factOf(), 'waiting'), { to: 'failed', failure: { kind: 'too-large' } });
    expect(waitAgain(failed)).toEqual(rowOf(factOf(), 'waiting'));
    const sent = rowOf(factOf(), 'sent');
    expect(waitAgain(sent)).toBe(sent);
  });
});

describe('copies of one message', () => {
  test('fold to the same row in any order', () => {
    const copies: readonly MessageFact[] = [
      factOf({ via: 'carbon', at: 4000 }),
      factOf({ via: 'archive', archive: me, archiveId: 'a1', at: 3000, markable: true }),
      factOf({ via: 'live', at: 9000, wantsReceipt: true }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray([...copies], { minLength: 3 }), ([first, ...rest]) => {
        const row = rest.reduce(
          (before, fact) => foldCopy(before, fact, fact.archive, now),
          rowOf(first ?? factOf()),
        );
        expect(row).toEqual({
          ...rowOf(factOf({ at: 3000, archive: me, archiveId: 'a1' })),
          wantsReceipt: true,
          markable: true,
        });
      }),
    );
  });

  test('that tell nothing new leave the row itself', () => {
    const row = rowOf(factOf());
    expect(foldCopy(row, factOf({ at: 6000 }), undefined, now)).toBe(row);
  });

  test('take the id of the present archive over that of one before it', () => {
    const row: Message = { ...rowOf(factOf()), archive: me, archiveId: 'old' };
    expect(foldCopy(row, factOf({ archiveId: 'new' }), `${me}#2`, now)).toMatchObject({ archiveId: 'new' });
    expect(foldCopy(row, factOf({ archiveId: 'other' }), me, now)).toBe(row);
  });
});

test.each([NaN, -1, now + 1, Infinity])('X14: a stamp of %d is now', (at) => {
  expect(messageOf(factOf({ at }), undefined, now).at).toBe(now);
});

describe('a message that was refused and is tried again', () => {
  const refused: Proof = { to: 'failed', failure: { kind: 'refused', condition: 'remote-server-timeout' } };
  const again = waitAgain(foldProof(rowOf(factOf(), 'waiting'), refused));
  const copy = (archiveId: string): MessageFact => factOf({ via: 'archive', archive: me, archiveId });

  test('is not taken for sent by the archive’s copy of the refused attempt, however often it comes', () => {
    const once = foldCopy(again, copy('a1'), me, now);
    expect(once).toMatchObject({ delivery: 'waiting', archiveId: 'a1' });
    expect(foldCopy(once, copy('a1'), me, now).delivery).toBe('waiting');
  });

  test('is sent once the archive has another copy, or the server confirms it', () => {
    const once = foldCopy(again, copy('a1'), me, now);
    expect(foldCopy(once, copy('a2'), me, now).delivery).toBe('sent');
    expect(foldProof(once, { to: 'sent' }).delivery).toBe('sent');
  });

  test('proves itself by the archive when it had only been given up', () => {
    const doubted: Proof = { to: 'failed', failure: { kind: 'may-have-arrived' } };
    const row = waitAgain(foldProof(rowOf(factOf(), 'waiting'), doubted));
    expect(foldCopy(row, copy('a1'), me, now).delivery).toBe('sent');
  });
});
