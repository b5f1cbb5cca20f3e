/** What durable intents change at once, before the server has them: contacts, requests and the block list. */
import type { BareJid } from '#lib/jid.ts';
import type { Intent } from '#model/intent.ts';
import { runWork, type AccountCore } from '../account-core.ts';
import type { AccountOperations } from '../account-store.ts';
import { addIntent } from '../tables/outbox.ts';
import { changeBlocked, changeContact } from '../tables/people.ts';
import type { Work } from '../work.ts';

const answered = async ({ tx, changes }: Work, jid: BareJid): Promise<void> => {
  await tx.objectStore('requests').delete(jid);
  changes.add('requests', undefined, jid);
};

const applyIntent = async (work: Work, intent: Intent): Promise<void> => {
  const { tx, changes } = work;
  switch (intent.kind) {
    case 'receipt':
    case 'marker':
      return;
    case 'block':
    case 'unblock':
      return changeBlocked(tx, changes, intent);
    case 'subscribed':
    case 'unsubscribed':
      await answered(work, intent.jid);
      return changeContact(tx, changes, intent);
    default:
      return changeContact(tx, changes, intent);
  }
};

export const intending = (core: AccountCore): Pick<AccountOperations, 'enqueue'> => ({
  enqueue: async (...intents) => {
    if (intents.length === 0) return;
    await runWork(core, ['outbox', 'contacts', 'requests', 'blocked'], async (work, tx) => {
      for (const intent of intents) {
        const id = await addIntent(tx, intent, work.now);
        work.changes.add('outbox', 'to' in intent ? intent.to : undefined, id);
        await applyIntent(work, intent);
      }
    });
  },
});
