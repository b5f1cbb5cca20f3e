/** Fetches pages of the archive with patience: what cannot be had is confined to its place, and named as missing. */
import { err, ok, type Result } from '#lib/result.ts';
import type { IqFailure } from '#xmpp/stream/session.ts';
import { locate } from './locate.ts';
import type { ArchivePage, ArchiveQueries, PageRequest, PageStart, RawPage } from './queries.ts';

export const pageSize = 100;

/**
 * `missing`: the id that the page should begin at is not in the archive (any more). `unreadable`: what follows it in the
 * asked direction cannot be had, not even alone.
 */
export type FetchFailure =
  | Exclude<IqFailure, { kind: 'error' }>
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'refused'; readonly condition: string };

/** After a failure so many are asked for, then each alone: what ends the stream is met three times, not seven. */
const smallSize = 10;
/** Tries of a single message that is not answered. What ends the stream has ended it on larger pages before. */
const lonelyTries = 2;
/** Places with trouble that are remembered. */
const mostTroubles = 50;
const mostStamps = 100;

interface Trouble {
  /** Size to try; 0: given up. */
  readonly size: number;
  /** The trouble lies within so many messages. */
  readonly within: number;
  readonly tries: number;
}

export class Pager {
  readonly #queries: ArchiveQueries;
  /** By place. They survive the stream that broke over them. */
  readonly #troubles = new Map<string, Trouble>();
  /** When the outermost messages of pages were sent, by archive id. */
  readonly #stamps = new Map<string, number>();

  constructor(queries: ArchiveQueries) {
    this.#queries = queries;
  }

  async fetch(request: PageRequest): Promise<Result<ArchivePage, FetchFailure>> {
    const key = keyOf(request, request.from);
    for (let isSecond = false; ;) {
      const trouble = this.#troubles.get(key);
      if (trouble?.size === 0) return err({ kind: 'unreadable' });
      const max = Math.min(trouble?.size ?? request.max, request.max);
      const page = await this.#queries.page({ ...request, max });
      if (page.ok) {
        // Lost without a word: once more might bring it.
        if (!hasEdges(page.value) && !page.value.dropped && !isSecond) {
          isSecond = true;
          continue;
        }
        this.#noteTimes(page.value);
        this.#passed(request, key, page.value);
        return this.#complete(request, page.value, max);
      }
      const { error } = page;
      if (error.kind === 'offline') return err(error);
      if (error.kind === 'error') return err(refusal(error.error.condition));
      this.#failed(key, max, error.kind === 'broken');
      if (error.kind === 'gone' || error.kind === 'broken') return err({ kind: 'gone' });
    }
  }

  /** When a message at the edge of some page was sent, milliseconds. */
  timeOf(id: string): number | undefined {
    return this.#stamps.get(id);
  }

  /**
   * What was given up may be asked for once more: alone, so that not much is lost if it fails again. `within` so many messages
   * more trouble is to be expected.
   */
  forgive({ from, ...request }: Pick<PageRequest, 'from' | 'with'>, within: number): void {
    this.#remember(keyOf(request, from), { size: 1, within, tries: 0 });
  }

  #failed(key: string, max: number, isBroken: boolean): void {
    const tries = max === 1 ? (this.#troubles.get(key)?.tries ?? 0) + 1 : 0;
    const isGivenUp = tries >= (isBroken ? 1 : lonelyTries);
    const size = isGivenUp ? 0 : max > smallSize ? smallSize : 1;
    this.#remember(key, { size, within: max, tries });
  }

  /** What was behind the trouble's beginning is nearer to it now. */
  #passed(request: PageRequest, key: string, page: RawPage): void {
    const trouble = this.#troubles.get(key);
    this.#troubles.delete(key);
    const within = (trouble?.within ?? 0) - page.ids.length;
    if (trouble === undefined || within <= 0 || page.complete) return;
    const isBackward = 'before' in request.from;
    const edge = isBackward ? page.ids[0] : page.ids.at(-1);
    if (edge === undefined) return;
    const next = isBackward ? { ...request.from, before: edge } : { after: edge };
    this.#remember(keyOf(request, next), { ...trouble, within, tries: 0 });
  }

  #noteTimes({ results }: RawPage): void {
    for (const result of [results[0], results.at(-1)]) {
      const stamp = result?.forwarded.delay?.stamp;
      if (result !== undefined && stamp !== undefined) this.#stamps.set(result.id, stamp);
    }
    for (const id of this.#stamps.keys()) if (this.#stamps.size > mostStamps) this.#stamps.delete(id);
  }

  #remember(key: string, trouble: Trouble): void {
    this.#troubles.delete(key);
    this.#troubles.set(key, trouble);
    const [oldest] = this.#troubles.keys();
    if (this.#troubles.size > mostTroubles && oldest !== undefined) this.#troubles.delete(oldest);
  }

  /** As many as were asked for are all of them; of fewer some may have been refused on their way. */
  async #complete(
    request: PageRequest,
    page: RawPage,
    max: number,
  ): Promise<Result<ArchivePage, FetchFailure>> {
    const { dropped, ...rest } = page;
    const isSuspect = (dropped || !hasEdges(page)) && page.ids.length > 1 && page.ids.length < max;
    if (!isSuspect) return ok({ ...rest, gaps: gapsIn(page, page.ids) });
    const found = await locate<FetchFailure>(page.ids, (after, count) =>
      this.#idAfter(request, after, count),
    );
    if (found.ok) {
      const { ids, unsure } = found.value;
      const unknown = unsure === undefined ? [] : [{ at: unsure, kind: 'messages' } as const];
      return ok({ ...rest, ids, gaps: [...gapsIn(page, ids), ...unknown].toSorted((a, b) => a.at - b.at) });
    }
    const { kind } = found.error;
    if (kind !== 'missing' && kind !== 'refused' && kind !== 'unreadable') return found;
    return ok({ ...rest, gaps: [...gapsIn(page, page.ids), { at: 1, kind: 'messages' }] });
  }

  async #idAfter(
    { with: chat }: PageRequest,
    after: string,
    max: number,
  ): Promise<Result<string | undefined, FetchFailure>> {
    const from = { from: { after }, max };
    const page = await this.#queries.page(chat === undefined ? from : { ...from, with: chat });
    if (page.ok) return ok(page.value.ids.length > 0 ? page.value.last : undefined);
    const { error } = page;
    if (error.kind === 'error') return err(refusal(error.error.condition));
    if (error.kind === 'malformed') return err({ kind: 'timeout' });
    return err(error.kind === 'broken' ? { kind: 'gone' } : error);
  }
}

/** Bounds in time do not tell places apart: they move while the place is the same. */
const keyOf = (request: Pick<PageRequest, 'with'>, from: PageStart): string => {
  const chat = request.with ?? '';
  if ('after' in from) return `after ${from.after} ${chat}`;
  if ('before' in from) return `before ${from.before} ${String(from.end ?? '')} ${chat}`;
  return `start ${String(from.start)} ${chat}`;
};

const hasEdges = ({ results, first, last }: RawPage): boolean =>
  results[0]?.id === first && results.at(-1)?.id === last;

/** Ids of the page whose results did not come. */
const gapsIn = ({ results }: RawPage, ids: readonly string[]): ArchivePage['gaps'] => {
  const there = new Set(results.map(({ id }) => id));
  return ids.flatMap((id, at) => (there.has(id) ? [] : [{ at, kind: 'message' as const }]));
};

const refusal = (condition: string): FetchFailure =>
  condition === 'item-not-found' ? { kind: 'missing' } : { kind: 'refused', condition };
