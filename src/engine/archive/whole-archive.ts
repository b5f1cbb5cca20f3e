/** Fetches all that the archive has, page by page into the past, below everything else that is to be done. */
import type { Timer } from '#lib/clock.ts';
import type { SerialQueue } from '#lib/queue.ts';
import type { DownloadState, WholeArchive } from '#model/whole-archive.ts';
import { StoreError } from '#store/account-store.ts';
import type { Link } from '../link.ts';
import type { PageTurner } from './page-turn.ts';
import type { Pager } from './pager.ts';

/** Small pages: what a person does meanwhile waits for one at most. */
const pageSize = 50;
/** The disk is asked how full it is once in so many pages. */
const pagesPerLook = 20;
/** What is left for all else of this origin: so many bytes, or a tenth where there is little. */
const reserveBytes = 200_000_000;
const reserveShare = 0.1;
/** A server that fails is given time, so often. Milliseconds. */
const patienceMs = 60_000;
const mostFailures = 5;
/** The longest rest after a page while somebody looks. Milliseconds. */
const longestRestMs = 500;

type Step = 'more' | 'done' | 'failed' | 'offline' | 'stuck';

export interface DownloadParts {
  readonly link: Link;
  readonly turner: PageTurner;
  readonly pager: Pager;
  /** Of the archive: whoever asks for something of it comes between two pages. */
  readonly queue: SerialQueue;
  /** Whether there may be another one. */
  readonly closeHole: () => Promise<boolean>;
}

export class WholeDownload {
  readonly #parts: DownloadParts;
  #progress: WholeArchive = { state: 'under-way', fetched: 0 };

  constructor(parts: DownloadParts) {
    this.#parts = parts;
  }

  /** Until all is here, nobody wants it any more, or it cannot go on. What was fetched is kept in any case. */
  async run(): Promise<void> {
    const { store } = this.#parts.link.ctx;
    this.#progress = (await store.wholeArchive()) ?? this.#progress;
    try {
      while (await this.#parts.closeHole());
      await this.#pages();
    } catch (error) {
      if (!(error instanceof StoreError) || error.failure.kind !== 'quota') throw error;
      await this.#note({ state: 'full' });
    }
  }

  async #pages(): Promise<void> {
    const { clock } = this.#parts.link.ctx;
    let failures = 0;
    for (let pages = 0; await this.#isWanted(); pages++) {
      if (pages % pagesPerLook === 0 && (await this.#isNearlyFull())) return this.#note({ state: 'full' });
      const began = clock.now();
      const step = await this.#parts.queue.run(() => this.#page());
      if (step === 'offline') return;
      if (step === 'done' || step === 'stuck') return this.#note({ state: step });
      failures = step === 'failed' ? failures + 1 : 0;
      if (failures === mostFailures) return this.#note({ state: 'stuck' });
      await this.#rest(step === 'failed' ? patienceMs : Math.min(clock.now() - began, longestRestMs));
    }
  }

  async #isWanted(): Promise<boolean> {
    const { store } = this.#parts.link.ctx;
    return (await store.settings()).keepAll;
  }

  async #isNearlyFull(): Promise<boolean> {
    const use = await this.#parts.link.ctx.store.storageUse();
    return use !== undefined && use.quota - use.bytes < Math.min(reserveBytes, use.quota * reserveShare);
  }

  async #page(): Promise<Step> {
    const { link, turner, pager } = this.#parts;
    const { oldest: edge } = await turner.cursor();
    // Nothing is known yet: that is for the catch-up to begin with.
    if (!edge) return link.stream.state === 'bound' ? 'done' : 'offline';
    if (edge.start) return 'done';
    const turn = await turner.turn(
      { before: edge.firstId },
      { direction: 'backward', isNews: false, size: pageSize },
    );
    if ('kind' in turn) {
      // The archive no longer holds where our knowledge begins, nor anything before it.
      if (turn.kind === 'missing') return 'done';
      if (turn.kind === 'unreadable') return 'stuck';
      return turn.kind === 'cleared' || link.stream.state !== 'bound' ? 'offline' : 'failed';
    }
    const { first, total, complete } = turn.page;
    const { oldest } = await turner.cursor();
    const fetched = oldest?.past ?? 0;
    const reached = first === undefined ? undefined : pager.timeOf(first);
    await this.#note({
      ...{ state: 'under-way', fetched },
      ...(total === undefined || total < fetched ? {} : { total }),
      ...(reached === undefined ? {} : { reached }),
    });
    if (complete) return 'done';
    return oldest?.firstId === edge.firstId ? 'stuck' : 'more';
  }

  async #note(news: Partial<WholeArchive> & { readonly state: DownloadState }): Promise<void> {
    const { store, epoch } = this.#parts.link.ctx;
    this.#progress = { ...this.#progress, ...news };
    await store.noteWholeArchive(epoch, this.#progress);
  }

  /** While somebody looks, half of the time is theirs. Timers of hidden tabs are slow, and nobody is in the way there. */
  async #rest(ms: number): Promise<void> {
    const { clock, host, nextTurn } = this.#parts.link.ctx;
    const isSeen = ms >= patienceMs || (await host.anyVisible());
    await new Promise<void>((resolve) => {
      if (isSeen) clock.setTimeout(resolve, ms) satisfies Timer;
      else nextTurn(resolve);
    });
  }
}
