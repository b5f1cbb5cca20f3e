/** The engine's session with the store: the epoch that fences it, and the stream it may resume. */
import { runWork, type AccountCore } from '../account-core.ts';
import type { EngineOperations } from '../account-store.ts';
import { blockKinds, contactKinds } from '#model/own-change.ts';
import { ownRows } from '../tables/own-intents.ts';
import { rosterVersionName } from '../tables/people.ts';
import { checkEpoch, raiseEpoch, readStream, writeStream } from '../tables/stream.ts';
import { commit } from './commit.ts';

type Session = Pick<
  EngineOperations,
  'claimEpoch' | 'commit' | 'streamRow' | 'saveStream' | 'rosterVersion' | 'peopleOutbox'
>;

export const sessions = (core: AccountCore): Session => ({
  claimEpoch: () => runWork(core, ['stream'], (_, tx) => raiseEpoch(tx)),
  commit: (epoch, batch) => commit(core, epoch, batch),
  streamRow: async () => (await core.database.read(['stream'], readStream)).row,
  saveStream: (epoch, row) =>
    runWork(core, ['stream'], async (_, tx) => {
      await checkEpoch(tx, epoch);
      await writeStream(tx, epoch, row);
    }),
  peopleOutbox: (epoch) =>
    core.database.read(['stream', 'outbox'], async (tx) => {
      await checkEpoch(tx, epoch);
      return ownRows(tx, [...contactKinds, ...blockKinds], ['queued']);
    }),
  rosterVersion: async () => {
    const stored = await core.database.read(['values'], (tx) =>
      tx.objectStore('values').get(rosterVersionName),
    );
    return typeof stored === 'string' ? stored : undefined;
  },
});
