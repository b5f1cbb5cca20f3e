/** Drains the outbox: the one sender and re-sender of what must not be lost, in order, once catch-up allows it. */
import { SerialQueue } from '#lib/queue.ts';
import type { OutboxEntry } from '#model/intent.ts';
import { StanzaTooLarge } from '#xmpp/stream/bound-stream.ts';
import type { Xml } from '#xmpp/codec/dom.ts';
import type { StreamFailure } from '#xmpp/stream/failure.ts';
import type { IqRequest } from '#xmpp/stream/session.ts';
import type { Link } from '../link.ts';
import { blameOf } from './blame.ts';
import { composeMarker, composeMessage, composeReceipt, composeSubscription } from './compose.ts';
import { requestOf } from './requests.ts';
import { errorName } from '../error-name.ts';

const batchSize = 50;
/** Times that the server is asked for a change before its silence counts as a refusal. */
const mostAsks = 3;

export interface OutboxListeners {
  /** The server has confirmed messages: their place in the archive can be asked for. */
  confirmed(): void;
  /** The server refused a change of roster or block list: what is shown of it is wrong. */
  refused(what: 'roster' | 'blocked'): void;
}

export class Outbox {
  readonly #link: Link;
  readonly #listeners: OutboxListeners;
  /** Counts of the stream reach the store in the order in which they arose. */
  readonly #writes = new SerialQueue();
  /** `people`: only what changes the roster, the block list or who sees whom goes out. */
  #opening: 'shut' | 'people' | 'all' = 'shut';
  #draining: Promise<void> | undefined;
  #again = false;
  /** Counts streams that were given up: what belongs to an older one is no longer for its answers to decide. */
  #streams = 0;

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
    this.#write(async () => {
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
    this.#write(async () => {
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

  #drain(): Promise<void> {
    if (!this.#draining && !this.#canSend) return Promise.resolve();
    return (this.#draining ??= this.#sendAll());
  }

  async #sendAll(): Promise<void> {
    try {
      while (this.#again && this.#canSend) {
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

  get #canSend(): boolean {
    return this.#opening !== 'shut' && this.#link.stream.state === 'bound';
  }

  async #sendBatch(): Promise<void> {
    const { store, epoch } = this.#link.ctx;
    const stream = this.#streams;
    if (this.#opening === 'people') {
      await this.#sendEach(await store.peopleOutbox(epoch), stream);
      return;
    }
    const entries = await store.outboxBatch(epoch, batchSize);
    await this.#sendEach(entries, stream);
    if (entries.length === batchSize) this.#again = true;
  }

  async #sendEach(entries: readonly OutboxEntry[], stream: number): Promise<void> {
    for (const entry of entries) {
      // What was on its way on a stream that is gone may hold back the rest of the batch.
      if (!this.#canSend || stream !== this.#streams) return;
      const request = requestOf(entry.intent);
      if (request) await this.#ask(entry, request);
      else await this.#send(entry);
    }
  }

  /**
   * Marked first, then sent, then numbered: a crash between leaves a row that may have been sent and is looked for in the
   * archive, never one that looks unsent and goes out twice.
   */
  async #send(entry: OutboxEntry): Promise<void> {
    const { store, epoch } = this.#link.ctx;
    const stanza = await this.#compose(entry);
    if (!stanza) {
      await store.finishOutbox(epoch, [entry.id]);
      return;
    }
    const stream = this.#streams;
    const { sent } = this.#link.stream.resumeState ?? {};
    if (!(await store.markSent(epoch, entry.id, undefined, sent))) return;
    if (await this.#mayGo(entry.id, stream)) await this.#handOver(entry.id, stanza);
  }

  /** Whether the stream that the row was marked for is still there; if not, the row is queued again: nobody has seen it. */
  async #mayGo(id: number, stream: number): Promise<boolean> {
    if (this.#canSend && stream === this.#streams) return true;
    const { store, epoch } = this.#link.ctx;
    await store.requeue(epoch, [id]);
    return false;
  }

  async #handOver(id: number, stanza: Xml): Promise<void> {
    const { store, epoch } = this.#link.ctx;
    try {
      const n = this.#link.stream.send(stanza);
      this.#write(async () => {
        await store.markSent(epoch, id, n);
      });
    } catch (error) {
      if (error instanceof StanzaTooLarge) await store.failOutbox(epoch, id, { kind: 'too-large' });
      else {
        // Without a number nothing would ever confirm it.
        await store.requeue(epoch, [id]);
        throw error;
      }
    }
  }

  /** Waits for nothing: the answer may take longer than what follows. */
  async #ask(entry: OutboxEntry, request: IqRequest): Promise<void> {
    const { store, epoch } = this.#link.ctx;
    const stream = this.#streams;
    if (!(await store.markSent(epoch, entry.id, undefined)) || !(await this.#mayGo(entry.id, stream))) return;
    void this.#link.iq(request).then((answer) => {
      if (answer.ok || answer.error.kind === 'error') {
        this.#write(() => store.finishOutbox(epoch, [entry.id]));
        if (!answer.ok) this.#refused(entry);
      } else if (answer.error.kind === 'offline') {
        // Never sent: at the next opportunity. A fresh stream has queued it by itself, and it may have gone out again.
        this.#write(async () => {
          if (stream === this.#streams) await store.requeue(epoch, [entry.id]);
        });
      } else if (answer.error.kind === 'timeout') this.#write(() => this.#unanswered(entry, stream));
      // Gone with its stream: the fresh one has queued it again.
    });
  }

  /** A server that stays silent must not make what shows already look done for ever. */
  async #unanswered(entry: OutboxEntry, stream: number): Promise<void> {
    const { store, epoch, log } = this.#link.ctx;
    if (stream !== this.#streams) return;
    // Without a connection nobody could answer, and this time does not count as the last.
    if (entry.sends + 1 < mostAsks || this.#link.stream.state !== 'bound') {
      await store.requeue(epoch, [entry.id]);
      return;
    }
    log.warn('the server does not answer to a change', { change: entry.kind });
    await store.finishOutbox(epoch, [entry.id]);
    this.#refused(entry);
  }

  /** What showed at once did not happen; then the server says what is true, if it has such a list at all. */
  #refused({ kind, intent }: OutboxEntry): void {
    if (intent.kind === 'block' || intent.kind === 'unblock') {
      const { applier, ctx } = this.#link;
      ctx.log.warn('the server refused a change of the block list', { change: kind });
      const undone = intent.kind === 'block' ? { removed: [intent.jid] } : { added: [intent.jid] };
      this.#write(async () => {
        await applier.commit({ blocked: undone });
        this.#listeners.refused('blocked');
      });
    } else {
      this.#write(async () => {
        // By the version that is known the server would say that nothing has changed.
        await this.#link.applier.commit({ roster: { ver: '' } });
        this.#listeners.refused('roster');
      });
    }
  }

  async #compose({ intent, message, sends }: OutboxEntry): Promise<Xml | undefined> {
    const { ctx, trust, blocks } = this.#link;
    // Written before they were blocked; the server would refuse it.
    if ((intent.kind === 'receipt' || intent.kind === 'marker') && blocks.has(intent.to)) return undefined;
    switch (intent.kind) {
      case 'message': {
        if (!message) return undefined;
        const { sendTyping } = await ctx.store.settings();
        const mayType = sendTyping && (await trust.mayKnow(message.chat));
        return composeMessage(message, ctx.jid, { sendTyping: mayType, again: sends > 0 });
      }
      case 'receipt':
        return composeReceipt(intent.to, intent.id, ctx.newId());
      case 'marker':
        return composeMarker(intent.to, intent.id, ctx.newId());
      case 'subscribe':
      case 'subscribed':
      case 'unsubscribe':
      case 'unsubscribed':
        return composeSubscription(intent.jid, intent.kind);
      default:
        return undefined;
    }
  }

  #write(task: () => Promise<void>): void {
    this.#writes.run(task).catch((error: unknown) => {
      // What is not noted is looked for in the archive by the next engine.
      this.#link.ctx.log.warn('outbox not noted', { error: errorName(error) });
    });
  }
}
