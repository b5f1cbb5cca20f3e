/** Fetches pages of the archive with patience: a page that fails is asked for again, smaller and smaller. */
import { err, ok, type Result } from '#lib/result.ts';
import type { IqFailure } from '#xmpp/stream/session.ts';
import type { ArchivePage, ArchiveQueries, PageRequest } from './queries.ts';

export const pageSize = 100;

/** `missing`: the id that the page should begin at is not in the archive (any more). */
export type FetchFailure =
  | Exclude<IqFailure, { kind: 'error' }>
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly condition: string };

/**
 * Some message of a page may break the frame, the parser or the server at every try. Halving confines it; at size 1 the
 * page is given up, and the hole stays.
 */
export class Pager {
  readonly #queries: ArchiveQueries;
  /** Of the page that failed last: where it began, and the size to try next. Survives the stream that broke over it. */
  #trouble: { readonly key: string; readonly size: number } | undefined;

  constructor(queries: ArchiveQueries) {
    this.#queries = queries;
  }

  async fetch(request: PageRequest): Promise<Result<ArchivePage, FetchFailure>> {
    const key = JSON.stringify([request.from, request.with]);
    let size = this.#trouble?.key === key ? Math.min(this.#trouble.size, request.max) : request.max;
    for (let tries = 0; ; tries++) {
      const page = await this.#queries.page({ ...request, max: Math.max(1, size) });
      if (page.ok) {
        if (this.#trouble?.key === key) this.#trouble = undefined;
        return page;
      }
      const failure = page.error;
      if (failure.kind === 'offline') return err(failure);
      if (failure.kind === 'error') return err(refusal(failure.error.condition));
      // Results that were refused for their content never come, however often they are asked for.
      if (failure.kind === 'partial' && tries > 0) return ok(failure.page);
      size = failure.kind === 'partial' ? size : Math.floor(size / 2);
      this.#trouble = { key, size };
      if (failure.kind === 'gone') return err(failure);
      if (size < 1) return err({ kind: 'timeout' });
    }
  }
}

const refusal = (condition: string): FetchFailure =>
  condition === 'item-not-found' ? { kind: 'missing' } : { kind: 'refused', condition };
