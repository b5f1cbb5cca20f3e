/** What new messages set off once they are committed: receipts, and a word to whoever shows alerts. */
import type { BareJid } from '#lib/jid.ts';
import type { Timer } from '#lib/clock.ts';
import type { Intent } from '#model/intent.ts';
import type { Message, MessageKey } from '#model/message.ts';
import type { Link } from '../link.ts';
import { errorName } from '../error-name.ts';

/** Alerts come at most this often; what arrives between is told together (P04). Milliseconds. */
const alertSpacingMs = 1000;
/** Messages named in one alert of one conversation. */
const mostKeys = 50;

/** What of a message a receipt is made of. */
type Owing = Pick<Message, 'own' | 'wantsReceipt' | 'stanzaId' | 'chat'>;

export class Reactions {
  readonly #link: Link;
  readonly #enqueued: () => void;
  readonly #untold = new Map<BareJid, MessageKey[]>();
  #lastAlertAt = -Infinity;
  #alertTimer: Timer | undefined;

  /** `enqueued`: the outbox has new rows. */
  constructor(link: Link, enqueued: () => void) {
    this.#link = link;
    this.#enqueued = enqueued;
  }

  /** Messages that were received just now. */
  onLive(messages: readonly Message[]): void {
    if (messages.length === 0) return;
    this.#alert(messages);
    this.receipt(messages).catch((error: unknown) => {
      // The message is stored; its sender sees "sent" in place of "delivered".
      this.#link.ctx.log.warn('receipts not enqueued', {
        error: errorName(error),
      });
    });
  }

  /**
   * Receipts for messages of people who may know (P02), one each (XEP-0184 §5.4). `answered`: ids that
   * another device of the account has answered already.
   */
  async receipt(messages: readonly Owing[], answered: ReadonlySet<string> = new Set()): Promise<void> {
    const { store } = this.#link.ctx;
    if (!messages.some((message) => message.wantsReceipt)) return;
    if (!(await store.settings()).sendReceipts) return;
    const intents: Intent[] = [];
    for (const { own, wantsReceipt, stanzaId, chat } of messages) {
      if (own || !wantsReceipt || stanzaId === undefined || answered.has(stanzaId)) continue;
      if (await this.#link.trust.mayKnow(chat)) intents.push({ kind: 'receipt', to: chat, id: stanzaId });
    }
    if (intents.length === 0) return;
    await store.enqueue(...intents);
    this.#enqueued();
  }

  stop(): void {
    if (this.#alertTimer) this.#link.ctx.clock.clearTimeout(this.#alertTimer);
    this.#alertTimer = undefined;
  }

  #alert(messages: readonly Message[]): void {
    for (const { chat, key, content } of messages) {
      // A headline is a line to be read in passing.
      if (content.kind === 'headline') continue;
      const keys = this.#untold.get(chat) ?? [];
      if (keys.length < mostKeys) this.#untold.set(chat, [...keys, key]);
    }
    if (this.#alertTimer || this.#untold.size === 0) return;
    const { clock } = this.#link.ctx;
    const wait = this.#lastAlertAt + alertSpacingMs - clock.now();
    if (wait <= 0) this.#tell();
    else this.#alertTimer = clock.setTimeout(() => this.#tell(), wait);
  }

  #tell(): void {
    this.#alertTimer = undefined;
    this.#lastAlertAt = this.#link.ctx.clock.now();
    const untold = [...this.#untold];
    this.#untold.clear();
    for (const [chat, keys] of untold) this.#link.ctx.emit({ name: 'alert', chat, keys });
  }
}
