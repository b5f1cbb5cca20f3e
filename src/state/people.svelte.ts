/** Contacts, requests and blocks: what is shown of them, and what a person does with them. */
import { domainOf, type BareJid } from '#lib/jid.ts';
import { err, type Result } from '#lib/result.ts';
import type { OwnPresence, Show } from '#model/contact.ts';
import type { Intent } from '#model/intent.ts';
import type { AccountStore } from '#store/account-store.ts';
import type { AddressFailure, PeopleState } from './app.ts';
import { byName, compareNames } from './collation.svelte.ts';
import { Pool } from './detached.svelte.ts';
import { shownName, type Directory, type Known } from './directory.svelte.ts';
import type { Feed } from './feed.ts';
import { LiveQuery } from './live-query.svelte.ts';
import { matcher } from './match.ts';
import { Person } from './person.svelte.ts';
import { readTypedAddress } from './typed-address.ts';
import type { PersonRow, PersonView, RequestRow } from './views.ts';

export interface PeopleHost {
  readonly self: BareJid;
  readonly store: Pick<
    AccountStore,
    'presenceOf' | 'ownPresence' | 'saveOwnPresence' | 'enqueue' | 'contact' | 'acceptChat' | 'chat'
  >;
  readonly feed: Feed;
  readonly directory: Directory;
  /** The outbox has new rows. */
  readonly nudge: () => void;
  /** Tells the server now, if there is a link; else the next login does. */
  readonly tellPresence: (presence: OwnPresence) => void;
}

/** Of a request's words; they are a stranger's. */
const requestWordsLimit = 500;

export class People implements PeopleState {
  readonly #host: PeopleHost;
  readonly #persons: Pool<BareJid, Person>;
  readonly #ownPresence: LiveQuery<OwnPresence>;
  query = $state('');
  readonly #all = $derived.by(() =>
    [...this.#host.directory.contacts.values()].map((known) => this.row(known)).sort(byName()),
  );
  readonly #rows = $derived.by(() => {
    const matches = matcher(this.query);
    return matches === undefined ? this.#all : this.#all.filter((row) => matches([row.name, row.jid]));
  });
  readonly #groups = $derived.by(() => {
    const known = [...this.#host.directory.contacts.values()];
    const compare = compareNames();
    // Of names that are alike to readers, capitals first: who was read first must not show.
    return [...new Set(known.flatMap(({ contact }) => contact.groups))].sort(
      (a, b) => compare(a, b) || (a < b ? -1 : 1),
    );
  });

  constructor(host: PeopleHost) {
    this.#host = host;
    this.#persons = new Pool((jid) => new Person(jid, host));
    this.#ownPresence = new LiveQuery(() => host.store.ownPresence(), host.feed.watch(['profile']), {
      show: 'available',
      status: '',
    });
  }

  get rows(): readonly PersonRow[] {
    return this.#rows;
  }

  /** All contacts, whatever `query` asks for. */
  get all(): readonly PersonRow[] {
    return this.#all;
  }

  get total(): number {
    return this.#all.length;
  }

  get ready(): boolean {
    return this.#host.directory.ready;
  }

  get requests(): readonly RequestRow[] {
    return this.#host.directory.requests.map(({ jid, at, message }) => ({
      jid,
      name: this.#host.directory.nameOf(jid),
      at,
      ...(message === undefined ? {} : { message: message.slice(0, requestWordsLimit) }),
    }));
  }

  get groups(): readonly string[] {
    return this.#groups;
  }

  get blocked(): readonly BareJid[] {
    return [...this.#host.directory.blocked].sort();
  }

  get canBlock(): boolean {
    return this.#host.directory.canBlock;
  }

  get ownPresence(): OwnPresence {
    return this.#ownPresence.current;
  }

  person(jid: BareJid): PersonView {
    return this.#persons.get(jid);
  }

  /** A contact as a row of a list. */
  row({ contact, name }: Known): PersonRow {
    const { directory } = this.#host;
    const { jid } = contact;
    return {
      kind: 'person',
      jid,
      name,
      groups: contact.groups,
      subscription: contact.subscription,
      asked: contact.ask,
      // Asked when they are drawn: whoever comes online changes a row in view, not the list of all.
      get show() {
        return directory.showOf(jid);
      },
      get blocked() {
        return directory.isBlocked(jid);
      },
    };
  }

  async add(address: string, name = ''): Promise<Result<BareJid, AddressFailure>> {
    const jid = readTypedAddress(address, domainOf(this.#host.self));
    if (!jid.ok) return jid;
    if (jid.value === this.#host.self) return err({ kind: 'own-address' });
    const known = await this.#host.store.contact(jid.value);
    const chosen = name.trim() === '' ? known?.name : shownName(name, jid.value);
    await this.#enqueue(
      {
        kind: 'roster-set',
        jid: jid.value,
        ...(chosen === undefined ? {} : { name: chosen }),
        groups: known?.groups ?? [],
      },
      { kind: 'subscribe', jid: jid.value },
    );
    if ((await this.#host.store.chat(jid.value)) !== undefined) await this.#host.store.acceptChat(jid.value);
    return jid;
  }

  /** They may see our presence, and we ask to see theirs. */
  async accept(jid: BareJid): Promise<void> {
    const contact = await this.#host.store.contact(jid);
    const seesThem =
      contact?.subscription === 'to' || contact?.subscription === 'both' || contact?.ask === true;
    const intents: Intent[] = [{ kind: 'subscribed', jid }];
    if (!seesThem) intents.push({ kind: 'subscribe', jid });
    await this.#enqueue(...intents);
  }

  async decline(jid: BareJid): Promise<void> {
    await this.#enqueue({ kind: 'unsubscribed', jid });
  }

  /** A request is declined first: nobody blocked can be answered, and the server repeats it until it is answered. */
  async block(jid: BareJid): Promise<void> {
    const asks = this.#host.directory.requests.some((request) => request.jid === jid);
    const answer: Intent[] = asks ? [{ kind: 'unsubscribed', jid }] : [];
    await this.#enqueue(...answer, { kind: 'block', jid });
  }

  async unblock(jid: BareJid): Promise<void> {
    await this.#enqueue({ kind: 'unblock', jid });
  }

  async remove(jid: BareJid): Promise<void> {
    await this.#enqueue({ kind: 'roster-remove', jid });
  }

  async rename(jid: BareJid, name: string): Promise<void> {
    const contact = await this.#host.store.contact(jid);
    const clean = shownName(name, jid);
    await this.#enqueue({
      kind: 'roster-set',
      jid,
      ...(clean === jid ? {} : { name: clean }),
      groups: contact?.groups ?? [],
    });
  }

  async setGroups(jid: BareJid, groups: readonly string[]): Promise<void> {
    const contact = await this.#host.store.contact(jid);
    const names = groups.map((group) => group.trim()).filter((group) => group !== '');
    await this.#enqueue({
      kind: 'roster-set',
      jid,
      ...(contact?.name === undefined ? {} : { name: contact.name }),
      groups: [...new Set(names)],
    });
  }

  async setOwnPresence(show: Show, status: string): Promise<void> {
    const presence = { show, status: status.trim().slice(0, 1000) };
    await this.#host.store.saveOwnPresence(presence);
    this.#host.tellPresence(presence);
  }

  async #enqueue(...intents: Intent[]): Promise<void> {
    await this.#host.store.enqueue(...intents);
    this.#host.nudge();
  }
}
