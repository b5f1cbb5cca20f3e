/** Commits what is told about messages: receipts, displayed markers, errors. */
import type { ErrorFact, MarkerFact, ReceiptFact } from '#model/fact.ts';
import { byStanzaId } from '../tables/messages.ts';
import { park } from '../tables/orphans.ts';
import { placed } from './live.ts';
import type { RowContext } from './row-context.ts';
import { changeRow, foldTold, toldOf } from './write-row.ts';

export type ToldFact = ReceiptFact | MarkerFact | ErrorFact;

/** Only the other side can have received or displayed what we sent (S10). */
const isBelievable = (fact: ToldFact, own: string): boolean => {
  if (fact.kind === 'error') return true;
  if (fact.kind === 'marker' && fact.own) return fact.sender === own;
  return fact.sender === fact.chat && fact.sender !== own;
};

export const applyTold = async (context: RowContext, fact: ToldFact): Promise<void> => {
  const { work } = context;
  if (!isBelievable(fact, work.own)) return;
  const author = fact.kind === 'marker' && fact.own ? fact.chat : work.own;
  const rows = await byStanzaId(work.tx, fact.chat, author, fact.of);
  const { told, fact: said } = toldOf(fact);
  if (rows.length === 0) {
    await park(work.tx, { chat: fact.chat, of: fact.of }, told, said);
    return;
  }
  for (const row of rows) {
    // The answer may come before the server's own word that it has the message: a place first, for markers speak of all
    // that stands before it.
    const there = await placed(context, row);
    const folded = await foldTold(context, there, said);
    if (folded !== there) await changeRow(context, row, folded);
  }
};
