/** Pages of a conversation, and how what is known of it stands against the archive. */
import type { BareJid } from '#lib/jid.ts';
import type { ArchiveState } from '#model/command.ts';
import type { ArchiveCursor, OlderCursor } from '#model/coverage.ts';
import type { Message } from '#model/message.ts';
import { origin } from '#model/order.ts';
import type { AccountCore } from '../account-core.ts';
import type { ConversationOperations, EngineOperations, MessagePage } from '../account-store.ts';
import type { Tx } from '../schema.ts';
import { readArchive } from '../tables/archives.ts';
import { readKnown, type Known } from '../tables/known.ts';
import { firstRows, lastRows } from '../tables/messages.ts';

const largestPage = 500;

/** The place below which rows lie beyond a hole, seen from `order` (inclusive) downwards. */
const holeBelow = ({ runs }: Known, order: string | undefined): string | undefined =>
  runs.findLast((run) => !run.done && (order === undefined || run.firstOrder <= order))?.firstOrder;

const readPage = async (
  tx: Tx,
  own: BareJid,
  chat: BareJid,
  page: MessagePage,
): Promise<readonly Message[]> => {
  const limit = Math.min(page.limit, largestPage);
  if (page.after !== undefined) return firstRows(tx, chat, { above: page.after }, limit);
  const upper = page.before ?? page.around;
  const hole = page.acrossHoles === true ? undefined : holeBelow(await readKnown(tx, own, chat), upper);
  const from = hole === undefined ? {} : { from: hole };
  if (page.around === undefined) {
    return lastRows(
      tx,
      chat,
      { ...from, ...(page.before === undefined ? {} : { below: page.before }) },
      limit,
    );
  }
  const half = Math.ceil(limit / 2);
  const older = await lastRows(tx, chat, { ...from, to: page.around }, half);
  return [...older, ...(await firstRows(tx, chat, { above: page.around }, limit - half))];
};

const stateOf = ({ row, top, runs }: Known): ArchiveState => {
  const newest = runs.at(-1);
  if (newest?.done === true) return runs.length > 1 ? 'expired' : 'complete';
  if (newest !== undefined) return 'more';
  if (row === undefined || row.base === origin) return 'none';
  if (row.empty) return 'complete';
  return top?.start === true && row.closed ? 'complete' : 'more';
};

const olderCursor = (known: Known, above: string | undefined): OlderCursor => {
  const { row, top, runs } = known;
  const archive = stateOf(known);
  if (row === undefined || archive === 'none') return { kind: 'done', archive };
  const run = runs.findLast(({ firstOrder }) => above === undefined || firstOrder <= above);
  const isOpenAbove = above === undefined && top !== undefined && runs.at(-1)?.ceil !== top.id;
  if (run === undefined || isOpenAbove) {
    if (run === undefined && archive === 'complete') return { kind: 'done', archive };
    if (top === undefined || row.closed) return { kind: 'newest' };
    if (run === undefined) return { kind: 'wait' };
  }
  return run.done ? { kind: 'done', archive } : { kind: 'before', id: run.firstId };
};

const archiveCursor = async (tx: Tx, archive: BareJid): Promise<ArchiveCursor> => {
  const { row, whole } = await readArchive(tx, archive);
  const index = tx.objectStore('messages').index('unsettled');
  const waiting = await index.getKey(IDBKeyRange.bound([archive], [archive, []]));
  const [oldest] = whole;
  const after = whole.at(-1)?.lastId;
  return {
    ...(after === undefined ? {} : { after }),
    asOf: row?.newest ?? origin,
    closed: row?.closed ?? false,
    unsettled: waiting !== undefined,
    ...(oldest === undefined
      ? {}
      : {
          oldest: { firstId: oldest.firstId, start: oldest.start ?? false, past: row?.past ?? 0 },
        }),
    holes: whole
      .flatMap((segment, i) => {
        const below = whole[i - 1];
        const isOpen = below !== undefined && segment.start !== true;
        return isOpen ? [{ before: segment.firstId, until: below.lastId }] : [];
      })
      .toReversed(),
  };
};

const knownTables = ['archives', 'coverage', 'messages'] as const;

export const timelines = (
  core: AccountCore,
): Pick<ConversationOperations, 'messagesPage' | 'messagesByKeys' | 'coverageOf'> &
  Pick<EngineOperations, 'archiveCursor' | 'olderCursor'> => ({
  messagesPage: (chat, page) => core.database.read(knownTables, (tx) => readPage(tx, core.jid, chat, page)),

  messagesByKeys: (keys) =>
    core.database.read(['messages'], async (tx) => {
      const rows = await Promise.all(keys.map((key) => tx.objectStore('messages').get(key)));
      return rows.filter((row) => row !== undefined);
    }),

  coverageOf: async (chat) =>
    stateOf(await core.database.read(knownTables, (tx) => readKnown(tx, core.jid, chat))),

  archiveCursor: (archive) => core.database.read(knownTables, (tx) => archiveCursor(tx, archive)),

  olderCursor: async (chat, above) =>
    olderCursor(await core.database.read(knownTables, (tx) => readKnown(tx, core.jid, chat)), above),
});
