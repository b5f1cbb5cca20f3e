/** Keeps what is stored in step with one's own archive: catch-up, first fill, settling, older messages on demand. */
import { SerialQueue } from '#lib/queue.ts';
import type { BareJid } from '#lib/jid.ts';
import type { Reply } from '#model/command.ts';
import type { MessageKey } from '#model/message.ts';
import type { Bound } from '#xmpp/stream/session.ts';
import type { DeadLetters } from '../dead-letters.ts';
import type { Link } from '../link.ts';
import { later } from '../later-part.ts';
import type { GapFiller } from './fill-gaps.ts';
import { allCaughtUp, firstFill, mostPages, PageTurner, type Turn, type TurnFailure } from './page-turn.ts';
import { pageSize, Pager } from './pager.ts';
import type { Closed, Past } from './past.ts';
import type { PageStart } from './queries.ts';

/** After so many pages forward the newest ones come first. */
const mostForwardPages = 2;

/** `end`: nothing newer is in the archive. `hole`: the newest is known, and something between is not. */
export type CaughtUp = 'end' | 'hole' | 'failed';

export interface HistoryListeners {
  /** Messages handled so far in this catch-up. */
  progress(done: number): void;
}

export class History {
  readonly #link: Link;
  readonly #pager: Pager;
  readonly #turner: PageTurner;
  readonly #queue = new SerialQueue();
  readonly #downloads = new SerialQueue();
  /** Made, and its code fetched, when a person asks for what is missing. */
  #gaps: GapFiller | undefined;
  /** Made, and its code fetched, when there is time. */
  #past: Past | undefined;
  #done = 0;
  #isFirstFill = false;
  /** The store knows that live messages may not follow what it has (a resume keeps that from needing to be said). */
  #isOpened = true;

  constructor(link: Link, deadLetters: DeadLetters, listeners: HistoryListeners) {
    this.#link = link;
    this.#pager = new Pager(link.archive);
    this.#turner = new PageTurner(link, this.#pager, deadLetters, ({ results }) => {
      this.#done += results.length;
      listeners.progress(this.#done);
    });
  }

  /**
   * A fresh login, before its first stanza. An archive that is known to exist is opened at once, so that nothing which
   * arrives now passes for the direct successor of what is known; one that may not exist waits for `catchUp`.
   */
  async begin(edge: Bound['archiveEdge']): Promise<void> {
    const { after, closed } = await this.#turner.cursor();
    this.#isOpened = false;
    this.#turner.newest = edge?.end;
    if (after !== undefined || closed || edge) await this.#open(edge);
  }

  /**
   * From the last known message to the newest. Does nothing where nothing can have been missed, unless `mustAsk`: own
   * messages may have arrived that no one has told us of.
   */
  catchUp(mustAsk: boolean): Promise<CaughtUp> {
    return this.#queue.run(async () => {
      if (!this.#isOpened) await this.#open(undefined);
      this.#done = 0;
      const cursor = await this.#turner.cursor();
      if (cursor.closed && !cursor.unsettled && !mustAsk)
        return this.#reached(cursor.holes.length > 0 ? 'hole' : 'end');
      this.#isFirstFill = cursor.after === undefined;
      return this.#reached(
        cursor.after === undefined
          ? await this.#newest(firstFill)
          : await this.#forward(cursor.after, mostForwardPages),
      );
    });
  }

  /** All of the past, if the person wants that, and whether they do; one after the other, as they may have stopped it and thought better of it. */
  keepAll(): Promise<boolean> {
    return this.#downloads.run(async () => {
      const { store } = this.#link.ctx;
      if (!(await store.settings()).keepAll) return false;
      const { WholeDownload } = await import('./whole-archive.ts');
      const closeHole = async (): Promise<boolean> => (await this.closeHole()) === 'closed';
      const parts = { link: this.#link, turner: this.#turner, pager: this.#pager, queue: this.#queue };
      await new WholeDownload({ ...parts, closeHole }).run();
      return true;
    });
  }

  /** Asks for the places of messages that were confirmed since; false: there was none to ask for. */
  settle(): Promise<boolean> {
    return this.#queue.run(async () => {
      const cursor = await this.#turner.cursor();
      // All the way: a newest page would pass over rows that wait further down, and they would count as not archived.
      if (!cursor.unsettled) return false;
      if (cursor.after === undefined) await this.#settleBlindly(cursor.asOf);
      else await this.#reached(await this.#forward(cursor.after, mostPages));
      return true;
    });
  }

  async #reached(outcome: CaughtUp): Promise<CaughtUp> {
    if (outcome === 'end') await allCaughtUp(this.#link);
    return outcome;
  }

  /** Never from the beginning of the archive: all that was cleared would be back. */
  async #settleBlindly(asOf: string): Promise<void> {
    const { firstStoredPage } = await import('./without-anchor.ts');
    const page = await firstStoredPage(this.#link, this.#pager, mostPages);
    if (!page) return;
    const { complete, last } = page;
    const kept = await this.#turner.keep(page, { direction: 'forward', isNews: true, asOf, complete });
    if (!('kind' in kept) && !complete && last !== undefined) await this.#forward(last, mostPages);
  }

  /** Closes the newest hole, each page in its turn. */
  async closeHole(): Promise<Closed> {
    return (await this.#fetchPast()).closeHole();
  }

  /** After a first fill: on into the past, as far as a person is likely to scroll. One at a time. */
  async deepen(): Promise<void> {
    return (await this.#fetchPast()).deepen();
  }

  /** One more page of a conversation, older than what is known of it. */
  async loadOlder(chat: BareJid): Promise<Reply<'load-older'>> {
    return (await this.#fetchPast()).loadOlder(chat);
  }

  async #fetchPast(): Promise<Past> {
    const { Past } = await later();
    return (this.#past ??= new Past(this.#link, this.#turner, this.#queue));
  }

  /** A person asks once more for what is missing beside a message of the conversation. */
  async retryGap(chat: BareJid, key: MessageKey): Promise<Reply<'retry-gap'>> {
    const { GapFiller } = await import('./fill-gaps.ts');
    this.#gaps ??= new GapFiller(this.#link, this.#turner, this.#pager, this.#queue);
    return this.#gaps.retry(chat, key);
  }

  async #open(edge: Bound['archiveEdge']): Promise<void> {
    const coverage = { kind: 'opened', archive: this.#link.ctx.jid, ...(edge ? { edge } : {}) } as const;
    await this.#link.applier.commit({ coverage });
    this.#isOpened = true;
  }

  /** From an anchor towards the end; after `limit` pages the newest ones come first. */
  async #forward(anchor: string, limit: number): Promise<CaughtUp> {
    let from: PageStart = { after: anchor };
    for (let pages = 0; pages < limit; pages++) {
      const turn: Turn | TurnFailure = await this.#turner.turn(from, {
        direction: 'forward',
        isNews: true,
        size: pageSize,
      });
      if ('kind' in turn) {
        if (turn.kind === 'missing' && 'after' in from) {
          const { newestKnownTime } = await import('./without-anchor.ts');
          from = { start: await newestKnownTime(this.#link) };
          continue;
        }
        // What cannot be passed is closed from above.
        const isStuck = turn.kind === 'timeout' || turn.kind === 'unreadable';
        return isStuck ? this.#newest(pageSize) : 'failed';
      }
      if (turn.kept.recreated) return this.#newest(firstFill);
      if (turn.page.complete) return 'end';
      const { last } = turn.page;
      // A page that goes nowhere would go there for ever.
      if (last === undefined || ('after' in from && from.after === last)) break;
      from = { after: last };
    }
    return this.#newest(pageSize);
  }

  /** The newest messages, so that the screen is up to date before the hole below them is closed. */
  async #newest(count: number): Promise<CaughtUp> {
    let before = '';
    for (let left = count; left > 0;) {
      const turn = await this.#backward(before, {
        size: Math.min(left, pageSize),
        isNews: !this.#isFirstFill,
      });
      if ('kind' in turn) return 'failed';
      const { first, complete, results } = turn.page;
      if (complete || first === undefined || first === before) break;
      before = first;
      left -= Math.max(1, results.length);
    }
    return (await this.#turner.cursor()).holes.length > 0 ? 'hole' : 'end';
  }

  #backward(
    before: string,
    options: { readonly size: number; readonly isNews: boolean },
  ): Promise<Turn | TurnFailure> {
    return this.#turner.turn({ before }, { direction: 'backward', ...options });
  }
}
