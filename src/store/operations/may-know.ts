/** Who may learn what became of a message, asked in the transaction that writes it (P02, P10). */
import type { BareJid } from '#lib/jid.ts';
import { blockingEntries, mayKnow as mayKnowBy } from '#model/may-know.ts';
import type { Work } from '../work.ts';

/** Needs the tables of messages and `blocked`. */
export const mayKnow = async ({ tx, chats, own }: Work, chat: BareJid): Promise<boolean> => {
  const blocked = new Set<BareJid>();
  for (const entry of blockingEntries(chat))
    if ((await tx.objectStore('blocked').getKey(entry)) !== undefined) blocked.add(entry);
  const isContact = (await tx.objectStore('contacts').getKey(chat)) !== undefined;
  const isAccepted = (await chats.get(chat))?.accepted === true;
  return mayKnowBy(chat, { account: own, blocked, isContact, isAccepted });
};
