/** What durable intents change at once, before the server has them: contacts, requests and the block list. */
import type { Contact, Subscription } from '#model/contact.ts';
import type { Intent } from '#model/intent.ts';
import { runWork, type AccountCore } from '../account-core.ts';
import type { AccountOperations } from '../account-store.ts';
import type { WriteTx } from '../schema.ts';
import { addIntent } from '../tables/outbox.ts';
import { putContact, removeContact } from '../tables/people.ts';
import type { Work } from '../work.ts';

/** Subscriptions after they may see us, may not, and after we stopped to see them (RFC 6121 §A.2). */
const granted: Readonly<Record<Subscription, Subscription>> = {
  none: 'from',
  to: 'both',
  from: 'from',
  both: 'both',
};
const revoked: Readonly<Record<Subscription, Subscription>> = {
  none: 'none',
  to: 'to',
  from: 'none',
  both: 'to',
};
const ended: Readonly<Record<Subscription, Subscription>> = {
  none: 'none',
  to: 'none',
  from: 'from',
  both: 'from',
};

const contactOf = async (tx: WriteTx, jid: Contact['jid']): Promise<Contact | undefined> => {
  const row = await tx.objectStore('contacts').get(jid);
  if (row === undefined) return undefined;
  const { sort: _, ...contact } = row;
  return contact;
};

const newContact = (jid: Contact['jid']): Contact => ({ jid, groups: [], subscription: 'none', ask: false });

const answered = async ({ tx, changes }: Work, jid: Contact['jid']): Promise<void> => {
  await tx.objectStore('requests').delete(jid);
  changes.add('requests', undefined, jid);
};

const changeContact = async (
  { tx, changes }: Work,
  jid: Contact['jid'],
  change: (contact: Contact) => Contact,
): Promise<void> => {
  const contact = await contactOf(tx, jid);
  if (contact !== undefined) await putContact(tx, changes, change(contact));
};

const applyIntent = async (work: Work, intent: Intent): Promise<void> => {
  const { tx, changes } = work;
  switch (intent.kind) {
    case 'receipt':
    case 'marker':
      return;
    case 'roster-set': {
      const { name: _, ...known } = (await contactOf(tx, intent.jid)) ?? newContact(intent.jid);
      const name = intent.name === undefined ? {} : { name: intent.name };
      return putContact(tx, changes, { ...known, ...name, groups: intent.groups });
    }
    case 'roster-remove':
      return removeContact(tx, changes, intent.jid);
    case 'subscribe': {
      const known = (await contactOf(tx, intent.jid)) ?? newContact(intent.jid);
      return putContact(tx, changes, { ...known, ask: true });
    }
    case 'subscribed':
      await answered(work, intent.jid);
      return changeContact(work, intent.jid, (c) => ({ ...c, subscription: granted[c.subscription] }));
    case 'unsubscribed':
      await answered(work, intent.jid);
      return changeContact(work, intent.jid, (c) => ({ ...c, subscription: revoked[c.subscription] }));
    case 'unsubscribe':
      return changeContact(work, intent.jid, (c) => ({
        ...c,
        subscription: ended[c.subscription],
        ask: false,
      }));
    case 'block':
      await tx.objectStore('blocked').put({ jid: intent.jid });
      changes.add('blocked', undefined, intent.jid);
      return;
    case 'unblock':
      await tx.objectStore('blocked').delete(intent.jid);
      changes.add('blocked', undefined, intent.jid);
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
