/** How much of the archive is kept, and forgetting what was said, on this device only; what waits to be sent and what is being typed stay. */
import { runWork, withMessages, type AccountCore } from '../account-core.ts';
import type { WholeArchive } from '#model/whole-archive.ts';
import type { AccountOperations, EngineOperations } from '../account-store.ts';
import type { WriteTx } from '../schema.ts';
import { readSettings, settingsName, waitingMessages } from '../tables/outbox.ts';
import { checkEpoch } from '../tables/stream.ts';
import type { Work } from '../work.ts';

/** Conversations changed at once. */
const step = 500;

/** Messages that are still in the outbox keep their rows, under their old keys. */
const clearMessages = async (tx: WriteTx): Promise<void> => {
  const waiting = await waitingMessages(tx);
  const keys = waiting.flatMap(({ messageKey }) => (messageKey === undefined ? [] : [messageKey]));
  const rows = await Promise.all(keys.map((key) => tx.objectStore('messages').get(key)));
  await tx.objectStore('messages').clear();
  await Promise.all(
    rows.filter((row) => row !== undefined).map((row) => tx.objectStore('messages').put(row)),
  );
};

const clearPreviews = async (work: Work): Promise<void> => {
  const chats = work.tx.objectStore('chats');
  let range: IDBKeyRange | null = null;
  for (;;) {
    const jids = await chats.getAllKeys(range, step);
    for (const jid of jids) {
      // The list keeps its order.
      const { activity } = await work.chats.ensure(jid);
      await work.chats.update(jid, { opened: activity });
      work.chats.touch(jid, 'preview', 'unread');
    }
    const last = jids.at(-1);
    if (last === undefined || jids.length < step) return;
    range = IDBKeyRange.lowerBound(last, true);
  }
};

const progressName = 'whole-archive';

/** What was cleared must not come back by itself. */
const endDownload = async (work: Work): Promise<void> => {
  const values = work.tx.objectStore('values');
  await values.delete(progressName);
  await values.put({ ...(await readSettings(work.tx)), keepAll: false }, settingsName);
  work.changes.addAll('settings');
  work.changes.addAll('download');
};

export type Forgetting = Pick<AccountOperations, 'clearHistory' | 'wholeArchive'> &
  Pick<EngineOperations, 'noteWholeArchive'>;

export const forgetting = (core: AccountCore): Forgetting => ({
  wholeArchive: () =>
    core.database.read(
      ['values'],
      async (tx) => (await tx.objectStore('values').get(progressName)) as WholeArchive | undefined,
    ),

  noteWholeArchive: (epoch, progress) =>
    runWork(
      core,
      ['stream', 'values'],
      async ({ changes }, tx) => {
        await checkEpoch(tx, epoch);
        await tx.objectStore('values').put(progress, progressName);
        changes.addAll('download');
      },
      'relaxed',
    ),

  clearHistory: () =>
    runWork(core, withMessages(), async (work, tx) => {
      await clearMessages(tx);
      await tx.objectStore('orphans').clear();
      const archive = await work.archive();
      await archive.forget();
      // What comes back from the archive is old, and counts as read.
      archive.leap();
      archive.update({ baseline: archive.row.base });
      await clearPreviews(work);
      await endDownload(work);
      work.changes.addAll('messages');
      work.changes.addAll('chats');
      work.changes.addAll('coverage');
    }),
});
