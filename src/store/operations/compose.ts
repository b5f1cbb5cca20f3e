/** Writing: the message that waits, the draft, retry and discard. */
import type { BareJid } from '#lib/jid.ts';
import { waitAgain } from '#model/message-fold.ts';
import type { Message, MessageKey } from '#model/message.ts';
import { queuedOrder } from '#model/order.ts';
import { payloadHash } from '#model/payload-hash.ts';
import { excerpt } from '#model/preview.ts';
import { runWork, withMessages, type AccountCore } from '../account-core.ts';
import type { ConversationOperations } from '../account-store.ts';
import type { WriteTx } from '../schema.ts';
import { RowContext } from './row-context.ts';
import { addRow, changeRow } from './write-row.ts';
import type { Work } from '../work.ts';

const counterName = 'queue-counter';

const nextQueued = async (tx: WriteTx): Promise<string> => {
  const last = await tx.objectStore('values').get(counterName);
  const counter = (typeof last === 'number' ? last : 0) + 1;
  await tx.objectStore('values').put(counter, counterName);
  return queuedOrder(counter);
};

const queueMessage = async (work: Work, message: Message, sends: number): Promise<void> => {
  const { chat, key, stanzaId } = message;
  if (stanzaId === undefined) throw new TypeError('a message without an id cannot be sent');
  const id = await work.tx.objectStore('outbox').add({
    kind: 'message',
    chat,
    messageKey: key,
    stanzaId,
    state: 'queued',
    sends,
    createdAt: work.now,
    intent: { kind: 'message', to: chat, id: stanzaId },
  });
  work.changes.add('outbox', chat, id);
};

const clearDraft = async (work: Work, chat: BareJid): Promise<void> => {
  await work.tx.objectStore('drafts').delete(chat);
  await work.chats.setDraft(chat, '');
  work.changes.add('drafts', chat, chat);
};

/** An outbox row that may still be taken back. */
const withdraw = async (work: Work, key: MessageKey): Promise<boolean> => {
  const outbox = work.tx.objectStore('outbox');
  const rows = await outbox.index('message').getAll(key, 10);
  if (rows.some((row) => row.state !== 'queued')) return false;
  const ids = await outbox.index('message').getAllKeys(key, 10);
  await Promise.all(ids.map((id) => outbox.delete(id)));
  work.changes.add('outbox', undefined, ...ids);
  return true;
};

export type Composing = Pick<
  ConversationOperations,
  'enqueueMessage' | 'retry' | 'discard' | 'saveDraft' | 'readDraft'
>;

export const composing = (core: AccountCore): Composing => ({
  enqueueMessage: (chat, text, { unstyled = false } = {}) =>
    runWork(core, withMessages('drafts'), async (work, tx) => {
      await work.chats.ensure(chat);
      const message = await addRow(new RowContext(work), {
        chat,
        order: await nextQueued(tx),
        placement: 'queued',
        sender: core.jid,
        own: true,
        stanzaId: core.newId(),
        at: work.now,
        content: { kind: 'text', body: text, ...(unstyled ? { unstyled: true } : {}) },
        payloadHash: payloadHash({ body: text }),
        composed: true,
        delivery: 'waiting',
      });
      await queueMessage(work, message, 0);
      await clearDraft(work, chat);
      return message;
    }),

  retry: (key) =>
    runWork(core, withMessages(), async (work, tx) => {
      const row = await tx.objectStore('messages').get(key);
      if (row === undefined) return;
      const waiting = waitAgain(row);
      if (waiting === row) return;
      await changeRow(new RowContext(work), row, waiting);
      await queueMessage(work, waiting, 1);
    }),

  discard: (key) =>
    runWork(core, withMessages(), async (work, tx) => {
      const row = await tx.objectStore('messages').get(key);
      if (row?.delivery !== 'failed' && row?.delivery !== 'waiting') return;
      if (!(await withdraw(work, key))) return;
      await tx.objectStore('messages').delete(key);
      work.changes.add('messages', row.chat, key);
      work.chats.touch(row.chat, 'preview');
    }),

  saveDraft: (chat, text) =>
    runWork(
      core,
      withMessages('drafts'),
      async (work, tx) => {
        const isEmpty = text === '';
        if (isEmpty && (await work.chats.get(chat)) === undefined) return;
        if (isEmpty) await tx.objectStore('drafts').delete(chat);
        else await tx.objectStore('drafts').put({ chat, text });
        await work.chats.setDraft(chat, excerpt(text));
        work.changes.add('drafts', chat, chat);
      },
      'relaxed',
    ),

  readDraft: async (chat) =>
    (await core.database.read(['drafts'], (tx) => tx.objectStore('drafts').get(chat)))?.text ?? '',
});
