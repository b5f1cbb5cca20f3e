/** The engine's side of the outbox: what to send, and what became of it. */
import type { OutboxEntry, OutboxRow, OutboxState } from '#model/intent.ts';
import { foldProof } from '#model/message-fold.ts';
import type { Message, MessageFailure } from '#model/message.ts';
import { isQueued } from '#model/order.ts';
import { runWork, withMessages, type AccountCore } from '../account-core.ts';
import type { EngineOperations } from '../account-store.ts';
import type { Tx, WriteTx } from '../schema.ts';
import { endsWithAck, moveOutbox, outboxIn, readOutbox, withMessage } from '../tables/outbox.ts';
import { checkEpoch } from '../tables/stream.ts';
import type { Work } from '../work.ts';
import { guessPlace } from './guess-place.ts';
import { RowContext } from './row-context.ts';
import { changeRow } from './write-row.ts';

/** Rows on their way at once; a server acknowledges long before. */
const flightRead = 5000;

/** Whether stanza `n` is among the first `upTo`, both modulo 2^32 (XEP-0198 §4). */
export const isCovered = (n: number, upTo: number): boolean => (upTo - n) >>> 0 < 0x8000_0000;

const entriesIn = async (tx: Tx, state: OutboxState, limit: number): Promise<readonly OutboxEntry[]> => {
  const rows = await outboxIn(tx, state, limit);
  return Promise.all(rows.map((row) => withMessage(tx, row)));
};

const removeRow = async (work: Work, row: OutboxRow): Promise<void> => {
  await work.tx.objectStore('outbox').delete(row.id);
  work.changes.add('outbox', row.chat, row.id);
};

const messageOf = async (tx: WriteTx, row: OutboxRow): Promise<Message | undefined> =>
  row.messageKey === undefined ? undefined : tx.objectStore('messages').get(row.messageKey);

/** The server has it: the message rises to Sent and takes a guessed place, which the archive settles (Messages 3). */
const arrived = async (work: Work, row: OutboxRow): Promise<void> => {
  await removeRow(work, row);
  const message = await messageOf(work.tx, row);
  if (message === undefined) return;
  const after = await guessPlace(work, foldProof(message, { to: 'sent' }));
  await changeRow(new RowContext(work), message, after);
};

/** Given up: what was queued takes its place among the messages, where Retry and Discard wait for a person. */
const failed = async (work: Work, row: OutboxRow, failure: MessageFailure): Promise<void> => {
  await removeRow(work, row);
  const message = await messageOf(work.tx, row);
  if (message === undefined) return;
  const archive = await work.archive();
  const folded = foldProof(message, { to: 'failed', failure });
  const after: Message = isQueued(folded.order)
    ? { ...folded, order: archive.nextOrder(), placement: 'live' }
    : folded;
  await changeRow(new RowContext(work), message, after);
};

const moveAll = async (
  work: Work,
  rows: readonly OutboxRow[],
  state: (row: OutboxRow) => OutboxState,
): Promise<void> => {
  await Promise.all(rows.map((row) => moveOutbox(work.tx, row, state(row))));
  for (const row of rows) work.changes.add('outbox', row.chat, row.id);
};

export const outboxing = (
  core: AccountCore,
): Pick<
  EngineOperations,
  | 'outboxBatch'
  | 'markSent'
  | 'acked'
  | 'finishOutbox'
  | 'outboxUnknown'
  | 'unknownOutbox'
  | 'requeue'
  | 'failOutbox'
> => {
  /** One fenced transaction over the outbox and the messages. */
  const fenced = (epoch: number, body: (work: Work, tx: WriteTx) => Promise<void>): Promise<void> =>
    runWork(core, withMessages('stream'), async (work, tx) => {
      await checkEpoch(tx, epoch);
      await body(work, tx);
    });

  return {
    outboxBatch: (epoch, limit) =>
      core.database.read(['stream', 'outbox', 'messages'], async (tx) => {
        await checkEpoch(tx, epoch);
        return entriesIn(tx, 'queued', limit);
      }),

    unknownOutbox: (limit) =>
      core.database.read(['outbox', 'messages'], (tx) => entriesIn(tx, 'unknown', limit)),

    markSent: (epoch, id, n) =>
      runWork(core, ['stream', 'outbox'], async (work, tx) => {
        await checkEpoch(tx, epoch);
        const row = await readOutbox(tx, id);
        if (row === undefined) return false;
        await moveOutbox(tx, row, 'sent', n);
        work.changes.add('outbox', row.chat, id);
        return row.state === 'queued';
      }),

    acked: (epoch, upTo) =>
      fenced(epoch, async (work, tx) => {
        const rows = await outboxIn(tx, 'sent', flightRead);
        for (const row of rows) {
          if (row.n !== undefined && isCovered(row.n, upTo) && endsWithAck(row)) await arrived(work, row);
        }
      }),

    finishOutbox: (epoch, ids) =>
      fenced(epoch, async (work, tx) => {
        for (const id of ids) {
          const row = await readOutbox(tx, id);
          if (row !== undefined) await arrived(work, row);
        }
      }),

    outboxUnknown: (epoch) =>
      runWork(core, ['stream', 'outbox'], async (work, tx) => {
        await checkEpoch(tx, epoch);
        const rows = await outboxIn(tx, 'sent', flightRead);
        await moveAll(work, rows, (row) => (row.kind === 'message' ? 'unknown' : 'queued'));
      }),

    requeue: (epoch, ids) =>
      runWork(core, ['stream', 'outbox'], async (work, tx) => {
        await checkEpoch(tx, epoch);
        const rows = await Promise.all(ids.map((id) => readOutbox(tx, id)));
        await moveAll(
          work,
          rows.filter((row) => row !== undefined),
          () => 'queued',
        );
      }),

    failOutbox: (epoch, id, failure) =>
      fenced(epoch, async (work, tx) => {
        const row = await readOutbox(tx, id);
        if (row !== undefined) await failed(work, row, failure);
      }),
  };
};
