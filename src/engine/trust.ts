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

  constructor(account: BareJid, store: TrustStore, blocks: Blocks) {
    this.#account = account;
    this.#store = store;
    this.#blocks = blocks;
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
    return this.seesUs(jid) && !this.#blocks.has(jid);
  }

  /** Receipts, markers and typing may flow. */
  async mayKnow(jid: BareJid): Promise<boolean> {
    const isAccepted = (await this.#store.chat(jid))?.accepted === true;
    const { entries: blocked } = this.#blocks;
    return mayKnow(jid, { account: this.#account, blocked, isContact: this.isContact(jid), isAccepted });
  }
}
