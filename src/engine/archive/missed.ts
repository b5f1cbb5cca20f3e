/** What a catch-up found and nobody has answered yet: of each message only what a receipt is made of. */
import type { Message } from '#model/message.ts';
import type { Kept } from './keep.ts';

/** All that a receipt needs; a catch-up may pass tens of thousands of messages. */
export type Owed = Pick<Message, 'own' | 'chat' | 'sender' | 'stanzaId' | 'wantsReceipt'>;

/** Receipts enqueued in one transaction. */
const sliceSize = 100;

export class Missed {
  readonly #tell: (owed: readonly Owed[], answered: ReadonlySet<string>) => void;
  #owed: Owed[] = [];
  #answered = new Set<string>();

  constructor(tell: (owed: readonly Owed[], answered: ReadonlySet<string>) => void) {
    this.#tell = tell;
  }

  note({ added, answered }: Pick<Kept, 'added' | 'answered'>): void {
    for (const { own, chat, sender, stanzaId, wantsReceipt } of added) {
      if (own || wantsReceipt !== true || stanzaId === undefined) continue;
      this.#owed.push({ own, chat, sender, stanzaId, wantsReceipt });
    }
    for (const id of answered) this.#answered.add(id);
  }

  /** All of it is known now, also what another device has answered. */
  tell(): void {
    const [owed, answered] = [this.#owed, this.#answered];
    this.forget();
    for (let at = 0; at < owed.length; at += sliceSize) this.#tell(owed.slice(at, at + sliceSize), answered);
  }

  forget(): void {
    this.#owed = [];
    this.#answered = new Set();
  }
}
