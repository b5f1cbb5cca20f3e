/** What counts as unread. */
import type { Message } from './message.ts';

/** Conversations are counted up to here; beyond it nobody reads the number. */
export const unreadCap = 999;

/** Whether a message of this kind can be unread: headlines are read in passing. */
export const canBeUnread = (row: Pick<Message, 'own' | 'content'>): boolean =>
  !row.own && row.content.kind !== 'headline';
