/** What is being written to one conversation: the draft in the store, the typing notice, and sending. */
import type { Clock, Timer } from '#lib/clock.ts';
import type { BareJid } from '#lib/jid.ts';
import { SerialQueue } from '#lib/queue.ts';
import type { OwnTyping } from '#model/command.ts';
import type { Message } from '#model/message.ts';
import type { ComposerState } from './app.ts';
import { isTooLong, sendable } from './message-size.ts';
import { TypingNotice } from './typing-notice.ts';

/** How far the stored draft may lag behind the field. Milliseconds. */
const draftLag = 250;

export interface ComposerHost {
  readonly store: {
    readDraft(chat: BareJid): Promise<string>;
    saveDraft(chat: BareJid, text: string): Promise<void>;
    enqueueMessage(chat: BareJid, text: string): Promise<Message>;
  };
  readonly clock: Clock;
  readonly isBlocked: () => boolean;
  /** Octets of the largest stanza that the server takes; undefined: it did not tell. */
  readonly largestStanza: () => number | undefined;
  readonly tellsTyping: () => boolean;
  readonly tellTyping: (state: OwnTyping) => void;
  /** The row is stored: show it, and let the outbox be drained. */
  readonly queued: (row: Message) => void;
  /** A draft could not be stored or read. */
  readonly failed: (error: unknown) => void;
}

/** One press of Enter: what stood in the field, and what of it is sent. */
interface Taken {
  readonly typed: string;
  readonly body: string;
}

const without = (text: string, start: string): string =>
  text.startsWith(start) ? text.slice(start.length) : text;

export class Composer implements ComposerState {
  readonly chat: BareJid;
  readonly #host: ComposerHost;
  readonly #notice: TypingNotice;
  /** Drafts and messages reach the store in the order in which they were written. */
  readonly #writes = new SerialQueue();
  #text = $state('');
  #ready = $state(false);
  #sendFailed = $state(false);
  /** What the store holds, as far as this tab knows. */
  #stored = '';
  #lag: Timer | undefined;
  /** Taken from the field by Enter and not yet stored; until then the field goes on showing it. */
  readonly #pending: Taken[] = [];

  constructor(chat: BareJid, host: ComposerHost) {
    this.chat = chat;
    this.#host = host;
    this.#notice = new TypingNotice(host.clock, (state) => {
      if (host.tellsTyping() && !host.isBlocked()) host.tellTyping(state);
    });
    void this.refresh();
  }

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    if (text === this.#text) return;
    this.#text = text;
    this.#notice.typed(text);
    this.#startLag();
  }

  get ready(): boolean {
    return this.#ready;
  }

  get tooLong(): boolean {
    return isTooLong(sendable(this.#text), this.#host.largestStanza());
  }

  get sendFailed(): boolean {
    return this.#sendFailed;
  }

  get blocked(): boolean {
    return this.#host.isBlocked();
  }

  /** Takes over what another tab, or an earlier visit, stored; never over what was typed here since. */
  async refresh(): Promise<void> {
    const untouched = this.#text;
    try {
      const draft = await this.#writes.run(() => this.#host.store.readDraft(this.chat));
      if (this.#text === untouched && this.#text === this.#stored) {
        this.#text = draft;
        this.#stored = draft;
      }
    } catch (error) {
      this.#host.failed(error);
    }
    this.#ready = true;
  }

  /** Stores the draft now. */
  async flush(): Promise<void> {
    this.#stopLag();
    try {
      await this.#writes.run(() => this.#save());
    } catch (error) {
      this.#host.failed(error);
    }
  }

  leave(): void {
    this.#notice.left();
    void this.flush();
  }

  /** What stands in the field now, however it changes while earlier messages are still being stored. */
  async send(): Promise<boolean> {
    const typed = this.#rest();
    const body = sendable(typed);
    if (body === '' || isTooLong(body, this.#host.largestStanza()) || this.#host.isBlocked()) return false;
    const taken = { typed, body };
    this.#pending.push(taken);
    this.#stopLag();
    return this.#writes.run(() => this.#enqueue(taken));
  }

  async #enqueue(taken: Taken): Promise<boolean> {
    // One before could not be stored: this one is in the field again, behind it.
    if (!this.#pending.includes(taken)) return false;
    let row: Message;
    try {
      row = await this.#host.store.enqueueMessage(this.chat, taken.body);
    } catch (error) {
      this.#keepPending();
      this.#host.failed(error);
      return false;
    }
    this.#pending.shift();
    this.#stored = '';
    this.#sendFailed = false;
    // What was typed meanwhile stays as the new draft.
    this.#text = without(this.#text, taken.typed);
    this.#notice.sent();
    this.#host.queued(row);
    if (this.#text !== '') this.#startLag();
    return true;
  }

  /** What is in the field and was not sent yet. */
  #rest(): string {
    return this.#pending.reduce((text, { typed }) => without(text, typed), this.#text);
  }

  /** All that waits for the store is in the field, also where something else was written over it. */
  #keepPending(): void {
    const rest = this.#rest();
    const parts = [...this.#pending.splice(0).map(({ typed }) => typed), rest].filter((part) => part !== '');
    if (this.#text !== parts.join('')) this.#text = parts.join('\n');
    this.#sendFailed = true;
    this.#startLag();
  }

  async #save(): Promise<void> {
    const text = this.#text;
    if (text === this.#stored) return;
    await this.#host.store.saveDraft(this.chat, text);
    this.#stored = text;
  }

  #startLag(): void {
    this.#lag ??= this.#host.clock.setTimeout(() => void this.flush(), draftLag);
  }

  #stopLag(): void {
    if (this.#lag !== undefined) this.#host.clock.clearTimeout(this.#lag);
    this.#lag = undefined;
  }
}
