/** What new messages set off once they are committed: a word to whoever shows alerts. */
import type { BareJid } from '#lib/jid.ts';
import type { Timer } from '#lib/clock.ts';
import type { Message, MessageKey } from '#model/message.ts';
import type { EngineContext } from '../context.ts';

/** Alerts come at most this often; what arrives between is told together (P04). Milliseconds. */
const alertSpacingMs = 1000;
/** Messages named in one alert of one conversation. */
const mostKeys = 50;

export class Alerts {
  readonly #ctx: EngineContext;
  readonly #untold = new Map<BareJid, MessageKey[]>();
  #lastAlertAt = -Infinity;
  #alertTimer: Timer | undefined;

  constructor(ctx: EngineContext) {
    this.#ctx = ctx;
  }

  /** Messages that were received just now. */
  onLive(messages: readonly Message[]): void {
    for (const { chat, key, content } of messages) {
      // A headline is a line to be read in passing.
      if (content.kind === 'headline') continue;
      const keys = this.#untold.get(chat) ?? [];
      if (keys.length < mostKeys) this.#untold.set(chat, [...keys, key]);
    }
    if (this.#alertTimer || this.#untold.size === 0) return;
    const { clock } = this.#ctx;
    const wait = this.#lastAlertAt + alertSpacingMs - clock.now();
    if (wait <= 0) this.#tell();
    else this.#alertTimer = clock.setTimeout(() => this.#tell(), wait);
  }

  stop(): void {
    if (this.#alertTimer) this.#ctx.clock.clearTimeout(this.#alertTimer);
    this.#alertTimer = undefined;
  }

  #tell(): void {
    this.#alertTimer = undefined;
    this.#lastAlertAt = this.#ctx.clock.now();
    const untold = [...this.#untold];
    this.#untold.clear();
    for (const [chat, keys] of untold) this.#ctx.emit({ name: 'alert', chat, keys });
  }
}
