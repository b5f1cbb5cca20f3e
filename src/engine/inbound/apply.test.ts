/** Batches, honest counts, and what one bad stanza may cost (X02). */
import { describe, expect, test } from 'vitest';
import { silentLog } from '#lib/log.ts';
import type { Fact } from '#model/fact.ts';
import {
  StaleEpoch,
  StoreError,
  type Batch,
  type CommitResult,
  type StreamRow,
} from '#store/account-store.ts';
import { CommitFailed } from '#xmpp/stream/router.ts';
import type { ResumeState } from '#xmpp/stream/session.ts';
import { bare, full } from '#test/builders.ts';
import { settle } from '#test/fake-clock.ts';
import { Applier } from './apply.ts';
import type { Piece } from './piece.ts';

const bob = bare('bob@example.org');
const fact = (of: string): Fact => ({ kind: 'receipt', chat: bob, sender: bob, of });
const said = (of: string): Piece => ({ facts: [fact(of)] });
const nothing: CommitResult = { added: [], live: [], recreated: false };

class Notes {
  readonly batches: Batch[] = [];
  readonly rows: (StreamRow | null)[] = [];
  state: ResumeState | undefined = { id: 'sm', jid: full('alice@example.org/web'), h: 0, acked: 0, sent: 0 };
  isStale = false;
  committed = 0;
  fail: (batch: Batch) => Error | undefined = () => undefined;
  readonly applier = new Applier({
    epoch: 1,
    log: silentLog,
    now: () => 5,
    nextTurn: (fn) => void setImmediate(fn),
    resumeState: () => this.state,
    onCommitted: () => this.committed++,
    onStale: () => (this.isStale = true),
    store: {
      commit: (_epoch, batch) => {
        const error = this.fail(batch);
        if (error) return Promise.reject(error);
        this.batches.push(batch);
        return Promise.resolve(nothing);
      },
      saveStream: (_epoch, row) => {
        this.rows.push(row);
        return Promise.resolve();
      },
    },
  });

  get counts(): (number | undefined)[] {
    return this.batches.map((batch) => batch.stream?.h);
  }
}

const names = (batch: Batch | undefined): string[] =>
  (batch?.facts ?? []).map((each) => ('of' in each ? each.of : ''));

describe('batches', () => {
  test('gather what comes in one turn, in order, at most fifty', async () => {
    const notes = new Notes();
    const all = Array.from({ length: 120 }, (_, i) => `m${i}`);
    await Promise.all(all.map((of) => notes.applier.add(said(of))));
    expect(notes.batches.map((batch) => batch.facts?.length)).toEqual([50, 50, 20]);
    expect(notes.batches.flatMap(names)).toEqual(all);
  });

  test('leave alone what replaces or what moves a cursor', async () => {
    const notes = new Notes();
    await Promise.all([
      notes.applier.add(said('a')),
      notes.applier.commit({ presence: { wipe: true } }),
      notes.applier.add(said('b')),
      notes.applier.add(said('c')),
    ]);
    expect(notes.batches.map(names)).toEqual([['a'], [], ['b', 'c']]);
    expect(notes.batches[1]?.presence).toEqual({ wipe: true });
  });
});

describe('the count', () => {
  test('that is stored with a batch is the one that is true once it is committed', async () => {
    const notes = new Notes();
    await Promise.all([
      notes.applier.add(said('a')),
      notes.applier.add(said('b')),
      notes.applier.commit(said('c')),
    ]);
    expect(notes.counts).toEqual([2]);
    await notes.applier.add(said('d'));
    expect(notes.counts).toEqual([2, 3]);
  });

  test('takes in the answers that the stream counted between', async () => {
    const notes = new Notes();
    await notes.applier.add(said('a'));
    if (notes.state) notes.state = { ...notes.state, h: 7 };
    await notes.applier.add(said('b'));
    expect(notes.counts).toEqual([1, 8]);
  });

  test('is saved for stanzas that bring nothing, and after answers', async () => {
    const notes = new Notes();
    await notes.applier.add({});
    if (notes.state) notes.state = { ...notes.state, h: 4 };
    notes.applier.touch();
    await settle();
    expect(notes.rows.map((row) => row?.h)).toEqual([1, 4]);
    expect(notes.batches).toEqual([]);
  });

  test('starts anew with another stream, and wraps', async () => {
    const notes = new Notes();
    await notes.applier.add(said('a'));
    notes.state = { id: 'next', jid: full('alice@example.org/web'), h: 0xffff_ffff, acked: 0, sent: 0 };
    await notes.applier.add(said('b'));
    expect(notes.counts).toEqual([1, 0]);
  });

  test('goes when the stream cannot be resumed', async () => {
    const notes = new Notes();
    await notes.applier.add(said('a'));
    notes.state = undefined;
    await notes.applier.add(said('b'));
    await notes.applier.add(said('c'));
    expect(notes.batches.map((batch) => batch.stream === null)).toEqual([false, true, false]);
  });
});

describe('failures', () => {
  test('of one stanza cost that stanza alone, and it still counts (X02)', async () => {
    const notes = new Notes();
    notes.fail = (batch) => (names(batch).includes('bad') ? new TypeError('bug') : undefined);
    await Promise.all(['a', 'bad', 'b', 'c'].map((of) => notes.applier.add(said(of))));
    expect(notes.batches.flatMap(names)).toEqual(['a', 'b', 'c']);
    await notes.applier.add(said('d'));
    expect(notes.counts.at(-1)).toBeGreaterThanOrEqual(4);
  });

  test('of storage are told to the stream, and counted as nothing', async () => {
    const notes = new Notes();
    notes.fail = () => new StoreError({ kind: 'quota' });
    await expect(notes.applier.add(said('a'))).rejects.toBeInstanceOf(CommitFailed);
    notes.fail = () => undefined;
    await notes.applier.add(said('a'));
    expect(notes.counts).toEqual([1]);
  });

  test('by another engine end this one', async () => {
    const notes = new Notes();
    notes.fail = () => new StaleEpoch('overtaken');
    await expect(notes.applier.add(said('a'))).rejects.toBeInstanceOf(CommitFailed);
    expect(notes.isStale).toBe(true);
  });

  test('of the engine’s own writes are its own to hear', async () => {
    const notes = new Notes();
    notes.fail = () => new TypeError('bug');
    await expect(notes.applier.commit(said('a'))).rejects.toBeInstanceOf(TypeError);
    expect(notes.committed).toBe(0);
  });
});
