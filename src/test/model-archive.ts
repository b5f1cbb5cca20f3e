/** A model of a server's archive and of the engine that syncs with it: the truth that a store is compared with. */
import type { BareJid } from '#lib/jid.ts';
import type { MessageFact } from '#model/fact.ts';
import { payloadHash } from '#model/payload-hash.ts';
import type { AccountStore, ArchivePageStep, CommitResult } from '#store/account-store.ts';
import { bare } from './builders.ts';

export const account = bare('me@example.org');

/** One entry of the archive; `body` absent: a receipt or the like, which gives no message. */
export interface Entry {
  readonly id: string;
  readonly chat: BareJid;
  readonly own: boolean;
  readonly stanzaId: string;
  readonly body?: string;
}

interface Query {
  readonly step: Omit<ArchivePageStep, 'ids' | 'complete'>;
  readonly entries: readonly Entry[];
  readonly complete: boolean;
}

export class ModelServer {
  readonly archive: Entry[] = [];
  readonly #store: AccountStore;
  #epoch = 0;
  #online = false;
  #counter = 0;
  #sent = 0;
  #acked = 0;
  /** Sent by this device and not yet handled by the server, in order. */
  #flight: { readonly entry: Omit<Entry, 'id'>; readonly n: number }[] = [];
  #handled = 0;
  #query: Query | undefined;
  /** What a hibernating session would still be given. */
  #missed: MessageFact[] = [];
  /** Length of the archive at the first sign-in, which is done once anything came of it: all before counts as read. */
  bindLength: number | undefined;
  #isSignedIn = false;
  /** Something was sent before anything of the archive was known. */
  #sentBlindly = false;

  constructor(store: AccountStore) {
    this.#store = store;
  }

  get online(): boolean {
    return this.#online;
  }

  get hasQuery(): boolean {
    return this.#query !== undefined;
  }

  /** An entry that this client may or may not see arrive. */
  #append(entry: Omit<Entry, 'id'>): Entry {
    this.#counter += 1;
    // Ids that do not sort as the archive does.
    const whole = { ...entry, id: `${String((this.#counter * 7919) % 1000)}-${String(this.#counter)}` };
    this.archive.push(whole);
    return whole;
  }

  newBody(): string {
    return `text ${String(this.#counter)}-${String(this.#sent)}`;
  }

  async receive(chat: BareJid): Promise<void> {
    const body = this.newBody();
    const entry = this.#append({ chat, own: false, stanzaId: `in-${String(this.#counter)}`, body });
    await this.#deliver(factOf(entry, body, 'live'));
  }

  async carbon(chat: BareJid): Promise<void> {
    const body = this.newBody();
    const entry = this.#append({ chat, own: true, stanzaId: `other-${String(this.#counter)}`, body });
    await this.#deliver(factOf(entry, body, 'carbon'));
  }

  receipt(chat: BareJid): void {
    this.#append({ chat, own: false, stanzaId: `receipt-${String(this.#counter)}` });
  }

  async #deliver(fact: MessageFact): Promise<void> {
    if (!this.#online) {
      this.#missed.push(fact);
      return;
    }
    this.#isSignedIn = true;
    await this.#store.commit(this.#epoch, { facts: [fact] });
  }

  async drain(): Promise<void> {
    if (!this.#online) return;
    if ((await this.#store.unknownOutbox(1)).length > 0) return;
    this.#sentBlindly ||= (await this.#store.archiveCursor(account)).after === undefined;
    for (const { id, message } of await this.#store.outboxBatch(this.#epoch, 10)) {
      if (message?.content.kind !== 'text') continue;
      this.#sent += 1;
      const { chat, stanzaId = '' } = message;
      const entry = { chat, own: true, stanzaId, body: message.content.body };
      this.#flight.push({ entry, n: this.#sent });
      await this.#store.markSent(this.#epoch, id, this.#sent);
    }
  }

  /** The server takes the next message on its way. */
  handle(): void {
    const next = this.#flight.shift();
    if (next === undefined) return;
    this.#append(next.entry);
    this.#handled = next.n;
  }

  async ack(): Promise<void> {
    if (!this.#online || this.#acked === this.#handled) return;
    this.#acked = this.#handled;
    await this.#store.acked(this.#epoch, this.#handled);
  }

  /** The connection is cut; `lost` of the messages on their way never reach the server. */
  cut(lost: number): void {
    this.#online = false;
    this.#query = undefined;
    this.#flight.splice(this.#flight.length - Math.min(lost, this.#flight.length));
    while (this.#flight.length > 0) this.handle();
  }

  /** The session goes on: what was missed is delivered, what the server did not count is sent again under its old id. */
  async resume(): Promise<void> {
    if (this.#online || this.#epoch === 0) return;
    this.#online = true;
    await this.ack();
    for (const fact of this.#missed.splice(0)) await this.#deliver(fact);
    this.#sent = this.#handled;
    const open = (await this.#store.unknownOutbox(1000)).map(({ id }) => id);
    await this.#store.outboxUnknown(this.#epoch);
    const lost = (await this.#store.unknownOutbox(1000))
      .map(({ id }) => id)
      .filter((id) => !open.includes(id));
    await this.#store.requeue(this.#epoch, lost);
  }

  async #requeueLost(): Promise<void> {
    const unknown = await this.#store.unknownOutbox(1000);
    await this.#store.requeue(
      this.#epoch,
      unknown.map(({ id }) => id),
    );
  }

  async bind(withEdge: boolean): Promise<void> {
    if (this.#online) this.cut(0);
    this.#missed = [];
    this.#sent = 0;
    this.#acked = 0;
    this.#handled = 0;
    this.#online = true;
    if (!this.#isSignedIn) this.bindLength = this.archive.length;
    this.#epoch = await this.#store.claimEpoch();
    await this.#store.outboxUnknown(this.#epoch);
    const end = this.archive.at(-1)?.id;
    if (withEdge && end === undefined) this.#isSignedIn = true;
    const edge = withEdge ? { edge: end === undefined ? {} : { end } } : {};
    await this.#store.commit(this.#epoch, {
      coverage: { kind: 'opened', archive: account, ...edge },
    });
    await this.#resolveUnknown();
  }

  /** Once all is known that the archive got since they were sent, what it lacks is sent again. */
  async #resolveUnknown(): Promise<void> {
    const { closed, holes, oldest } = await this.#store.archiveCursor(account);
    const reachesBack = holes.length === 0 && (!this.#sentBlindly || oldest?.start !== false);
    if (closed && reachesBack) await this.#requeueLost();
  }

  /** Asks for what follows the cursor, or for the newest page. */
  async askNews(size: number, newest: boolean): Promise<void> {
    if (!this.#online || this.#query !== undefined) return;
    const { after, asOf, closed, unsettled } = await this.#store.archiveCursor(account);
    if (closed && !unsettled) return;
    if (after === undefined || (newest && !closed)) {
      this.#ask({ direction: 'backward', archive: account, kind: 'page', asOf }, this.archive, size);
    } else {
      this.#ask(
        { direction: 'forward', archive: account, kind: 'page', from: after, asOf },
        this.archive,
        size,
      );
    }
  }

  /** Asks for the page before the newest hole, or before the oldest known entry. */
  async askHistory(size: number): Promise<void> {
    if (!this.#online || this.#query !== undefined) return;
    const { holes, oldest, asOf } = await this.#store.archiveCursor(account);
    const before = holes[0]?.before ?? (oldest?.start === false ? oldest.firstId : undefined);
    if (before === undefined) return;
    this.#ask(
      { direction: 'backward', archive: account, kind: 'page', from: before, asOf },
      this.archive,
      size,
    );
  }

  async askOlder(chat: BareJid, size: number): Promise<void> {
    if (!this.#online || this.#query !== undefined) return;
    const cursor = await this.#store.olderCursor(chat);
    if (cursor.kind === 'done' || cursor.kind === 'wait') return;
    const { asOf } = await this.#store.archiveCursor(account);
    const from = cursor.kind === 'before' ? { from: cursor.id } : {};
    const part = this.archive.filter((entry) => entry.chat === chat);
    this.#ask(
      { direction: 'backward', archive: account, kind: 'page', with: chat, ...from, asOf },
      part,
      size,
    );
  }

  #ask(step: Query['step'], part: readonly Entry[], size: number): void {
    const { direction, from } = step;
    const at = from === undefined ? -1 : part.findIndex(({ id }) => id === from);
    if (from !== undefined && at === -1) throw new Error('the store asked for what is not there');
    const all =
      direction === 'forward' ? part.slice(at + 1) : part.slice(0, from === undefined ? undefined : at);
    const entries = direction === 'forward' ? all.slice(0, size) : all.slice(-size);
    this.#query = { step, entries, complete: entries.length === all.length };
  }

  /** The page that was asked for arrives, as it was when the server read it. */
  async answer(): Promise<CommitResult | undefined> {
    const query = this.#query;
    this.#query = undefined;
    if (query === undefined || !this.#online) return undefined;
    const { entries, complete, step } = query;
    if (step.with === undefined) this.#isSignedIn = true;
    const result = await this.#store.commit(this.#epoch, {
      facts: entries.flatMap((entry) =>
        entry.body === undefined ? [] : [factOf(entry, entry.body, 'archive')],
      ),
      coverage: { ...step, complete, ids: entries.map(({ id }) => id) },
    });
    if (step.with === undefined) await this.#resolveUnknown();
    return result;
  }
}

const factOf = (entry: Entry, body: string, via: MessageFact['via']): MessageFact => ({
  kind: 'message',
  chat: entry.chat,
  sender: entry.own ? account : entry.chat,
  own: entry.own,
  stanzaId: entry.stanzaId,
  archive: account,
  archiveId: entry.id,
  at: 1000,
  content: { kind: 'text', body },
  payloadHash: payloadHash({ body }),
  via,
});
