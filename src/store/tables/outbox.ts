/** Outbox rows: what waits to be sent, and for which answers. */
import type { BareJid } from '#lib/jid.ts';
import { defaultAccountSettings, type AccountSettings } from '#model/settings.ts';
import type { Intent, OutboxEntry, OutboxRow, OutboxState } from '#model/intent.ts';
import type { StoredOutboxRow, Tx, WriteTx } from '../schema.ts';

export const settingsName = 'account-settings';

export const readSettings = async (tx: Tx): Promise<AccountSettings> => ({
  ...defaultAccountSettings,
  ...((await tx.objectStore('values').get(settingsName)) as Partial<AccountSettings> | undefined),
});

/** IQs: the server's ack says only that it has them, their answer whether they were done. */
const awaitsAnswer = new Set<OutboxRow['kind']>(['roster-set', 'roster-remove', 'block', 'unblock']);

export const endsWithAck = (row: OutboxRow): boolean => !awaitsAnswer.has(row.kind);

/** The store fills in ids. */
const withId = (row: StoredOutboxRow): OutboxRow => row as OutboxRow;

export const readOutbox = async (tx: Tx, id: number): Promise<OutboxRow | undefined> => {
  const row = await tx.objectStore('outbox').get(id);
  return row && withId(row);
};

/** In the order of their ids. */
export const outboxIn = async (tx: Tx, state: OutboxState, limit: number): Promise<readonly OutboxRow[]> =>
  (await tx.objectStore('outbox').index('state').getAll(state, limit)).map(withId);

/** Rows of a state in the order of their ids, in slices that grow: few rows for a few, few requests for many. */
const slicesIn = async function* (tx: Tx, state: OutboxState, size: number) {
  for (let seen = 0, limit = size; ; limit *= 4) {
    const rows = await outboxIn(tx, state, limit);
    yield rows.slice(seen);
    if (rows.length < limit) return;
    seen = rows.length;
  }
};

/** All messages of these states, in requests that grow: none may be passed over, and hardly ever there are many. */
export const waitingMessages = async (
  tx: Tx,
  from?: OutboxState,
  to?: OutboxState,
): Promise<readonly StoredOutboxRow[]> => {
  const index = tx.objectStore('outbox').index('kind');
  const range = IDBKeyRange.bound(
    from === undefined ? ['message'] : ['message', from],
    to === undefined ? ['message', []] : ['message', to],
  );
  for (let limit = 500; ; limit *= 4) {
    const rows = await index.getAll(range, limit);
    if (rows.length < limit) return rows;
  }
};

/** Conversations in which something may have arrived and is not settled yet. */
const unsettledChats = async (tx: Tx): Promise<ReadonlySet<BareJid>> => {
  const chats = new Set<BareJid>();
  for await (const rows of slicesIn(tx, 'unknown', 500))
    for (const { chat } of rows) if (chat !== undefined) chats.add(chat);
  return chats;
};

/**
 * The first rows that may go out. Where something is not settled yet, what was written later waits, or it would overtake;
 * other conversations do not wait for it.
 */
export const sendable = async (tx: Tx, limit: number): Promise<readonly OutboxRow[]> => {
  const waiting = await unsettledChats(tx);
  const free: OutboxRow[] = [];
  for await (const rows of slicesIn(tx, 'queued', limit)) {
    free.push(...rows.filter(({ chat }) => chat === undefined || !waiting.has(chat)));
    if (free.length >= limit) break;
  }
  return free.slice(0, limit);
};

export const withMessage = async (tx: Tx, row: OutboxRow): Promise<OutboxEntry> => {
  if (row.messageKey === undefined) return row;
  const message = await tx.objectStore('messages').get(row.messageKey);
  return message === undefined ? row : { ...row, message };
};

export const addIntent = async (
  tx: WriteTx,
  intent: Intent,
  createdAt: number,
  state: 'queued' | 'held' = 'queued',
): Promise<number> => {
  const row: StoredOutboxRow = {
    kind: intent.kind,
    ...('to' in intent ? { chat: intent.to } : {}),
    state,
    sends: 0,
    createdAt,
    intent,
  };
  return tx.objectStore('outbox').add(row);
};

/** The row in another state; its place among the stanzas of a stream belongs to the sending that ended. */
export const moveOutbox = async (
  tx: WriteTx,
  row: OutboxRow,
  state: OutboxState,
  place: Pick<OutboxRow, 'n' | 'above' | 'since'> = {},
): Promise<void> => {
  const { n: _n, above: _above, ...sent } = row;
  const { since: _since, doubted: _doubted, ...unsent } = sent;
  const rest = state === 'queued' ? unsent : sent;
  const sends = state === 'sent' && row.state !== 'sent' ? row.sends + 1 : row.sends;
  await tx.objectStore('outbox').put({ ...rest, state, sends, ...place });
};
