/** The inbound batch: one strict transaction over all that it touches, told once it is complete. */
import { factsVersion, type Fact, type MessageFact } from '#model/fact.ts';
import type { Message } from '#model/message.ts';
import type { AccountCore } from '../account-core.ts';
import { runWork } from '../account-core.ts';
import type { ArchiveOpened, Batch, CommitResult } from '../batch.ts';
import type { AccountTable } from '../schema.ts';
import { applyBlocked, applyPresence, applyRequests, applyRoster, applyServer } from '../tables/people.ts';
import { checkEpoch, writeStream } from '../tables/stream.ts';
import { messageTables, type Work } from '../work.ts';
import { closeArchive } from './close-archive.ts';
import { applyLive } from './live.ts';
import { applyPage, filteredPages, type FilteredPages } from './page.ts';
import { holdReceipts, noteAnswered, oweReceipts } from './receipts.ts';
import { RowContext } from './row-context.ts';
import { applyTold, type ToldFact } from './told.ts';
import { readUpTo } from './write-row.ts';

/** Only what the batch touches: a presence change does not wait for a page of messages. */
const tablesOf = (batch: Batch): readonly AccountTable[] => {
  const tables = new Set<AccountTable>(['stream']);
  if ((batch.facts?.length ?? 0) > 0 || batch.coverage || batch.answered)
    for (const table of [...messageTables, 'blocked'] as const) tables.add(table);
  if (batch.roster) tables.add('contacts').add('values').add('outbox');
  if (batch.requests) tables.add('requests');
  if (batch.presence) tables.add('presence');
  if (batch.blocked) tables.add('blocked').add('outbox');
  if (batch.server) tables.add('values');
  return [...tables];
};

export const commit = async (core: AccountCore, epoch: number, batch: Batch): Promise<CommitResult> => {
  const filtered = await filteredPages(batch.coverage?.kind === 'page' ? batch.coverage : undefined);
  return runWork(core, tablesOf(batch), async (work, tx) => {
    await checkEpoch(tx, epoch);
    const { roster, requests, presence, blocked, server, stream } = batch;
    if (roster) await applyRoster(tx, work.changes, roster);
    if (requests) await applyRequests(tx, work.changes, requests);
    if (presence) await applyPresence(tx, work.changes, presence);
    if (blocked) await applyBlocked(tx, work.changes, blocked);
    if (server) await applyServer(tx, work.changes, server);
    if (batch.answered) await noteAnswered(work, batch.answered);
    const result = await applyMessages(work, batch, filtered);
    if (stream !== undefined) await writeStream(tx, epoch, stream);
    return result;
  });
};

const isMessage = (fact: Fact): fact is MessageFact => fact.kind === 'message';
const isTold = (fact: Fact): fact is ToldFact => fact.kind !== 'message';

const applyMessages = async (
  work: Work,
  { facts = [], coverage }: Batch,
  filtered: FilteredPages | undefined,
): Promise<CommitResult> => {
  if (facts.length === 0 && coverage === undefined) return { added: [], live: [], recreated: false };
  const context = new RowContext(work);
  const messages = facts.filter(isMessage);
  const archived = messages.filter((fact) => fact.via === 'archive');
  const added: Message[] = [];
  const live: Message[] = [];
  let recreated = false;
  if (coverage?.kind === 'opened') await openArchive(context, coverage);
  if (coverage?.kind === 'page') {
    const page = await applyPage(context, coverage, archived, filtered);
    added.push(...page.added);
    if (coverage.news) await holdReceipts(work, page.added, coverage.news.answered);
    recreated = page.recreated;
  } else if (archived.length > 0) throw new RangeError('facts from the archive come with their page');
  for (const fact of messages.filter(({ via }) => via !== 'archive')) {
    const arrived = await applyLive(context, fact);
    recreated ||= arrived.recreated;
    if (arrived.added === undefined) continue;
    added.push(arrived.added);
    if (!fact.own) live.push(arrived.added);
  }
  for (const fact of facts.filter(isTold)) await applyTold(context, fact);
  await oweReceipts(work, live);
  for (const [chat, order] of context.peerReads) await readUpTo(context, chat, order);
  return { added, live, recreated };
};

/** A fresh bind: room for what was missed, and a look at whether anything was. */
const openArchive = async (context: RowContext, { edge }: ArchiveOpened): Promise<void> => {
  const archive = await context.work.archive();
  if (archive.row.factsVersion < factsVersion) {
    await archive.forget();
    archive.update({ factsVersion });
  }
  const { top } = archive;
  const asOf = archive.row.newest;
  // With nothing here yet, all history goes below the first sign-in.
  if (top !== undefined || archive.row.firstArrival !== undefined || !archive.isOpen) archive.leap();
  archive.update({ closed: false, empty: false });
  if (edge === undefined) return;
  if (edge.end === undefined) {
    archive.foundEmpty();
    await closeArchive(context, archive, undefined, asOf);
  } else if (edge.end === top?.lastId) {
    await closeArchive(context, archive, top, archive.row.newest);
  }
};
