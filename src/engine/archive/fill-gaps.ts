/** Asks once more for what could not be had beside a message, within its conversation, where a page finds its place. */
import type { BareJid } from '#lib/jid.ts';
import type { SerialQueue } from '#lib/queue.ts';
import { err, ok } from '#lib/result.ts';
import type { Reply } from '#model/command.ts';
import type { CommandFailure } from '#model/failure.ts';
import type { Message, MessageKey } from '#model/message.ts';
import type { Link } from '../link.ts';
import type { PageTurner } from './page-turn.ts';
import type { Pager } from './pager.ts';

const fillSize = 50;
const mostPages = 20;
/** No page is begun after so long: a person waits. Milliseconds. */
const longestMs = 120_000;

type Side = 'gapBefore' | 'gapAfter';

export class GapFiller {
  readonly #link: Link;
  readonly #turner: PageTurner;
  readonly #pager: Pager;
  readonly #queue: SerialQueue;
  readonly #runs = new Map<MessageKey, Promise<Reply<'retry-gap'>>>();

  constructor(link: Link, turner: PageTurner, pager: Pager, queue: SerialQueue) {
    this.#link = link;
    this.#turner = turner;
    this.#pager = pager;
    this.#queue = queue;
  }

  /** One run per message: who asks meanwhile gets its answer. */
  retry(chat: BareJid, key: MessageKey): Promise<Reply<'retry-gap'>> {
    const underWay = this.#runs.get(key);
    if (underWay) return underWay;
    const run = this.#queue
      .run(() => this.#run(chat, key))
      .finally(() => {
        this.#runs.delete(key);
      });
    this.#runs.set(key, run);
    return run;
  }

  async #run(chat: BareJid, key: MessageKey): Promise<Reply<'retry-gap'>> {
    const until = this.#link.ctx.clock.now() + longestMs;
    const below = await this.#fill(chat, key, 'gapBefore', until);
    const above = await this.#fill(chat, key, 'gapAfter', until);
    const failure = below ?? above;
    return failure ? err(failure) : ok(null);
  }

  /** Undefined: the mark is gone. It moves with the pages that do not reach the far side. */
  async #fill(
    chat: BareJid,
    key: MessageKey,
    side: Side,
    until: number,
  ): Promise<CommandFailure | undefined> {
    const isBackward = side === 'gapBefore';
    const keys = [key];
    let edge: string | undefined;
    for (let pages = 0; pages < mostPages; pages++) {
      const marked = await this.#marked(keys, side);
      if (!marked) return undefined;
      const { archiveId } = marked;
      if (archiveId === undefined || this.#link.ctx.clock.now() >= until) break;
      edge ??= archiveId;
      const from = isBackward ? { before: edge } : { after: edge };
      if (pages === 0) this.#pager.forgive({ from, with: chat }, 1);
      const turn = await this.#turner.turn(from, {
        direction: isBackward ? 'backward' : 'forward',
        isNews: false,
        size: fillSize,
        with: chat,
        fills: archiveId,
      });
      if ('kind' in turn) {
        const { kind } = turn;
        return kind === 'unreadable' || kind === 'missing' || kind === 'cleared' ? { kind: 'timeout' } : turn;
      }
      const { page, kept } = turn;
      if (page.gaps.length > 0 || kept.recreated) return { kind: 'timeout' };
      keys.push(...kept.added.map((row) => row.key));
      const next = isBackward ? page.ids[0] : page.ids.at(-1);
      if (next === undefined || next === edge) break;
      edge = next;
    }
    return (await this.#marked(keys, side)) ? { kind: 'timeout' } : undefined;
  }

  async #marked(keys: readonly MessageKey[], side: Side): Promise<Message | undefined> {
    const rows = await this.#link.ctx.store.messagesByKeys(keys);
    return rows.find((row) => row[side] !== undefined);
  }
}
