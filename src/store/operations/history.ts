/** Forgetting what was said, on this device only; what waits to be sent and what is being typed stay. */
import { runWork, withMessages, type AccountCore } from '../account-core.ts';
import type { AccountOperations } from '../account-store.ts';
import type { WriteTx } from '../schema.ts';
import { waitingMessages } from '../tables/outbox.ts';
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

export const forgetting = (core: AccountCore): Pick<AccountOperations, 'clearHistory'> => ({
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
      work.changes.addAll('messages');
      work.changes.addAll('chats');
      work.changes.addAll('coverage');
    }),
});
