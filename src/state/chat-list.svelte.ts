/** The list of conversations: a window of rows, the unread filter, and the search over conversations and contacts. */
import { domainOf, type BareJid } from '#lib/jid.ts';
import type { Result } from '#lib/result.ts';
import type { Chat } from '#model/chat.ts';
import type { AccountStore } from '#store/account-store.ts';
import type { AddressFailure, ChatListState } from './app.ts';
import { chatRow, RowMemory, type ChatRowContext } from './chat-row.ts';
import { ChatSource, type ChatSourceStore } from './chat-source.svelte.ts';
import type { Directory } from './directory.svelte.ts';
import type { Feed } from './feed.ts';
import { LiveQuery } from './live-query.svelte.ts';
import { matcher, type Matches } from './match.ts';
import { readTypedAddress } from './typed-address.ts';
import type { ChatRow, PersonRow } from './views.ts';

export interface ChatListHost {
  readonly self: BareJid;
  readonly store: ChatSourceStore &
    Pick<AccountStore, 'unreadChats' | 'countUnreadChats' | 'countUnread' | 'openChat' | 'acceptChat'>;
  readonly feed: Feed;
  readonly directory: Directory;
  /** Everyone in the roster, by name. */
  readonly persons: () => readonly PersonRow[];
  readonly isTyping: (jid: BareJid) => boolean;
  readonly failed: (error: unknown) => void;
}

/** Answers to a search: more is not a list but noise. */
const resultLimit = 100;
/** Conversations a search looks through. */
const searchLimit = 5_000;
const searchPage = 500;

export class ChatList implements ChatListState {
  readonly #host: ChatListHost;
  readonly #all: ChatSource;
  readonly #unread: ChatSource;
  readonly #unreadTotal: LiveQuery<number>;
  readonly #searched: LiveQuery<readonly Chat[]>;
  readonly #context: ChatRowContext;
  readonly #memory = new RowMemory();
  filter = $state.raw<'all' | 'unread'>('all');
  query = $state('');
  #from = $state.raw(0);
  #to = $state.raw(60);
  readonly #rows = $derived.by(() =>
    this.#memory.settle(this.#source.slice(this.#from, this.#to).map((chat) => chatRow(chat, this.#context))),
  );
  readonly #results = $derived.by(() => this.#search());

  constructor(host: ChatListHost) {
    this.#host = host;
    const { store, feed, directory } = host;
    // No row is shown before it is known whose it is.
    const named = async (chats: readonly Chat[]): Promise<readonly Chat[]> => {
      await directory.learn(chats.map(({ jid }) => jid));
      return chats;
    };
    const chat = async (jid: BareJid): Promise<Chat | undefined> => {
      await directory.learn([jid]);
      return store.chat(jid);
    };
    this.#all = new ChatSource(
      {
        chat,
        listChats: async (page) => named(await store.listChats(page)),
        countChats: () => store.countChats(),
      },
      feed,
      host.failed,
    );
    this.#unread = new ChatSource(
      {
        chat: async (jid) => {
          const found = await chat(jid);
          return found !== undefined && found.unread > 0 ? found : undefined;
        },
        listChats: async (page) => named(await store.unreadChats(page)),
        countChats: () => store.countUnreadChats(),
      },
      feed,
      host.failed,
    );
    this.#unreadTotal = new LiveQuery(() => store.countUnread(), feed.watch(['chats']), 0);
    this.#searched = new LiveQuery(() => this.#readSearched(), feed.watch(['chats']), []);
    this.#context = {
      nameOf: (jid) => directory.nameOf(jid),
      showOf: (jid) => directory.showOf(jid),
      isBlocked: (jid) => directory.isBlocked(jid),
      isKnown: (jid) => directory.isKnown(jid),
      isTyping: host.isTyping,
    };
  }

  get rows(): readonly ChatRow[] {
    return this.#rows;
  }

  get from(): number {
    return this.#from;
  }

  get total(): number {
    return this.#source.total;
  }

  get ready(): boolean {
    return this.#source.ready;
  }

  get results(): readonly (ChatRow | PersonRow)[] {
    return this.#results;
  }

  get unreadTotal(): number {
    return this.#unreadTotal.current;
  }

  ensure(from: number, to: number): void {
    this.#from = Math.max(0, from);
    this.#to = Math.max(this.#from, to);
    this.#source.want(this.#from, this.#to);
  }

  async startChat(address: string): Promise<Result<BareJid, AddressFailure>> {
    const jid = readTypedAddress(address, domainOf(this.#host.self));
    if (!jid.ok) return jid;
    await this.#host.store.openChat(jid.value);
    await this.#host.store.acceptChat(jid.value);
    return jid;
  }

  neighbour(jid: BareJid | undefined, step: 1 | -1): BareJid | undefined {
    const source = this.#source;
    const index = source.indexOf(jid);
    if (index === -1) return source.rows[0]?.jid;
    // Whoever goes on finds the next ones read.
    source.goOn(index);
    return index + step < 0 ? undefined : source.slice(index + step, index + step + 1)[0]?.jid;
  }

  pick(matches: Matches, limit: number): { chats: readonly ChatRow[]; people: readonly PersonRow[] } {
    const chats: ChatRow[] = [];
    const people: PersonRow[] = [];
    const known = this.#searched.ready ? this.#searched.current : this.#all.rows;
    for (const chat of known) {
      if (chats.length === limit) break;
      if (matches([this.#context.nameOf(chat.jid), chat.jid])) chats.push(chatRow(chat, this.#context));
    }
    const shown = new Set(known.map((chat) => chat.jid));
    for (const person of this.#host.persons()) {
      if (people.length === limit) break;
      if (!shown.has(person.jid) && matches([person.name, person.jid])) people.push(person);
    }
    return { chats, people };
  }

  get #source(): ChatSource {
    return this.filter === 'unread' ? this.#unread : this.#all;
  }

  /** In pages, between which somebody types on. */
  async #readSearched(): Promise<readonly Chat[]> {
    const chats: Chat[] = [];
    while (chats.length < searchLimit) {
      const last = chats.at(-1);
      const before = last === undefined ? {} : { before: last };
      const page = await this.#host.store.listChats({ limit: searchPage, ...before });
      chats.push(...page);
      if (page.length < searchPage) break;
    }
    return chats;
  }

  #search(): readonly (ChatRow | PersonRow)[] {
    const matches = matcher(this.query);
    if (matches === undefined) return [];
    const { chats, people } = this.pick(matches, resultLimit);
    return [...chats, ...people].slice(0, resultLimit);
  }
}
