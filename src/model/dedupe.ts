/** When two copies are one message: never by an id alone that someone else could have chosen. */
import type { MessageFact } from './fact.ts';
import type { Message } from './message.ts';

/** Ids under which a copy of the message may be stored: own messages also by origin-id. */
export const idsOf = (fact: MessageFact): readonly string[] => {
  const ids = [fact.stanzaId, fact.own ? fact.originId : undefined].filter(
    (id) => id !== undefined && id !== '',
  );
  return [...new Set(ids)] as string[];
};

/**
 * Whether `row`, found by conversation, verified sender and stanza id, is the message that `fact` speaks of. `archive` is
 * the name of the fact's archive. Two entries of one archive are two messages, save for own ones: a copy sent again after
 * a lost ack, or a note to self, is archived twice and shown once.
 */
export const isSameMessage = (row: Message, fact: MessageFact, archive: string | undefined): boolean => {
  const samePayload = row.payloadHash === fact.payloadHash;
  if (fact.own) return row.composed === true || samePayload;
  const numberedApart =
    fact.archiveId !== undefined && row.archive === archive && row.archiveId !== fact.archiveId;
  return samePayload && !numberedApart;
};

/**
 * Whether a row that has the fact's archive id is another message, so that the archive must have begun anew. A changed
 * text alone is none: archives put a tombstone in the place of a retracted message (XEP-0424 §4).
 */
export const isOtherMessage = (row: Message, fact: MessageFact): boolean =>
  row.chat !== fact.chat ||
  row.sender !== fact.sender ||
  (row.stanzaId !== undefined && fact.stanzaId !== undefined && !idsOf(fact).includes(row.stanzaId));
