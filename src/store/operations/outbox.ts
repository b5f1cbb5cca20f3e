/** The engine's side of the outbox: what to send, and what became of it. */
import type { BareJid } from '#lib/jid.ts';
import { mostBlame, type OutboxEntry, type OutboxRow, type OutboxState } from '#model/intent.ts';
import { foldProof } from '#model/message-fold.ts';
import type { Message, MessageFailure } from '#model/message.ts';
import { isQueued } from '#model/order.ts';
import { runWork, withMessages, type AccountCore } from '../account-core.ts';
import type { EngineOperations } from '../account-store.ts';
import type { Tx, WriteTx } from '../schema.ts';
import { readArchive } from '../tables/archives.ts';
import { endsWithAck, moveOutbox, outboxIn, readOutbox, sendable, withMessage } from '../tables/outbox.ts';
import { checkEpoch } from '../tables/stream.ts';
import type { Work } from '../work.ts';
import { guessPlace } from './guess-place.ts';
import { RowContext } from './row-context.ts';
import { changeRow } from './write-row.ts';

/** Rows on their way at once; a server acknowledges long before. */
const flightRead = 5000;
/** Rows looked at together for an acknowledgement: it covers few, however many are on their way. */
const ackSlice = 20;

/** Whether stanza `n` is among the first `upTo`, both modulo 2^32 (XEP-0198 §4). */
export const isCovered = (n: number, upTo: number): boolean => (upTo - n) >>> 0 < 0x8000_0000;

/** Whether a row that was sent never reached the server, which had `h` stanzas of the stream. */
const isLost = ({ n, above }: OutboxRow, h: number): boolean =>
  n === undefined ? above !== undefined && isCovered(h, above) : !isCovered(n, h);

const entriesOf = (tx: Tx, rows: readonly OutboxRow[]): Promise<readonly OutboxEntry[]> =>
  Promise.all(rows.map((row) => withMessage(tx, row)));

/** Where what is known of the archive ends. */
const knownEnd = async (tx: Tx, archive: BareJid): Promise<string | undefined> =>
  (await readArchive(tx, archive)).whole.at(-1)?.lastOrder;

const isNumbered = (row: OutboxRow): row is OutboxRow & { readonly n: number } => row.n !== undefined;

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
export const failed = async (work: Work, row: OutboxRow, failure: MessageFailure): Promise<void> => {
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

const move = async (work: Work, row: OutboxRow, state: OutboxState): Promise<void> => {
  await moveOutbox(work.tx, row, state);
  work.changes.add('outbox', row.chat, row.id);
};

/** Not at the server: goes out again under the same id, unless one stream after the other has ended over it. */
export const sendAgain = async (work: Work, row: OutboxRow): Promise<void> => {
  if ((row.blame ?? 0) < mostBlame) await move(work, row, 'queued');
  else await failed(work, row, { kind: 'not-taken' });
};

/** What has become of a row whose stream is gone, by the server's last count of that stream's stanzas, if it told. */
const afterStream = async (work: Work, row: OutboxRow, h: number | undefined): Promise<void> => {
  const isThere = h !== undefined && row.n !== undefined && isCovered(row.n, h) && endsWithAck(row);
  if (isThere) await arrived(work, row);
  else if (row.kind !== 'message' || (h !== undefined && isLost(row, h))) await sendAgain(work, row);
  else await move(work, row, 'unknown');
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
  | 'blameFirst'
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
        return entriesOf(tx, await sendable(tx, limit));
      }),

    unknownOutbox: (limit) =>
      core.database.read(['outbox', 'messages'], async (tx) =>
        entriesOf(tx, await outboxIn(tx, 'unknown', limit)),
      ),

    markSent: (epoch, id, n, above) =>
      runWork(core, ['stream', 'outbox', 'archives', 'coverage'], async (work, tx) => {
        await checkEpoch(tx, epoch);
        const row = await readOutbox(tx, id);
        if (row === undefined) return false;
        const place = n === undefined ? (above === undefined ? {} : { above }) : { n };
        const end =
          row.kind === 'message' && row.state === 'queued' ? await knownEnd(tx, core.jid) : undefined;
        await moveOutbox(tx, row, 'sent', { ...place, ...(end === undefined ? {} : { since: end }) });
        work.changes.add('outbox', row.chat, id);
        return row.state === 'queued';
      }),

    acked: (epoch, upTo) =>
      fenced(epoch, async (work, tx) => {
        // Rows go out in the order of their ids, nearly: after a slice of which nothing is covered, nothing is.
        for (let kept = 0; ;) {
          const rows = await outboxIn(tx, 'sent', kept + ackSlice);
          const slice = rows.slice(kept).filter(isNumbered).filter(endsWithAck);
          const covered = slice.filter(({ n }) => isCovered(n, upTo));
          for (const row of covered) await arrived(work, row);
          const isBeyond = covered.length === 0 && slice.length > 0;
          if (isBeyond || rows.length < kept + ackSlice) return;
          kept = rows.length - covered.length;
        }
      }),

    finishOutbox: (epoch, ids) =>
      fenced(epoch, async (work, tx) => {
        for (const id of ids) {
          const row = await readOutbox(tx, id);
          if (row !== undefined) await arrived(work, row);
        }
      }),

    outboxUnknown: (epoch, h) =>
      fenced(epoch, async (work, tx) => {
        for (const row of await outboxIn(tx, 'sent', flightRead)) await afterStream(work, row, h);
      }),

    blameFirst: (epoch, blame) =>
      runWork(core, ['stream', 'outbox'], async (_, tx) => {
        await checkEpoch(tx, epoch);
        const rows = await outboxIn(tx, 'sent', flightRead);
        const [first] = rows.filter(isNumbered).toSorted((a, b) => (isCovered(a.n, b.n) ? -1 : 1));
        if (first === undefined) return false;
        const blamed = (first.blame ?? 0) + blame;
        await tx.objectStore('outbox').put({ ...first, blame: blamed });
        return blamed >= mostBlame;
      }),

    requeue: (epoch, ids) =>
      fenced(epoch, async (work, tx) => {
        for (const id of ids) {
          const row = await readOutbox(tx, id);
          if (row !== undefined) await sendAgain(work, row);
        }
      }),

    failOutbox: (epoch, id, failure) =>
      fenced(epoch, async (work, tx) => {
        const row = await readOutbox(tx, id);
        if (row !== undefined) await failed(work, row, failure);
      }),
  };
};
