/** Who may learn something from us: contacts, accepted conversations, the account itself (P01 and P02). */
import { bareOf, domainOf, type BareJid, type Jid } from '#lib/jid.ts';
import type { Contact } from '#model/contact.ts';
import { mayKnow } from '#model/may-know.ts';
import type { Blocks } from './blocks.ts';

/** What trust needs to ask the store. */
export interface TrustStore {
  chat(jid: BareJid): Promise<{ readonly accepted: boolean } | undefined>;
}

export class Trust {
  readonly #account: BareJid;
  readonly #store: TrustStore;
  readonly #blocks: Blocks;
  /** A copy of the roster, so that requests are judged without waiting for the store. */
  readonly #roster = new Map<BareJid, Contact>();
  /** Whose yes to our question we saw come: their own, which people and programs send with it, is the same matter. */
  readonly #agreed = new Set<BareJid>();

  constructor(account: BareJid, store: TrustStore, blocks: Blocks) {
    this.#account = account;
    this.#store = store;
    this.#blocks = blocks;
  }

  replaceRoster(contacts: readonly Contact[]): void {
    const kept = new Set(contacts.map(({ jid }) => jid));
    this.changeRoster(
      contacts,
      [...this.#roster.keys()].filter((jid) => !kept.has(jid)),
    );
  }

  changeRoster(changed: Iterable<Contact>, removed: Iterable<BareJid>): void {
    for (const contact of changed) {
      const { jid, subscription, ask } = contact;
      if (subscription !== 'to') this.#agreed.delete(jid);
      else if (this.#roster.get(jid)?.ask === true && !ask) this.#agreed.add(jid);
      this.#roster.set(jid, contact);
    }
    for (const jid of removed) {
      this.#roster.delete(jid);
      this.#agreed.delete(jid);
    }
  }

  isContact(jid: BareJid): boolean {
    return this.#roster.has(jid);
  }

  seesUs(jid: BareJid): boolean {
    const subscription = this.#roster.get(jid)?.subscription;
    return subscription === 'from' || subscription === 'both';
  }

  /**
   * Our own request to them is open, or was answered just before: their wish to see us needs no question, once (the idea of
   * RFC 6121 §3.4). That we see somebody alone is no leave for them to see us: it may have been taken from them.
   */
  weAsked(jid: BareJid): boolean {
    return this.#roster.get(jid)?.ask === true || this.#agreed.has(jid);
  }

  /** They see our presence, so that answering them betrays nothing (RFC 6120 §13.10.2); also own server and devices. */
  mayAsk(from: Jid): boolean {
    const jid = bareOf(from);
    if (jid === this.#account || from === domainOf(this.#account)) return true;
    return this.seesUs(jid) && !this.#blocks.has(jid);
  }

  /** Receipts, markers and typing may flow. */
  async mayKnow(jid: BareJid): Promise<boolean> {
    const isAccepted = (await this.#store.chat(jid))?.accepted === true;
    const { entries: blocked } = this.#blocks;
    return mayKnow(jid, { account: this.#account, blocked, isContact: this.isContact(jid), isAccepted });
  }
}
