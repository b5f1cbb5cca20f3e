/** The stream row: the fencing epoch, and what is needed to resume. */
import type { StreamRow } from '../batch.ts';
import type { StreamState, Tx, WriteTx } from '../schema.ts';
import { StaleEpoch } from '../store-failure.ts';

const key = 'stream';

export const readStream = async (tx: Tx): Promise<StreamState> =>
  (await tx.objectStore('stream').get(key)) ?? { epoch: 0 };

/** Throws StaleEpoch, which aborts the transaction, if another engine has claimed since. */
export const checkEpoch = async (tx: Tx, epoch: number): Promise<void> => {
  const state = await readStream(tx);
  if (state.epoch !== epoch) throw new StaleEpoch(`epoch ${epoch} was overtaken by ${state.epoch}`);
};

export const writeStream = async (tx: WriteTx, epoch: number, row: StreamRow | null): Promise<void> => {
  await tx.objectStore('stream').put(row === null ? { epoch } : { epoch, row }, key);
};

/** A new epoch; the stream of the engine before can still be resumed. */
export const raiseEpoch = async (tx: WriteTx): Promise<number> => {
  const state = await readStream(tx);
  const epoch = state.epoch + 1;
  await tx.objectStore('stream').put({ ...state, epoch }, key);
  return epoch;
};
