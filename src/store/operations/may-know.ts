/** Who may learn what became of a message: contacts and accepted conversations, never the blocked (P02, P10). */
import { domainOf, type BareJid } from '#lib/jid.ts';
import type { Work } from '../work.ts';

/** Needs the tables of messages and `blocked`. */
export const mayKnow = async ({ tx, chats }: Work, chat: BareJid): Promise<boolean> => {
  const blocked = tx.objectStore('blocked');
  // An entry stands for itself, a domain for everyone there (XEP-0191 §3.2).
  for (const jid of [chat, domainOf(chat) as BareJid])
    if ((await blocked.getKey(jid)) !== undefined) return false;
  const isContact = (await tx.objectStore('contacts').getKey(chat)) !== undefined;
  return isContact || (await chats.get(chat))?.accepted === true;
};
