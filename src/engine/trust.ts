/** Who may learn something from us: contacts, accepted conversations, the account itself (P01 and P02). */
import { bareOf, domainOf, type BareJid, type Jid } from '#lib/jid.ts';
import type { Contact } from '#model/contact.ts';

/** What trust needs to ask the store. */
export interface TrustStore {
  chat(jid: BareJid): Promise<{ readonly accepted: boolean } | undefined>;
}

export class Trust {
  readonly #account: BareJid;
  readonly #store: TrustStore;
  /** A copy of the roster, so that requests are judged without waiting for the store. */
  readonly #roster = new Map<BareJid, Contact>();

  constructor(account: BareJid, store: TrustStore) {
    this.#account = account;
    this.#store = store;
  }

  replaceRoster(contacts: Iterable<Contact>): void {
    this.#roster.clear();
    this.changeRoster(contacts, []);
  }

  changeRoster(changed: Iterable<Contact>, removed: Iterable<BareJid>): void {
    for (const contact of changed) this.#roster.set(contact.jid, contact);
    for (const jid of removed) this.#roster.delete(jid);
  }

  isContact(jid: BareJid): boolean {
    return this.#roster.has(jid);
  }

  seesUs(jid: BareJid): boolean {
    const subscription = this.#roster.get(jid)?.subscription;
    return subscription === 'from' || subscription === 'both';
  }

  /** We asked them first, or see them already: their own wish to see us needs no question. */
  weAsked(jid: BareJid): boolean {
    const contact = this.#roster.get(jid);
    return contact !== undefined && (contact.ask || contact.subscription === 'to');
  }

  /** They see our presence, so that answering them betrays nothing (RFC 6120 §13.10.2); also own server and devices. */
  mayAsk(from: Jid): boolean {
    const jid = bareOf(from);
    if (jid === this.#account || from === domainOf(this.#account)) return true;
    return this.seesUs(jid);
  }

  /** Receipts, markers and typing may flow: a contact, oneself, or a stranger whom the person accepted. */
  async mayKnow(jid: BareJid): Promise<boolean> {
    if (jid === this.#account || this.isContact(jid)) return true;
    return (await this.#store.chat(jid))?.accepted === true;
  }
}
