/** Commits a page of the archive: its messages and the new edge of what is known, in one transaction. */
import type { BareJid } from '#lib/jid.ts';
import type { Fact } from '#model/fact.ts';
import type { Answered, CommitResult } from '#store/account-store.ts';
import type { DeadLetters } from '../dead-letters.ts';
import { readAnswer, readArrival } from '../inbound/facts.ts';
import { receiverOf } from '../inbound/messages.ts';
import { unwrapArchived, type Arrival } from '../inbound/unwrap.ts';
import type { Link } from '../link.ts';
import type { ArchivePage } from './queries.ts';

/** How the page was asked for. */
export interface PageMeaning {
  readonly with?: BareJid;
  readonly from?: string;
  readonly direction: 'forward' | 'backward';
  readonly asOf: string;
  /** It may hold what came while we were away; otherwise it is history. */
  readonly isNews: boolean;
  /** It may close the gap beside this message: all between that and the page is known. */
  readonly fills?: string;
  /** The page counts as complete only if it was not limited by time. */
  readonly complete: boolean;
}

export const keepPage = async (
  link: Link,
  deadLetters: DeadLetters,
  page: ArchivePage,
  meaning: PageMeaning,
): Promise<CommitResult> => {
  const facts: Fact[] = [];
  const answered: Answered[] = [];
  for (const result of page.results) {
    const arrival = unwrapArchived(result, receiverOf(link));
    if (!arrival.ok) {
      deadLetters.drop(arrival.error.reason);
      continue;
    }
    const answer = readAnswer(arrival.value);
    if (answer) answered.push(answer);
    if (isWanted(link, arrival.value, meaning.isNews))
      facts.push(...readArrival(arrival.value, link.ctx.jid).facts);
  }
  const { asOf, direction, complete } = meaning;
  return link.applier.commit({
    facts,
    coverage: {
      kind: 'page',
      archive: link.ctx.jid,
      ...(meaning.with === undefined ? {} : { with: meaning.with }),
      ...(meaning.from === undefined ? {} : { from: meaning.from }),
      direction,
      ids: page.ids,
      ...(page.gaps.length > 0 ? { gaps: page.gaps } : {}),
      complete,
      ...(meaning.fills === undefined ? {} : { fills: meaning.fills }),
      asOf,
      ...(meaning.isNews ? { news: { answered } } : {}),
    },
  });
};

/** What was said before the block is history and stays; a server that stores what comes after it does so in vain. */
const isWanted = (link: Link, { own, sender }: Arrival, isNews: boolean): boolean =>
  own || !isNews || !link.blocks.has(sender);
