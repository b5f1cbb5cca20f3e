/** Who is who: names, groups, presence and blocks of everyone in the roster, kept live for lists and headings. */
import { bareOf, type BareJid, type Jid } from '#lib/jid.ts';
import { displayName } from '#lib/text.ts';
import { contactSortKey } from '#model/contact-sort.ts';
import type { Contact, ContactRequest, Show } from '#model/contact.ts';
import { noOffers, type ServerOffers } from '#model/server.ts';
import type { AccountStore } from '#store/account-store.ts';
import type { Feed } from './feed.ts';
import { Gathered } from './gathered.svelte.ts';
import { LiveQuery } from './live-query.svelte.ts';

export interface Known {
  readonly contact: Contact;
  /** The name given, cleaned; the address when there is none. */
  readonly name: string;
}

export type DirectoryStore = Pick<
  AccountStore,
  | 'contacts'
  | 'contactsAmong'
  | 'bestPresences'
  | 'presencesAmong'
  | 'blocked'
  | 'contactRequests'
  | 'serverOffers'
>;

/** Contacts, and devices, read at once. */
const pageSize = 250;

/** A remote or chosen name as it may be shown, else the address. */
export const shownName = (name: string | undefined, jid: BareJid): string => {
  const clean = name === undefined ? '' : displayName(name);
  return clean === '' ? jid : clean;
};

const knownOf = (contacts: readonly Contact[]): ReadonlyMap<BareJid, Known> =>
  new Map(contacts.map((contact) => [contact.jid, { contact, name: shownName(contact.name, contact.jid) }]));

export class Directory {
  readonly #self: BareJid;
  readonly #contacts: Gathered<BareJid, Known>;
  readonly #presences: Gathered<BareJid, Show>;
  readonly #blocked: LiveQuery<ReadonlySet<BareJid>>;
  readonly #requests: LiveQuery<readonly ContactRequest[]>;
  readonly #server: LiveQuery<ServerOffers>;

  constructor(self: BareJid, store: DirectoryStore, feed: Feed, failed: (error: unknown) => void) {
    this.#self = self;
    this.#contacts = new Gathered(
      {
        store: 'contacts',
        page: async (last) => {
          const after = last === undefined ? {} : { after: contactSortKey(last.contact) };
          return knownOf(await store.contacts({ limit: pageSize, ...after }));
        },
        pageSize,
        some: async (jids) => knownOf(await store.contactsAmong(jids)),
        keyOf: (id) => id as BareJid,
        failed,
      },
      feed,
    );
    this.#presences = new Gathered(
      {
        store: 'presence',
        page: (_, after) => store.bestPresences({ limit: pageSize, after }),
        some: (jids) => store.presencesAmong(jids),
        keyOf: (id) => bareOf(id as Jid),
        failed,
      },
      feed,
    );
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
    const tables = [this.#contacts, this.#presences, this.#blocked, this.#requests, this.#server];
    const stops = tables.map((table) => table.start());
    return () => {
      for (const stop of stops) stop();
    };
  }

  get contacts(): ReadonlyMap<BareJid, Known> {
    return this.#contacts.rows;
  }

  /** All contacts were read. */
  get ready(): boolean {
    return this.#contacts.ready;
  }

  /** Resolves when it is known who these are, which need not wait for all the others. */
  learn(jids: readonly BareJid[]): Promise<void> {
    return this.#contacts.learn(jids);
  }

  /** Whether it is known who this is. */
  knows(jid: BareJid): boolean {
    return this.#contacts.knows(jid);
  }

  /** Whoever was blocked, here or on another device, asks no more. */
  get requests(): readonly ContactRequest[] {
    return this.#requests.current.filter(({ jid }) => !this.#blocked.current.has(jid));
  }

  get blocked(): ReadonlySet<BareJid> {
    return this.#blocked.current;
  }

  nameOf(jid: BareJid): string {
    return this.#contacts.rows.get(jid)?.name ?? jid;
  }

  showOf(jid: BareJid): Show | undefined {
    return this.#presences.rows.get(jid);
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
    return jid === this.#self || this.#contacts.rows.has(jid) || !this.#contacts.knows(jid);
  }
}
