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

  /** While an earlier message is still being stored, this one waits for it. */
  async send(): Promise<boolean> {
    try {
      return await this.#writes.run(() => this.#enqueue());
    } catch (error) {
      this.#sendFailed = true;
      this.#startLag();
      this.#host.failed(error);
      return false;
    }
  }

  /** Runs once all earlier writes are done, so that Enter pressed twice does not send twice. */
  async #enqueue(): Promise<boolean> {
    const typed = this.#text;
    const body = sendable(typed);
    if (body === '' || isTooLong(body, this.#host.largestStanza()) || this.#host.isBlocked()) return false;
    this.#stopLag();
    const row = await this.#host.store.enqueueMessage(this.chat, body);
    this.#stored = '';
    this.#sendFailed = false;
    // What was typed meanwhile stays as the new draft.
    this.#text = this.#text.startsWith(typed) ? this.#text.slice(typed.length) : this.#text;
    this.#notice.sent();
    this.#host.queued(row);
    if (this.#text !== '') this.#startLag();
    return true;
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
