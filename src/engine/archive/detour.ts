/**
 * The way past messages that cannot be had: finds what is readable below them, up to where they begin.
 *
 * `below` goes through four states, and what it found survives the streams that break on the way (`Way`, by place):
 * 1. to be timed: nothing is known; when was the place sent (`#wayTo`)?
 * 2. landing: further back in time with each of `steps`, at last from the beginning, until something can be read (`#land`).
 * 3. climbing: up from there, page by page, until the trouble begins or turns out to be over (`#climb`).
 * 4. arrived: the page, with a gap on top unless the trouble is over. The way is forgotten, except for the end of the archive
 *    (''), whose way stays until something newer can be read (`#unlessNewer`).
 * Bounds: each step of landing is tried once per way; `mostPages` pages are climbed per answer, then it answers `timeout` and
 * the next call climbs on; the first `carefulPages` of them hold one message each; `mostWays` places are remembered.
 */
import type { BareJid } from '#lib/jid.ts';
import { err, ok, type Result } from '#lib/result.ts';
import type { MamResult } from '#xmpp/xep/0313-mam.ts';
import type { Clock } from '#lib/clock.ts';
import { pageSize, type FetchFailure, type Pager } from './pager.ts';
import type { ArchivePage, PageRequest } from './queries.ts';

const second = 1000;
const day = 24 * 3600 * second;
/** How far back in time the other side is looked for; a step that still meets the trouble costs one more stream. */
const steps = [2 * second, 600 * second, day, 60 * day] as const;
/** Readable messages that are looked for at once, so that there is something to show beside the hole. */
const landing = 10;
/** Near the trouble each message is asked for alone; from here on the trouble is far. */
const carefulPages = 20;
/** Climbed for one answer. */
const mostPages = 200;
/** Places that are remembered. */
const mostWays = 20;

interface Way {
  readonly at: number;
  step: number;
  /** Directly below what cannot be had, as far as is known. */
  found: Piece | undefined;
  /** Climbed so far; from none again after the bound. */
  pages: number;
}

export class Detour {
  readonly #pager: Pick<Pager, 'fetch' | 'timeOf' | 'forgive'>;
  readonly #clock: Clock;
  readonly #mostPages: number;
  /** What was found survives the streams that broke meanwhile. */
  readonly #ways = new Map<string, Way>();

  constructor(pager: Pick<Pager, 'fetch' | 'timeOf' | 'forgive'>, clock: Clock, bound = mostPages) {
    this.#pager = pager;
    this.#clock = clock;
    this.#mostPages = bound;
  }

  /**
   * `before` ('' for the end) cannot be gone back from. What is readable next below, as a page with a gap on top; complete if
   * there is nothing. Without a gap if the trouble is over.
   */
  async below(before: string, chat?: BareJid): Promise<Result<ArchivePage, FetchFailure>> {
    const filter = chat === undefined ? {} : { with: chat };
    const way = await this.#wayTo(before, filter);
    if (!way.ok) return way;
    const landed = await this.#land(way.value, filter);
    if (!landed.ok) return landed;
    const page = way.value.found === undefined ? ok(nothing) : await this.#climb(way.value, before, filter);
    if (!page.ok) return page;
    if (before === '') return this.#unlessNewer(way.value.at, page.value, filter);
    this.#ways.delete(keyOf(before, chat));
    return page;
  }

  /** The end could not be read; once something newer has come, it can. Until then the way is remembered. */
  async #unlessNewer(
    since: number,
    page: ArchivePage,
    filter: Pick<PageRequest, 'with'>,
  ): Promise<Result<ArchivePage, FetchFailure>> {
    const newer = await this.#pager.fetch({ from: { start: since }, max: 1, ...filter });
    if (!newer.ok && newer.error.kind !== 'unreadable') return newer;
    if (!newer.ok || newer.value.ids.length === 0)
      return page.ids.length > 0 ? ok(page) : err({ kind: 'unreadable' });
    this.#ways.delete(keyOf('', filter.with));
    this.#pager.forgive({ from: { before: '' }, ...filter }, pageSize);
    return this.#pager.fetch({ from: { before: '' }, max: pageSize, ...filter });
  }

  async #wayTo(before: string, filter: Pick<PageRequest, 'with'>): Promise<Result<Way, FetchFailure>> {
    const key = keyOf(before, filter.with);
    const known = this.#ways.get(key);
    if (known) return ok(known);
    const at = await this.#timeOf(before, filter);
    if (!at.ok) return at;
    const way: Way = { at: at.value, step: 0, found: undefined, pages: 0 };
    this.#ways.set(key, way);
    const [oldest] = this.#ways.keys();
    if (this.#ways.size > mostWays && oldest !== undefined) this.#ways.delete(oldest);
    return ok(way);
  }

  /** The time of what follows the place stands for its own, which may not be stored here. */
  async #timeOf(before: string, filter: Pick<PageRequest, 'with'>): Promise<Result<number, FetchFailure>> {
    if (before === '') return ok(this.#clock.now());
    const known = this.#pager.timeOf(before);
    if (known !== undefined) return ok(known);
    const page = await this.#pager.fetch({ from: { after: before }, max: 1, ...filter });
    if (page.ok) return ok(page.value.results[0]?.forwarded.delay?.stamp ?? this.#clock.now());
    const { kind } = page.error;
    return kind === 'unreadable' || kind === 'missing' ? ok(this.#clock.now()) : page;
  }

  /** Back in time, until something can be read; then from the beginning. */
  async #land(way: Way, filter: Pick<PageRequest, 'with'>): Promise<Result<undefined, FetchFailure>> {
    for (; way.found === undefined && way.step <= steps.length; way.step++) {
      const step = steps[way.step];
      const from = step === undefined ? { start: 0 } : { before: '', end: way.at - step };
      const page = await this.#pager.fetch({ from, max: landing, ...filter });
      if (!page.ok) {
        if (page.error.kind !== 'unreadable' && page.error.kind !== 'missing') return page;
        continue;
      }
      if (page.value.ids.length > 0) way.found = page.value;
      // Nothing that old: only the beginning of the archive can be below.
      else way.step = steps.length - 1;
    }
    return ok(undefined);
  }

  /** Up again, until the trouble begins. */
  async #climb(
    way: Way,
    before: string,
    filter: Pick<PageRequest, 'with'>,
  ): Promise<Result<ArchivePage, FetchFailure>> {
    for (; way.pages < this.#mostPages; way.pages++) {
      const { found } = way;
      const after = found?.ids.at(-1);
      if (found === undefined || after === undefined) break;
      const max = way.pages < carefulPages ? 1 : pageSize;
      const page = await this.#pager.fetch({ from: { after }, max, ...filter });
      if (!page.ok) {
        if (page.error.kind !== 'unreadable') return page;
        return ok(arrive(found, true));
      }
      const { ids } = page.value;
      const met = before === '' ? -1 : ids.indexOf(before);
      way.found = joined(found, met === -1 ? page.value : upTo(page.value, met));
      const isOver = met !== -1 || page.value.complete || ids.length === 0 || ids.at(-1) === after;
      if (isOver) return ok(arrive(way.found, false));
    }
    way.pages = 0;
    return err({ kind: 'timeout' });
  }
}

const keyOf = (before: string, chat: BareJid | undefined): string => `${before} ${chat ?? ''}`;

type Piece = Pick<ArchivePage, 'ids' | 'results' | 'gaps'>;

/** All of it is beyond reading. */
const nothing: ArchivePage = { results: [], ids: [], gaps: [{ at: 0, kind: 'messages' }], complete: true };

const arrive = ({ ids, results, gaps }: Piece, isGap: boolean): ArchivePage => {
  const hole = isGap ? [{ at: ids.length, kind: 'messages' } as const] : [];
  const [first] = ids;
  const last = ids.at(-1);
  return {
    ...{ ids, results, gaps: [...gaps, ...hole], complete: false },
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
  };
};

/** Of a long climb the upper end is enough: what is below is asked for in its turn. */
const joined = (below: Piece, above: Piece): Piece => {
  const at = below.ids.length;
  const all = {
    ids: [...below.ids, ...above.ids],
    results: [...below.results, ...above.results],
    gaps: [...below.gaps, ...above.gaps.map((gap) => ({ ...gap, at: gap.at + at }))],
  };
  return all.ids.length <= pageSize ? all : from(all, all.ids.length - pageSize);
};

const from = ({ ids, results, gaps }: Piece, at: number): Piece => ({
  ids: ids.slice(at),
  results: only(results, ids.slice(at)),
  gaps: gaps.filter((gap) => gap.at >= at).map((gap) => ({ ...gap, at: gap.at - at })),
});

const upTo = ({ ids, results, gaps }: Piece, end: number): Piece => ({
  ids: ids.slice(0, end),
  results: only(results, ids.slice(0, end)),
  gaps: gaps.filter((gap) => gap.at < end),
});

const only = (results: readonly MamResult[], ids: readonly string[]): readonly MamResult[] => {
  const there = new Set(ids);
  return results.filter(({ id }) => there.has(id));
};
