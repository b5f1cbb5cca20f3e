/** Looking up message rows: by archive id, by stanza id, and by place in a conversation. */
import type { BareJid } from '#lib/jid.ts';
import type { Message, MessageKey } from '#model/message.ts';
import { queueStart } from '#model/order.ts';
import type { Tx, WriteTx } from '../schema.ts';
import { nthKey } from './cursor.ts';

/** Rows with one stanza id of one sender in one conversation; an honest sender makes one. */
const copiesRead = 20;

export const byArchiveId = (tx: Tx, archive: string, id: string): Promise<Message | undefined> =>
  tx.objectStore('messages').index('archive').get([archive, id]);

export const byStanzaId = (
  tx: Tx,
  chat: BareJid,
  sender: BareJid,
  stanzaId: string,
): Promise<readonly Message[]> =>
  tx.objectStore('messages').index('stanza').getAll([chat, sender, stanzaId], copiesRead);

/** A row without its key. */
export type NewMessage = Omit<Message, 'key'>;

export const addMessage = async (tx: WriteTx, row: NewMessage): Promise<Message> => {
  // The store fills in the key; its type cannot say so.
  const key = await tx.objectStore('messages').add(row as Message);
  return { ...row, key: key as MessageKey };
};

export const putMessage = async (tx: WriteTx, row: Message): Promise<void> => {
  await tx.objectStore('messages').put(row);
};

/** All rows of a conversation within places; `high` and `low` included unless said. */
export const places = (
  chat: BareJid,
  bounds: { readonly above?: string; readonly from?: string; readonly below?: string; readonly to?: string },
): IDBKeyRange | undefined => {
  const low = bounds.above ?? bounds.from ?? '';
  const high = bounds.below ?? bounds.to ?? '\uffff';
  const lowOpen = bounds.above !== undefined;
  const highOpen = bounds.below !== undefined;
  if (low > high || (low === high && (lowOpen || highOpen))) return undefined;
  return IDBKeyRange.bound([chat, low], [chat, high], lowOpen, highOpen);
};

const orderOf = (key: IDBValidKey | undefined): string | undefined =>
  key === undefined ? undefined : (key as [BareJid, string])[1];

/** The nearest settled place above (below) a place of the conversation. */
export const placeAbove = async (tx: Tx, chat: BareJid, order: string): Promise<string | undefined> => {
  const range = places(chat, { above: order, below: queueStart });
  return range && orderOf(await nthKey(tx.objectStore('messages').index('timeline'), range, 'next'));
};

export const placeBelow = async (tx: Tx, chat: BareJid, order: string): Promise<string | undefined> => {
  const range = places(chat, { below: order });
  return range && orderOf(await nthKey(tx.objectStore('messages').index('timeline'), range, 'prev'));
};

/** The greatest place of the conversation up to a place, itself included. */
export const placeUpTo = async (tx: Tx, chat: BareJid, order: string): Promise<string | undefined> => {
  const range = places(chat, { to: order });
  return range && orderOf(await nthKey(tx.objectStore('messages').index('timeline'), range, 'prev'));
};

/** The rows nearest to the upper end of the range, ascending. */
export const lastRows = async (
  tx: Tx,
  chat: BareJid,
  bounds: { readonly from?: string; readonly below?: string; readonly to?: string },
  limit: number,
): Promise<readonly Message[]> => {
  const range = places(chat, bounds);
  if (range === undefined || limit < 1) return [];
  const timeline = tx.objectStore('messages').index('timeline');
  const first = orderOf(await nthKey(timeline, range, 'prev', limit));
  return timeline.getAll(first === undefined ? range : places(chat, { ...bounds, from: first }), limit);
};

/** The rows nearest to the lower end of the range, ascending. */
export const firstRows = async (
  tx: Tx,
  chat: BareJid,
  bounds: { readonly above?: string; readonly from?: string; readonly below?: string },
  limit: number,
): Promise<readonly Message[]> => {
  const range = places(chat, bounds);
  if (range === undefined || limit < 1) return [];
  return tx.objectStore('messages').index('timeline').getAll(range, limit);
};
