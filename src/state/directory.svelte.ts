/** Who is who: names, groups, presence and blocks of everyone in the roster, kept live for lists and headings. */
import type { BareJid } from '#lib/jid.ts';
import { displayName } from '#lib/text.ts';
import type { Contact, ContactRequest, Show } from '#model/contact.ts';
import { noOffers, type ServerOffers } from '#model/server.ts';
import type { AccountStore } from '#store/account-store.ts';
import type { Feed } from './feed.ts';
import { LiveQuery } from './live-query.svelte.ts';

export interface Known {
  readonly contact: Contact;
  /** The name given, cleaned; the address when there is none. */
  readonly name: string;
}

export type DirectoryStore = Pick<
  AccountStore,
  'contacts' | 'bestPresences' | 'blocked' | 'contactRequests' | 'serverOffers'
>;

/** Rosters beyond this are shown in part; the largest seen on public servers have some 5,000 entries. */
const rosterLimit = 20_000;

/** A remote or chosen name as it may be shown, else the address. */
export const shownName = (name: string | undefined, jid: BareJid): string => {
  const clean = name === undefined ? '' : displayName(name);
  return clean === '' ? jid : clean;
};

export class Directory {
  readonly #self: BareJid;
  readonly #contacts: LiveQuery<ReadonlyMap<BareJid, Known>>;
  readonly #presences: LiveQuery<ReadonlyMap<BareJid, Show>>;
  readonly #blocked: LiveQuery<ReadonlySet<BareJid>>;
  readonly #requests: LiveQuery<readonly ContactRequest[]>;
  readonly #server: LiveQuery<ServerOffers>;

  constructor(self: BareJid, store: DirectoryStore, feed: Feed) {
    this.#self = self;
    this.#contacts = new LiveQuery(
      async () => {
        const contacts = await store.contacts({ limit: rosterLimit });
        return new Map(
          contacts.map((contact) => [contact.jid, { contact, name: shownName(contact.name, contact.jid) }]),
        );
      },
      feed.watch(['contacts']),
      new Map(),
    );
    this.#presences = new LiveQuery(() => store.bestPresences(), feed.watch(['presence']), new Map());
    this.#blocked = new LiveQuery(
      async () => new Set(await store.blocked()),
      feed.watch(['blocked']),
      new Set(),
    );
    this.#requests = new LiveQuery(() => store.contactRequests(), feed.watch(['requests']), []);
    this.#server = new LiveQuery(() => store.serverOffers(), feed.watch(['server']), noOffers);
  }

  /** Stays live, also for those who ask outside of the screen, until the function it gives back is called. */
  start(): () => void {
    const stops = [this.#contacts, this.#presences, this.#blocked, this.#requests, this.#server].map(
      (query) => query.start(),
    );
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** By sort key, ascending. */
  get contacts(): ReadonlyMap<BareJid, Known> {
    return this.#contacts.current;
  }

  get ready(): boolean {
    return this.#contacts.ready;
  }

  /** Whoever was blocked, here or on another device, asks no more. */
  get requests(): readonly ContactRequest[] {
    return this.#requests.current.filter(({ jid }) => !this.#blocked.current.has(jid));
  }

  get blocked(): ReadonlySet<BareJid> {
    return this.#blocked.current;
  }

  nameOf(jid: BareJid): string {
    return this.#contacts.current.get(jid)?.name ?? jid;
  }

  showOf(jid: BareJid): Show | undefined {
    return this.#presences.current.get(jid);
  }

  /** The server keeps a block list (XEP-0191). */
  get canBlock(): boolean {
    return this.#server.current.blocking;
  }

  /** Octets of the largest stanza that the server takes, as far as it told (XEP-0478). */
  get largestStanza(): number | undefined {
    return this.#server.current.maxBytes;
  }

  isBlocked(jid: BareJid): boolean {
    return this.#blocked.current.has(jid);
  }

  /** A contact or oneself: nobody to be asked about. */
  isKnown(jid: BareJid): boolean {
    return jid === this.#self || this.#contacts.current.has(jid) || !this.#contacts.ready;
  }
}
