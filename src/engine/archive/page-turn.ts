/** One step through the archive: a page is fetched, past what cannot be had if need be, and kept. */
import type { BareJid } from '#lib/jid.ts';
import type { ArchiveCursor } from '#model/coverage.ts';
import type { CommitResult } from '#store/account-store.ts';
import type { DeadLetters } from '../dead-letters.ts';
import { errorName } from '../error-name.ts';
import type { Link } from '../link.ts';
import type { Detour } from './detour.ts';
import { keepPage, type PageMeaning } from './keep.ts';
import type { FetchFailure, Pager } from './pager.ts';
import type { ArchivePage, PageRequest, PageStart } from './queries.ts';

/** Messages that are fetched at once on a first visit, before any others. */
export const firstFill = 250;
/** No archive has more pages than this to offer in one go; one that claims to is going in circles (F09). */
export const mostPages = 1000;

/** Once all that was missed is known, it is also known what of it other devices have answered. */
export const allCaughtUp = ({ ctx }: Link): Promise<void> => ctx.store.releaseReceipts(ctx.epoch);

/** `cleared`: the person cleared the history while the page was on its way; it is dropped. */
export type TurnFailure = FetchFailure | { readonly kind: 'cleared' };

export interface Turn {
  readonly page: ArchivePage;
  readonly kept: CommitResult;
}

/** How the page is asked for. */
export type TurnOptions = Pick<PageMeaning, 'direction' | 'isNews' | 'with' | 'fills'> & {
  readonly size: number;
};

export class PageTurner {
  readonly #link: Link;
  readonly #pager: Pager;
  readonly #deadLetters: DeadLetters;
  /** Made, and its code fetched, when the archive cannot be read past something. */
  #detour: Detour | undefined;
  /** The newest of the archive, as the server told at the login. */
  newest: string | undefined;
  readonly #took: (page: ArchivePage) => void;

  constructor(link: Link, pager: Pager, deadLetters: DeadLetters, took: (page: ArchivePage) => void) {
    this.#link = link;
    this.#pager = pager;
    this.#deadLetters = deadLetters;
    this.#took = took;
  }

  cursor(): Promise<ArchiveCursor> {
    return this.#link.ctx.store.archiveCursor(this.#link.ctx.jid);
  }

  async turn(from: PageStart, { size, ...meaning }: TurnOptions): Promise<Turn | TurnFailure> {
    const { asOf, oldest } = await this.cursor();
    const filter = meaning.with === undefined ? {} : { with: meaning.with };
    const page = await this.#fetch({ from, max: size, ...filter });
    if ('kind' in page) return page;
    if (oldest !== undefined && (await this.cursor()).oldest === undefined) return { kind: 'cleared' };
    const id = 'after' in from ? from.after : 'before' in from ? from.before : '';
    // Beyond a page that was limited by time there may be more; a way round knows no such limit.
    const isLimited = 'before' in from && from.start !== undefined && !page.isDetour;
    const complete = page.complete && !isLimited;
    const kept = await this.keep(page, { ...meaning, asOf, complete, ...(id === '' ? {} : { from: id }) });
    return 'kind' in kept ? kept : { page, kept };
  }

  async keep(page: ArchivePage, meaning: PageMeaning): Promise<CommitResult | { readonly kind: 'cleared' }> {
    try {
      const kept = await keepPage(this.#link, this.#deadLetters, page, meaning);
      this.#took(page);
      return kept;
    } catch (error) {
      // It continues nothing that the store still knows.
      if (!(error instanceof RangeError)) throw error;
      this.#link.ctx.log.warn('a page of the archive was dropped', { error: errorName(error) });
      return { kind: 'cleared' };
    }
  }

  /** The archive no longer holds where our knowledge of the conversation begins, nor anything before it. */
  async noteExpired(chat: BareJid, from: string): Promise<void> {
    const { asOf } = await this.cursor();
    const meaning = { with: chat, from, direction: 'backward', asOf, isNews: false, complete: true } as const;
    await this.keep({ results: [], ids: [], gaps: [], complete: true }, meaning);
  }

  /** What cannot be read is known by its id all the same if it is the newest: later visits go on from there. */
  #upToNewest(page: ArchivePage): ArchivePage {
    const { newest: last } = this;
    const isBlind = page.gaps.at(-1)?.at === page.ids.length;
    if (last === undefined || !isBlind || page.ids.includes(last)) return page;
    return { ...page, ids: [...page.ids, last], last };
  }

  async #wayRound(): Promise<Detour> {
    const { Detour } = await import('./detour.ts');
    return (this.#detour ??= new Detour(this.#pager, this.#link.ctx.clock));
  }

  async #fetch(request: PageRequest): Promise<(ArchivePage & { readonly isDetour: boolean }) | FetchFailure> {
    const { from, with: chat } = request;
    const page = await this.#pager.fetch(request);
    if (page.ok) return { ...page.value, isDetour: false };
    if (page.error.kind !== 'unreadable' || !('before' in from)) return page.error;
    const below = await (await this.#wayRound()).below(from.before, chat);
    if (!below.ok) return below.error;
    this.#link.ctx.log.warn('some of the archive cannot be read', { gaps: below.value.gaps.length });
    return { ...(from.before === '' ? this.#upToNewest(below.value) : below.value), isDetour: true };
  }
}
