/** What is older than the news: holes below them, the first fill in the background, older pages on demand. Fetched later. */
import type { BareJid } from '#lib/jid.ts';
import type { SerialQueue } from '#lib/queue.ts';
import { err, ok } from '#lib/result.ts';
import type { Reply } from '#model/command.ts';
import type { Link } from '../link.ts';
import {
  allCaughtUp,
  firstFill,
  mostPages,
  type PageTurner,
  type Turn,
  type TurnFailure,
} from './page-turn.ts';
import { pageSize } from './pager.ts';

/** How much of the past is fetched unasked in the background: messages, milliseconds back. */
const backgroundFill = 5000;
const backgroundMs = 30 * 24 * 3600 * 1000;
const olderPageSize = 50;
const mostPagesPerAnswer = 8;

/** `none`: there was no hole. `stuck`: the archive has nothing that would close it. `failed`: another time perhaps. */
export type Closed = 'closed' | 'none' | 'stuck' | 'failed';

export class Past {
  readonly #link: Link;
  readonly #turner: PageTurner;
  readonly #queue: SerialQueue;
  #deepening: Promise<void> | undefined;

  constructor(link: Link, turner: PageTurner, queue: SerialQueue) {
    this.#link = link;
    this.#turner = turner;
    this.#queue = queue;
  }

  /** Closes the newest hole, each page in its turn. */
  async closeHole(): Promise<Closed> {
    for (let pages = 0; pages < mostPages; pages++) {
      const outcome = await this.#queue.run(() => this.#closeHoleByOnePage());
      if (outcome === 'more') continue;
      if (outcome !== 'failed') await allCaughtUp(this.#link);
      return outcome;
    }
    return 'failed';
  }

  /** After a first fill: on into the past, as far as a person is likely to scroll. One at a time. */
  deepen(): Promise<void> {
    return (this.#deepening ??= this.#deepen().finally(() => (this.#deepening = undefined)));
  }

  /** One more page of a conversation, older than what is known of it. */
  loadOlder(chat: BareJid): Promise<Reply<'load-older'>> {
    return this.#queue.run(async () => {
      let added = 0;
      for (let pages = 0; pages < mostPagesPerAnswer; pages++) {
        const cursor = await this.#link.ctx.store.olderCursor(chat);
        if (cursor.kind === 'done') return ok({ added, archive: cursor.archive });
        if (cursor.kind === 'wait') return err({ kind: 'timeout' });
        const before = cursor.kind === 'before' ? cursor.id : '';
        const turn = await this.#backward(before, { size: olderPageSize, isNews: false, with: chat });
        if ('kind' in turn) {
          if (turn.kind === 'cleared') continue;
          if (turn.kind === 'unreadable') return err({ kind: 'timeout' });
          if (turn.kind !== 'missing') return err(turn);
          await this.#turner.noteExpired(chat, before);
          continue;
        }
        added += turn.kept.added.filter((message) => message.chat === chat).length;
        if (added > 0) break;
      }
      return ok({ added, archive: await this.#link.ctx.store.coverageOf(chat) });
    });
  }

  async #closeHoleByOnePage(): Promise<Closed | 'more'> {
    const [hole] = (await this.#turner.cursor()).holes;
    if (!hole) return 'none';
    const turn = await this.#backward(hole.before, { size: pageSize, isNews: true });
    if ('kind' in turn) return turn.kind === 'missing' ? 'stuck' : 'failed';
    const [next] = (await this.#turner.cursor()).holes;
    if (next?.until !== hole.until) return 'closed';
    // A page that moved nothing, or the end of the archive, brings no more.
    return next.before !== hole.before && !turn.page.complete ? 'more' : 'stuck';
  }

  async #deepen(): Promise<void> {
    const oldest = this.#link.ctx.clock.now() - backgroundMs;
    while (await this.#queue.run(() => this.#deepenByOnePage(oldest)));
  }

  /** Whether there is more to fetch: what former visits fetched counts as well. */
  async #deepenByOnePage(oldest: number): Promise<boolean> {
    const { oldest: edge } = await this.#turner.cursor();
    if (!edge || edge.start || edge.past >= firstFill + backgroundFill) return false;
    const turn = await this.#turner.turn(
      { before: edge.firstId, start: oldest },
      { direction: 'backward', isNews: false, size: pageSize },
    );
    return !('kind' in turn) && !turn.page.complete;
  }

  #backward(
    before: string,
    options: { readonly size: number; readonly isNews: boolean; readonly with?: BareJid },
  ): Promise<Turn | TurnFailure> {
    return this.#turner.turn({ before }, { direction: 'backward', ...options });
  }
}
