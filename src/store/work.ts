/** The frame of one writing transaction: what its steps share, and the order in which it all is written back. */
import type { BareJid } from '#lib/jid.ts';
import { ChangeSet } from './change-set.ts';
import type { Change } from './account-store.ts';
import type { WriteTx } from './schema.ts';
import { ArchiveDraft } from './tables/archives.ts';
import { ChatDrafts } from './tables/chats.ts';

/** Tables that a transaction needs which touches messages. */
export const messageTables = [
  'messages',
  'chats',
  'contacts',
  'archives',
  'coverage',
  'orphans',
  'outbox',
  'values',
] as const;

export class Work {
  readonly tx: WriteTx;
  /** The account's own address, which is also the name of its archive. */
  readonly own: BareJid;
  readonly now: number;
  readonly changes = new ChangeSet();
  readonly chats: ChatDrafts;
  #archive: Promise<ArchiveDraft> | undefined;

  constructor(tx: WriteTx, own: BareJid, now: number) {
    this.tx = tx;
    this.own = own;
    this.now = now;
    this.chats = new ChatDrafts(tx, this.changes, now, async () => (await this.archive()).row.baseline);
  }

  /** The account's archive: the one space in which one-to-one messages are ordered. */
  archive(): Promise<ArchiveDraft> {
    return (this.#archive ??= ArchiveDraft.load(this.tx, this.own));
  }

  /** Writes back what was gathered in memory; answers what to tell once the transaction is complete. */
  async finish(): Promise<readonly Change[]> {
    await this.chats.flush();
    const archive = await this.#archive;
    if (archive !== undefined) {
      for (const chat of archive.changedChats())
        this.changes.addAll('coverage', chat === '' ? undefined : chat);
      await archive.flush();
    }
    return this.changes.list();
  }
}
