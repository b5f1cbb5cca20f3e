/** What is known of one conversation in the archive. */
import type { BareJid } from '#lib/jid.ts';
import type { ArchiveSegment, ChatSegment } from '#model/segment.ts';
import type { ArchiveRow, Tx } from '../schema.ts';
import { readArchive, readChatSegments } from './archives.ts';

/** What is known of the archive with regard to one conversation. */
export interface Known {
  readonly row: ArchiveRow | undefined;
  readonly top: ArchiveSegment | undefined;
  /** Oldest first; `done`: nothing older is in the archive. */
  readonly runs: readonly (ChatSegment & { readonly done: boolean })[];
}

export const readKnown = async (tx: Tx, own: BareJid, chat: BareJid): Promise<Known> => {
  const { row, whole } = await readArchive(tx, own);
  const runs = row === undefined ? [] : await readChatSegments(tx, row, chat);
  const starts = new Set(whole.filter(({ start }) => start === true).map(({ id }) => id));
  return {
    row,
    top: whole.at(-1),
    runs: runs.map((run) => ({
      ...run,
      done: run.start === true || (run.floor !== undefined && starts.has(run.floor)),
    })),
  };
};
