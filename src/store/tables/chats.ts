/** The conversations that one transaction touches: read once, changed in memory, written back with what follows from it. */
import type { BareJid } from '#lib/jid.ts';
import { laterOrder } from '#model/order.ts';
import { previewOf } from '#model/preview.ts';
import { unreadCap } from '#model/unread.ts';
import type { ChangeSet } from '../change-set.ts';
import type { ChatRow, WriteTx } from '../schema.ts';
import { places } from './messages.ts';

interface Draft {
  readonly stored: ChatRow | undefined;
  row: ChatRow | undefined;
  hasNewPreview: boolean;
  hasNewUnread: boolean;
}

export class ChatDrafts {
  readonly #tx: WriteTx;
  readonly #changes: ChangeSet;
  readonly #now: number;
  /** Where reading begins in a conversation that is seen for the first time. */
  readonly #baseline: () => Promise<string>;
  readonly #drafts = new Map<BareJid, Promise<Draft>>();

  constructor(tx: WriteTx, changes: ChangeSet, now: number, baseline: () => Promise<string>) {
    this.#tx = tx;
    this.#changes = changes;
    this.#now = now;
    this.#baseline = baseline;
  }

  async get(jid: BareJid): Promise<ChatRow | undefined> {
    return (await this.#draft(jid)).row;
  }

  /** The conversation, made if absent; contacts are accepted from the start. */
  async ensure(jid: BareJid): Promise<ChatRow> {
    const draft = await this.#draft(jid);
    if (draft.row !== undefined) return draft.row;
    const isContact = (await this.#tx.objectStore('contacts').getKey(jid)) !== undefined;
    const readOrder = await this.#baseline();
    // Another task of this transaction may have been faster.
    draft.row ??= { jid, activity: this.#now, opened: this.#now, unread: 0, readOrder, accepted: isContact };
    return draft.row;
  }

  async update(jid: BareJid, patch: Partial<ChatRow>): Promise<void> {
    const row = await this.ensure(jid);
    (await this.#draft(jid)).row = { ...row, ...patch };
  }

  /** The beginning of what is typed and not sent, for the list. */
  async setDraft(jid: BareJid, draft: string): Promise<void> {
    const { draft: _, ...row } = await this.ensure(jid);
    (await this.#draft(jid)).row = draft === '' ? row : { ...row, draft };
  }

  /** Everything at or below counts as read. */
  async readPointer(jid: BareJid): Promise<string> {
    return laterOrder((await this.get(jid))?.readOrder ?? '', await this.#baseline());
  }

  /** Moves the pointer forward, never back; whether it moved. */
  async read(jid: BareJid, order: string): Promise<boolean> {
    const row = await this.ensure(jid);
    if (order <= (await this.readPointer(jid))) return false;
    await this.update(jid, { readOrder: laterOrder(order, row.readOrder) });
    this.touch(jid, 'unread');
    return true;
  }

  /** A message of it changed: preview, or the number of unread ones, is to be found anew. */
  touch(jid: BareJid, ...what: readonly ('preview' | 'unread')[]): void {
    void this.#draft(jid).then((draft) => {
      draft.hasNewPreview ||= what.includes('preview');
      draft.hasNewUnread ||= what.includes('unread');
    });
  }

  async flush(): Promise<void> {
    const drafts = await Promise.all(this.#drafts.values());
    await Promise.all(drafts.map((draft) => this.#write(draft)));
  }

  #draft(jid: BareJid): Promise<Draft> {
    const known = this.#drafts.get(jid);
    if (known !== undefined) return known;
    const draft = this.#tx
      .objectStore('chats')
      .get(jid)
      .then((row) => ({ stored: row, row, hasNewPreview: false, hasNewUnread: false }));
    this.#drafts.set(jid, draft);
    return draft;
  }

  async #write(draft: Draft): Promise<void> {
    if (draft.row === undefined) return;
    const { jid } = draft.row;
    if (draft.hasNewPreview) draft.row = await this.#withPreview(draft.row);
    if (draft.hasNewUnread) draft.row = { ...draft.row, unread: await this.#countUnread(jid) };
    if (JSON.stringify(draft.row) === JSON.stringify(draft.stored)) return;
    await this.#tx.objectStore('chats').put(draft.row);
    this.#changes.add('chats', jid, jid);
  }

  async #withPreview(row: ChatRow): Promise<ChatRow> {
    const { preview: _, ...rest } = row;
    const timeline = this.#tx.objectStore('messages').index('timeline');
    const newest = (await timeline.openCursor(places(row.jid, {}), 'prev'))?.value;
    if (newest === undefined) return { ...rest, activity: row.opened };
    const preview = previewOf(newest);
    return { ...rest, preview, activity: preview.at };
  }

  async #countUnread(jid: BareJid): Promise<number> {
    const range = places(jid, { above: await this.readPointer(jid) });
    const keys = await this.#tx.objectStore('messages').index('unread').getAllKeys(range, unreadCap);
    return keys.length;
  }
}
