/** What is known to be contiguous in an archive: the cursor of a catch-up and the pieces of a conversation. */
import type { ArchiveState } from './command.ts';

/**
 * Something of the archive that could not be had. It lies before the id of this index of a page; as many as there are ids:
 * after the last. A single message is known by its id, which is that very one.
 */
export interface PageGap {
  readonly at: number;
  readonly kind: 'message' | 'messages';
}

/** Where the next catch-up or settle query of an archive begins. */
export interface ArchiveCursor {
  /** Query `after` this id; absent: nothing is known yet, ask for the newest page. */
  readonly after?: string;
  /** Hand it back with the page: rows placed by then are known to the query. */
  readonly asOf: string;
  /** Live messages extend what is known: catch-up has reached the end since the last fresh bind. */
  readonly closed: boolean;
  /** Rows that wait for the archive to prove their place. */
  readonly unsettled: boolean;
  /**
   * The oldest known piece: its first id, and whether the archive holds nothing older. Absent: nothing known. `past`: how
   * many items of the archive were fetched going back, on this visit and before.
   */
  readonly oldest?: { readonly firstId: string; readonly start: boolean; readonly past: number };
  /**
   * Known pieces with a hole between them, newest first: query `before` the `firstId` until `lastId` of the next turns up.
   */
  readonly holes: readonly { readonly before: string; readonly until: string }[];
}

/** Where the next page of a conversation's older messages begins; `done`: there is none, `wait`: catch-up comes first. */
export type OlderCursor =
  | { readonly kind: 'before'; readonly id: string }
  | { readonly kind: 'newest' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'done'; readonly archive: ArchiveState };
