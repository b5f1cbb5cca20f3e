/**
 * Receipts (XEP-0184 §5.4), written in the very transaction of the message that they answer: no crash loses one or makes two.
 * Those for what came while we were away are held until all of it is known, since another device may have answered.
 */
import type { BareJid } from '#lib/jid.ts';
import type { Message } from '#model/message.ts';
import { runWork, withMessages, type AccountCore } from '../account-core.ts';
import type { EngineOperations } from '../account-store.ts';
import type { Answered } from '../batch.ts';
import { addIntent, moveOutbox, outboxIn, readSettings } from '../tables/outbox.ts';
import { checkEpoch } from '../tables/stream.ts';
import type { Work } from '../work.ts';
import { mayKnow } from './may-know.ts';

const answeredName = 'answered-elsewhere';
/** Answers of other devices that are remembered until their messages come: a newer page is read before an older one. */
const answeredKept = 5000;
/** Held receipts that are let go in one transaction. */
const sliceSize = 500;

const nameOf = (chat: BareJid, id: string): string => `${chat} ${id}`;

const readAnswered = async ({ tx }: Work): Promise<readonly string[]> =>
  ((await tx.objectStore('values').get(answeredName)) as readonly string[] | undefined) ?? [];

const owe = async (work: Work, messages: readonly Message[], state: 'queued' | 'held'): Promise<void> => {
  const wanting = messages.filter(({ own, wantsReceipt }) => !own && wantsReceipt === true);
  if (wanting.length === 0 || !(await readSettings(work.tx)).sendReceipts) return;
  for (const { chat, stanzaId } of wanting) {
    if (stanzaId === undefined || !(await mayKnow(work, chat))) continue;
    const id = await addIntent(work.tx, { kind: 'receipt', to: chat, id: stanzaId }, work.now, state);
    work.changes.add('outbox', chat, id);
  }
};

/** For messages that were received just now. */
export const oweReceipts = (work: Work, live: readonly Message[]): Promise<void> => owe(work, live, 'queued');

const keepAnswered = async (
  work: Work,
  known: readonly string[],
  more: readonly Answered[],
): Promise<void> => {
  const all = new Set([...known, ...more.map(({ chat, id }) => nameOf(chat, id))]);
  await work.tx.objectStore('values').put([...all].slice(-answeredKept), answeredName);
};

/** Another device answers just now. That matters while receipts are held, or messages may come for which they will be. */
export const noteAnswered = async (work: Work, answered: readonly Answered[]): Promise<void> => {
  const { row, whole } = await work.archive();
  const isWhole = row.closed && whole.length <= 1;
  if (isWhole && (await outboxIn(work.tx, 'held', 1)).length === 0) return;
  await keepAnswered(work, await readAnswered(work), answered);
};

/** For the new messages of a page of what came while we were away. */
export const holdReceipts = async (
  work: Work,
  added: readonly Message[],
  answered: readonly Answered[],
): Promise<void> => {
  const known = await readAnswered(work);
  const all = new Set([...known, ...answered.map(({ chat, id }) => nameOf(chat, id))]);
  const open = added.filter(({ chat, stanzaId }) => !all.has(nameOf(chat, stanzaId ?? '')));
  await owe(work, open, 'held');
  if (answered.length > 0) await keepAnswered(work, known, answered);
};

export const receipting = (core: AccountCore): Pick<EngineOperations, 'releaseReceipts'> => {
  const hasHeld = (): Promise<boolean> =>
    core.database.read(['outbox', 'values'], async (tx) => {
      if ((await outboxIn(tx, 'held', 1)).length > 0) return true;
      return (await tx.objectStore('values').get(answeredName)) !== undefined;
    });

  /** Whether there may be more. */
  const releaseSlice = (epoch: number): Promise<boolean> =>
    runWork(core, withMessages('stream', 'blocked'), async (work, tx) => {
      await checkEpoch(tx, epoch);
      const rows = await outboxIn(tx, 'held', sliceSize);
      const answered = new Set(await readAnswered(work));
      const { sendReceipts } = await readSettings(tx);
      for (const row of rows) {
        const { intent, chat } = row;
        const isOwed = intent.kind === 'receipt' && !answered.has(nameOf(intent.to, intent.id));
        if (isOwed && sendReceipts && (await mayKnow(work, intent.to))) await moveOutbox(tx, row, 'queued');
        else await tx.objectStore('outbox').delete(row.id);
        work.changes.add('outbox', chat, row.id);
      }
      const isLast = rows.length < sliceSize;
      if (isLast) await tx.objectStore('values').delete(answeredName);
      return !isLast;
    });

  return {
    releaseReceipts: async (epoch) => {
      if (!(await hasHeld())) return;
      while (await releaseSlice(epoch));
    },
  };
};
