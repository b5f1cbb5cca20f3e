/** Finds the ids of results that never came, between those that did. */
import { err, ok, type Result } from '#lib/result.ts';

/** Queries spent on one page: enough for a dozen lost results here and there, or a hundred in a row. */
const mostQueries = 120;

/** `unsure`: from this index on there may be more than is known. */
export interface Located {
  readonly ids: readonly string[];
  readonly unsure?: number;
}

/** The id that stands `count` places after another one; undefined where the archive ends before. */
export type IdAfter<Failure> = (id: string, count: number) => Promise<Result<string | undefined, Failure>>;

/**
 * Completes the ascending ids of a page, whose first and last are certain. The id `n` places after a known one is the `n`th
 * known after it exactly if none is missing between: halving leads to the first place where that does not hold.
 */
export const locate = async <Failure>(
  known: readonly string[],
  idAfter: IdAfter<Failure>,
): Promise<Result<Located, Failure>> => {
  const ids = known.slice(0, 1);
  let rest = known.slice(1);
  let queries = 0;
  let ask = rest.length;
  while (rest.length > 0) {
    /** So many of the rest are known to follow without a gap, and so many not to. */
    let good = 0;
    let bad = rest.length + 1;
    let missing: string | undefined;
    while (bad - good > 1) {
      if (queries++ === mostQueries) return ok({ ids: [...ids, ...rest], unsure: ids.length + good });
      const from = good === 0 ? ids.at(-1) : rest[good - 1];
      const found = await idAfter(from ?? '', ask - good);
      if (!found.ok) return err(found.error);
      if (found.value === rest[ask - 1]) good = ask;
      else {
        bad = ask;
        missing = found.value;
      }
      ask = bad > rest.length ? rest.length : (good + bad) >> 1;
    }
    ids.push(...rest.slice(0, good));
    rest = rest.slice(good);
    if (rest.length === 0) break;
    // The archive contradicts itself.
    if (missing === undefined || ids.includes(missing) || rest.includes(missing))
      return ok({ ids: [...ids, ...rest], unsure: ids.length });
    ids.push(missing);
    // Where one is missing, the next may be as well.
    ask = 1;
  }
  return ok({ ids });
};
