/** Whom the account has blocked (XEP-0191 §3): judged in memory, since every stanza is asked about. */
import { bareOf, domainOf, type BareJid, type Jid } from '#lib/jid.ts';
import type { BlockedChange } from '#store/account-store.ts';

export class Blocks {
  #jids = new Set<Jid>();

  change({ full, added = [], removed = [] }: BlockedChange): void {
    if (full) this.#jids = new Set(full);
    for (const jid of added) this.#jids.add(jid);
    for (const jid of removed) this.#jids.delete(jid);
  }

  /** An entry stands for itself, a domain for everyone there (XEP-0191 §3.2). */
  has(jid: BareJid): boolean {
    return this.#jids.has(jid) || this.#jids.has(domainOf(jid) as BareJid);
  }

  hasSender(from: Jid): boolean {
    return this.has(bareOf(from));
  }
}
