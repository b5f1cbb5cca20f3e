/** How contacts are ordered in the store: by shown name, without regard to case and accents, then by address. */
import { displayName } from '#lib/text.ts';
import type { Contact } from './contact.ts';

const marks = /\p{M}+/gu;

/** Compares as a plain string, so that it can be the key of an index. */
export const contactSortKey = ({ jid, name }: Pick<Contact, 'jid' | 'name'>): string => {
  const shown = displayName(name ?? '') || jid;
  return `${shown.normalize('NFKD').replace(marks, '').toLowerCase()}\n${jid}`;
};
