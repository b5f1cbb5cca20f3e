/** Sends what the outbox holds, row by row, and deals with what comes back; fetched once there is something to send, or time. */
import type { OutboxEntry } from '#model/intent.ts';
import { StanzaTooLarge } from '#xmpp/stream/bound-stream.ts';
import type { Xml } from '#xmpp/codec/dom.ts';
import type { IqRequest } from '#xmpp/stream/session.ts';
import type { Link } from '../link.ts';
import { composeMarker, composeMessage, composeReceipt, composeSubscription } from './compose.ts';
import { requestOf } from './requests.ts';

/** Times that the server is asked for a change before its silence counts as a refusal. */
const mostAsks = 3;

/** What the sender needs of the outbox that it works for. */
export interface SenderOutbox {
  readonly canSend: boolean;
  /** Counts streams that were given up: what belongs to an older one is no longer for its answers to decide. */
  readonly streams: number;
  /** In the order in which the stream reported it. */
  write(task: () => Promise<void>): void;
  /** The server refused a change of roster or block list: what is shown of it is wrong. */
  refused(what: 'roster' | 'blocked'): void;
}

export class Sender {
  readonly #link: Link;
  readonly #outbox: SenderOutbox;

  constructor(link: Link, outbox: SenderOutbox) {
    this.#link = link;
    this.#outbox = outbox;
  }

  async sendEach(entries: readonly OutboxEntry[], stream: number): Promise<void> {
    for (const entry of entries) {
      // What was on its way on a stream that is gone may hold back the rest of the batch.
      if (!this.#outbox.canSend || stream !== this.#outbox.streams) return;
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
    const stream = this.#outbox.streams;
    const { sent } = this.#link.stream.resumeState ?? {};
    if (!(await store.markSent(epoch, entry.id, undefined, sent))) return;
    if (await this.#mayGo(entry.id, stream)) await this.#handOver(entry.id, stanza);
  }

  /** Whether the stream that the row was marked for is still there; if not, the row is queued again: nobody has seen it. */
  async #mayGo(id: number, stream: number): Promise<boolean> {
    if (this.#outbox.canSend && stream === this.#outbox.streams) return true;
    const { store, epoch } = this.#link.ctx;
    await store.requeue(epoch, [id]);
    return false;
  }

  async #handOver(id: number, stanza: Xml): Promise<void> {
    const { store, epoch } = this.#link.ctx;
    try {
      const n = this.#link.stream.send(stanza);
      this.#outbox.write(async () => {
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
    const stream = this.#outbox.streams;
    if (!(await store.markSent(epoch, entry.id, undefined)) || !(await this.#mayGo(entry.id, stream))) return;
    void this.#link.iq(request).then((answer) => {
      if (answer.ok || answer.error.kind === 'error') {
        this.#outbox.write(() => store.finishOutbox(epoch, [entry.id]));
        if (!answer.ok) this.#refused(entry);
      } else if (answer.error.kind === 'offline') {
        // Never sent: at the next opportunity. A fresh stream has queued it by itself, and it may have gone out again.
        this.#outbox.write(async () => {
          if (stream === this.#outbox.streams) await store.requeue(epoch, [entry.id]);
        });
      } else if (answer.error.kind === 'timeout') this.#outbox.write(() => this.#unanswered(entry, stream));
      // Gone with its stream: the fresh one has queued it again.
    });
  }

  /** A server that stays silent must not make what shows already look done for ever. */
  async #unanswered(entry: OutboxEntry, stream: number): Promise<void> {
    const { store, epoch, log } = this.#link.ctx;
    if (stream !== this.#outbox.streams) return;
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
      this.#outbox.write(async () => {
        await applier.commit({ blocked: undone });
        this.#outbox.refused('blocked');
      });
    } else {
      this.#outbox.write(async () => {
        // By the version that is known the server would say that nothing has changed.
        await this.#link.applier.commit({ roster: { ver: '' } });
        this.#outbox.refused('roster');
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
}
