/** What the steps that write message rows share within one transaction. */
import type { BareJid } from '#lib/jid.ts';
import type { Message } from '#model/message.ts';
import { laterOrder } from '#model/order.ts';
import { lastRows } from '../tables/messages.ts';
import { Orphanage } from '../tables/orphans.ts';
import type { Work } from '../work.ts';

export class RowContext {
  readonly work: Work;
  readonly orphanage: Orphanage;
  /** Whether messages that arrive now follow what is known of the archive; found out once per batch. */
  followsLive: boolean | undefined;
  readonly #peerReads = new Map<BareJid, string>();

  constructor(work: Work) {
    this.work = work;
    this.orphanage = new Orphanage(work.tx);
  }

  /** The other side displayed everything up to here; applied once all rows of the batch are written. */
  peerRead(chat: BareJid, order: string): void {
    this.#peerReads.set(chat, laterOrder(order, this.#peerReads.get(chat) ?? ''));
  }

  get peerReads(): ReadonlyMap<BareJid, string> {
    return this.#peerReads;
  }

  lastRows(
    chat: BareJid,
    bounds: { readonly from?: string; readonly below?: string; readonly to?: string },
    limit: number,
  ): Promise<readonly Message[]> {
    return lastRows(this.work.tx, chat, bounds, limit);
  }
}
