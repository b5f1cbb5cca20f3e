/** Whom the account has blocked (XEP-0191 §3): judged in memory, since every stanza is asked about. */
import { bareOf, type BareJid, type Jid } from '#lib/jid.ts';
import { isBlockedBy } from '#model/may-know.ts';
import type { BlockedChange } from '#store/account-store.ts';

export class Blocks {
  #jids = new Set<BareJid>();

  change({ full, added = [], removed = [] }: BlockedChange): void {
    if (full) this.#jids = new Set(full);
    for (const jid of added) this.#jids.add(jid);
    for (const jid of removed) this.#jids.delete(jid);
  }

  get entries(): ReadonlySet<BareJid> {
    return this.#jids;
  }

  has(jid: BareJid): boolean {
    return isBlockedBy(this.#jids, jid);
  }

  hasSender(from: Jid): boolean {
    return this.has(bareOf(from));
  }
}
