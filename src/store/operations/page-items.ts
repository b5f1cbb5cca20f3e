/** The messages of an archive page, each with the row it has already, if any. */
import { isOtherMessage } from '#model/dedupe.ts';
import type { MessageFact } from '#model/fact.ts';
import { foldCopy, messageOf, type MessageBody } from '#model/message-fold.ts';
import type { Message } from '#model/message.ts';
import { isQueued } from '#model/order.ts';
import type { Weight } from '#model/placing.ts';
import type { Work } from '../work.ts';
import { findCandidates, pickMessage } from './find.ts';

export interface PageItem {
  readonly fact: MessageFact;
  /** Index of the fact among the ids of the page. */
  readonly index: number;
  /** As stored before this page. */
  readonly before: Message | undefined;
  /** The row to be, without its place. */
  body: Message | MessageBody;
  readonly weight: Weight;
  /** Present place, then the one it gets. */
  order: string | undefined;
}

export interface PageItems {
  readonly items: readonly PageItem[];
  /** Second archive entries of own messages: folded into the row of the first, without a place of their own. */
  readonly repeats: readonly { readonly before: Message; readonly after: Message }[];
}

const weightOf = (row: Message): Weight => {
  if (isQueued(row.order)) return 0;
  if (row.placement === 'archive') return 3;
  return row.archiveId === undefined ? 1 : 2;
};

const placedItem = (fact: MessageFact, index: number, before: Message, body: Message): PageItem => {
  const weight = weightOf(before);
  return { fact, index, before, body, weight, order: weight === 0 ? undefined : before.order };
};

/**
 * Recognises the messages of a page. Undefined: an id of the page belongs to another message here, so the archive has begun
 * anew.
 */
export const pageItems = async (
  work: Work,
  facts: readonly MessageFact[],
  ids: readonly string[],
  archive: string,
): Promise<PageItems | undefined> => {
  const candidates = await Promise.all(facts.map((fact) => findCandidates(work.tx, fact, archive)));
  const indexOf = new Map(ids.map((id, index) => [id, index]));
  const items: PageItem[] = [];
  const repeats: { before: Message; after: Message }[] = [];
  /** Rows as this page leaves them, so that two entries never take one row. */
  const taken = new Map<number, Message>();
  const fresh = new Map<string, MessageBody>();
  for (const [position, fact] of facts.entries()) {
    const index = indexOf.get(fact.archiveId ?? '');
    const found = candidates[position];
    if (index === undefined || found === undefined)
      throw new RangeError('a fact from the archive is not on its page');
    if (found.numbered !== undefined && isOtherMessage(found.numbered, fact)) return undefined;
    const current = {
      numbered: found.numbered && (taken.get(found.numbered.key) ?? found.numbered),
      named: found.named.map((row) => taken.get(row.key) ?? row),
    };
    const before = pickMessage(current, fact, archive);
    if (before === undefined) {
      const body = messageOf(fact, archive, work.now);
      const name = `${fact.chat}\n${fact.sender}\n${fact.stanzaId ?? ''}`;
      if (fact.own && fact.stanzaId !== undefined && fresh.get(name)?.payloadHash === body.payloadHash)
        continue;
      fresh.set(name, body);
      items.push({ fact, index, before: undefined, body, weight: 0, order: undefined });
      continue;
    }
    const body = foldCopy(before, fact, archive, work.now);
    taken.set(before.key, body);
    const earlier = items.find((item) => item.before?.key === before.key);
    if (earlier !== undefined) earlier.body = body;
    else if (body.archiveId === fact.archiveId) items.push(placedItem(fact, index, before, body));
    else repeats.push({ before, after: body });
  }
  return { items, repeats };
};
