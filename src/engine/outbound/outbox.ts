/** Drains the outbox: the one sender and re-sender of what must not be lost, in order, once catch-up allows it. */
import { SerialQueue } from '#lib/queue.ts';
import type { StreamFailure } from '#xmpp/stream/failure.ts';
import { errorName } from '../error-name.ts';
import { later } from '../later-part.ts';
import type { Link } from '../link.ts';
import { blameOf } from './blame.ts';
import type { Sender, SenderOutbox } from './sender.ts';

const batchSize = 50;

export interface OutboxListeners extends Pick<SenderOutbox, 'refused'> {
  /** The server has confirmed messages: their place in the archive can be asked for. */
  confirmed(): void;
}

export class Outbox implements SenderOutbox {
  readonly #link: Link;
  readonly #listeners: OutboxListeners;
  /** Counts of the stream reach the store in the order in which they arose. */
  readonly #writes = new SerialQueue();
  /** `people`: only what changes the roster, the block list or who sees whom goes out. */
  #opening: 'shut' | 'people' | 'all' = 'shut';
  #draining: Promise<void> | undefined;
  #again = false;
  #streams = 0;
  #sender: Sender | undefined;

  constructor(link: Link, listeners: OutboxListeners) {
    this.#link = link;
    this.#listeners = listeners;
  }

  /** The stream is up and all that was unknown is settled. */
  open(): void {
    this.#opening = 'all';
    this.nudge();
  }

  /** The stream is up. What concerns people needs nothing settled; resolves when all that waits of it has gone out. */
  async openToPeople(): Promise<void> {
    this.#opening = 'people';
    this.#again = true;
    await this.#drain();
  }

  shut(): void {
    this.#opening = 'shut';
  }

  /** There may be new rows. */
  nudge(): void {
    this.#again = true;
    void this.#drain();
  }

  /** The server has every outbound stanza up to this number. */
  acked(upTo: number): void {
    this.write(async () => {
      const { store, epoch } = this.#link.ctx;
      await store.acked(epoch, upTo);
      this.#listeners.confirmed();
    });
  }

  /**
   * Nobody holds any longer what the stream carried unconfirmed. `h`: how many stanzas of it the server had; where that
   * proves nothing, they may or may not have arrived.
   */
  async forgetStream(h: number | undefined): Promise<void> {
    const { store, epoch } = this.#link.ctx;
    this.#streams += 1;
    await this.#writes.run(() => store.outboxUnknown(epoch, h));
  }

  /**
   * The stream broke, perhaps over what it carried. What has ended one after the other is no longer sent again by the
   * stream itself: the next login tells what of it arrived, and the rest goes out without it.
   */
  broke(why: StreamFailure): void {
    const blame = blameOf(why);
    if (blame === 0) return;
    this.write(async () => {
      const { store, epoch } = this.#link.ctx;
      if (await store.blameFirst(epoch, blame)) this.#link.stream.release();
    });
  }

  /**
   * After catch-up: what the archive would have told of goes out again under the same ids. Where it cannot tell, a person
   * decides.
   */
  async settleUnknown(hasArchive: boolean): Promise<void> {
    const { store, epoch } = this.#link.ctx;
    await store.settleUnknown(epoch, hasArchive);
  }

  /** Resolves when everything the stream has reported is written. */
  idle(): Promise<void> {
    return this.#writes.idle();
  }

  get streams(): number {
    return this.#streams;
  }

  refused(what: 'roster' | 'blocked'): void {
    this.#listeners.refused(what);
  }

  #drain(): Promise<void> {
    if (!this.#draining && !this.canSend) return Promise.resolve();
    return (this.#draining ??= this.#sendAll());
  }

  async #sendAll(): Promise<void> {
    try {
      while (this.#again && this.canSend) {
        this.#again = false;
        await this.#sendBatch();
      }
    } catch (error) {
      // Stale: another engine sends now. Storage: the rows are where they were, and the next nudge tries again.
      this.#link.ctx.log.warn('outbox not drained', {
        error: errorName(error),
      });
    } finally {
      this.#draining = undefined;
    }
  }

  get canSend(): boolean {
    return this.#opening !== 'shut' && this.#link.stream.state === 'bound';
  }

  async #sendBatch(): Promise<void> {
    const { store, epoch } = this.#link.ctx;
    const stream = this.#streams;
    const isForPeople = this.#opening === 'people';
    const entries = await (isForPeople ? store.peopleOutbox(epoch) : store.outboxBatch(epoch, batchSize));
    if (entries.length === 0) return;
    if (!this.#sender) {
      const { Sender } = await later();
      this.#sender = new Sender(this.#link, this);
    }
    await this.#sender.sendEach(entries, stream);
    if (!isForPeople && entries.length === batchSize) this.#again = true;
  }

  write(task: () => Promise<void>): void {
    this.#writes.run(task).catch((error: unknown) => {
      // What is not noted is looked for in the archive by the next engine.
      this.#link.ctx.log.warn('outbox not noted', { error: errorName(error) });
    });
  }
}
