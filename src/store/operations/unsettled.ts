/** Messages that may have arrived: whether what is known of the archive tells it, and what becomes of them if not. */
import type { OutboxRow } from '#model/intent.ts';
import type { ArchiveSegment } from '#model/segment.ts';
import { runWork, withMessages, type AccountCore } from '../account-core.ts';
import type { EngineOperations } from '../account-store.ts';
import { readArchive } from '../tables/archives.ts';
import { outboxIn, waitingMessages } from '../tables/outbox.ts';
import { checkEpoch } from '../tables/stream.ts';
import type { Work } from '../work.ts';
import { failed, sendAgain } from './outbox.ts';

/** Rows looked at together. */
const sliceSize = 500;

/**
 * Whether the archive is known without a hole from before the message was sent; where nothing was known of it then, as one
 * piece. Where it no longer goes back so far, as after a long absence, it cannot tell.
 */
const isWithin = (whole: readonly ArchiveSegment[], { since }: OutboxRow): boolean => {
  const top = whole.at(-1);
  if (since === undefined) return whole.length <= 1;
  return top !== undefined && top.firstOrder <= since;
};

/** Something of the archive cannot be had, and nobody knows whose it is: perhaps one of those. */
export const doubtUnsettled = async ({ tx }: Work): Promise<void> => {
  const outbox = tx.objectStore('outbox');
  const rows = await waitingMessages(tx, 'sent', 'unknown');
  await Promise.all(rows.map((row) => outbox.put({ ...row, doubted: true })));
};

export const settling = (core: AccountCore): Pick<EngineOperations, 'reachesUnknown' | 'settleUnknown'> => {
  /** Whether there may be more. */
  const settleSlice = (epoch: number, hasArchive: boolean): Promise<boolean> =>
    runWork(core, withMessages('stream'), async (work, tx) => {
      await checkEpoch(tx, epoch);
      const rows = await outboxIn(tx, 'unknown', sliceSize);
      const { whole } = await work.archive();
      for (const row of rows) {
        if (hasArchive && row.doubted !== true && isWithin(whole, row)) await sendAgain(work, row);
        else await failed(work, row, { kind: 'may-have-arrived' });
      }
      return rows.length === sliceSize;
    });

  return {
    reachesUnknown: () =>
      core.database.read(['outbox', 'archives', 'coverage'], async (tx) => {
        const { whole } = await readArchive(tx, core.jid);
        const rows = await outboxIn(tx, 'unknown', sliceSize);
        return rows.every((row) => isWithin(whole, row));
      }),

    settleUnknown: async (epoch, hasArchive) => {
      while (await settleSlice(epoch, hasArchive));
    },
  };
};
