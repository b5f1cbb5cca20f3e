/** Finds the row that a message fact speaks of, by the rules of dedupe. */
import { idsOf, isSameMessage } from '#model/dedupe.ts';
import type { MessageFact } from '#model/fact.ts';
import type { Message } from '#model/message.ts';
import type { Tx } from '../schema.ts';
import { byArchiveId, byStanzaId } from '../tables/messages.ts';

export interface Candidates {
  /** Has the fact's archive id. */
  readonly numbered: Message | undefined;
  /** Have its sender and stanza id. */
  readonly named: readonly Message[];
}

/** Rows that could be the fact's; `archive` is the name its archive goes by. */
export const findCandidates = async (
  tx: Tx,
  fact: MessageFact,
  archive: string | undefined,
): Promise<Candidates> => {
  const numbered =
    archive === undefined || fact.archiveId === undefined
      ? undefined
      : await byArchiveId(tx, archive, fact.archiveId);
  if (numbered !== undefined) return { numbered, named: [] };
  const named = await Promise.all(idsOf(fact).map((id) => byStanzaId(tx, fact.chat, fact.sender, id)));
  return { numbered, named: named.flat() };
};

/** The candidate that is the message. Of several copies the one written here comes first. */
export const pickMessage = (
  { numbered, named }: Candidates,
  fact: MessageFact,
  archive: string | undefined,
): Message | undefined => {
  if (numbered !== undefined) return numbered;
  const same = named.filter((row) => isSameMessage(row, fact, archive));
  return same.find((row) => row.composed === true) ?? same[0];
};
