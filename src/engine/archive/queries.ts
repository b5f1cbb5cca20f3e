/** Pages of one's own archive: asks, gathers the results of open queries, and drops all that was not asked for. */
import type { BareJid, Jid } from '#lib/jid.ts';
import { err, ok, type Result } from '#lib/result.ts';
import type { PageGap } from '#model/coverage.ts';
import type { XmlElement } from '#xmpp/codec/dom.ts';
import { mamFin, mamQuery, mamResult, type MamQuery, type MamResult } from '#xmpp/xep/0313-mam.ts';
import { payload } from '#xmpp/codec/codec.ts';
import type { IqFailure, IqRequest } from '#xmpp/stream/session.ts';

export interface ArchivePage {
  /** In the archive's order. */
  readonly results: readonly MamResult[];
  /** Ids in the archive's order, also of those whose result never came. */
  readonly ids: readonly string[];
  /** What is known to be missing. */
  readonly gaps: readonly PageGap[];
  /** Nothing lies beyond this page in the asked direction. */
  readonly complete: boolean;
  /** How many there are in all that match what was asked for, if the server tells. */
  readonly total?: number;
  /** Archive ids of the page's edges; both absent for an empty page. */
  readonly first?: string;
  readonly last?: string;
}

/** A page as it came. `dropped`: stanzas were refused meanwhile, perhaps results of it. */
export interface RawPage extends Omit<ArchivePage, 'gaps'> {
  readonly dropped: boolean;
}

/** `broken`: the stream ended over something unreadable before the answer came. */
export type PageFailure = IqFailure | { readonly kind: 'malformed' } | { readonly kind: 'broken' };

/**
 * Where a page begins: after an id, before one ('' for the newest page), or at a time; `start` also bounds backward pages,
 * `end` is the time of the newest message on the page.
 */
export type PageStart =
  | { readonly after: string }
  | { readonly before: string; readonly start?: number; readonly end?: number }
  | { readonly start: number };

export interface PageRequest {
  readonly from: PageStart;
  readonly max: number;
  readonly with?: BareJid;
}

type Ask = (request: IqRequest) => Promise<Result<XmlElement | undefined, IqFailure>>;

interface Open {
  /** What came so far, by archive id: a page that was answered into a cut comes twice after the resume. */
  readonly results: Map<string, MamResult>;
  dropped: boolean;
  broken: boolean;
}

export class ArchiveQueries {
  readonly #ask: Ask;
  readonly #account: BareJid;
  readonly #newId: () => string;
  readonly #open = new Map<string, Open>();
  /** The archive can leave rooms out (`#groupchat-field`). */
  filtersRooms = false;

  constructor(ask: Ask, account: BareJid, newId: () => string) {
    this.#ask = ask;
    this.#account = account;
    this.#newId = newId;
  }

  /**
   * Takes a message that carries a result. False: it is not the answer to anything asked, and must be dropped whatever it
   * holds (XEP-0313 §6.2; CVE-2019-16237).
   */
  take(from: Jid | undefined, message: XmlElement): boolean {
    if (from !== undefined && from !== this.#account) return false;
    const result = payload(message, mamResult);
    if (!result) this.noteDropped();
    const open = result?.queryid === undefined ? undefined : this.#open.get(result.queryid);
    if (!result || !open) return false;
    if (!open.results.has(result.id)) open.results.set(result.id, result);
    return true;
  }

  /** A stanza was refused, and nobody can tell what it was: perhaps a result. */
  noteDropped(): void {
    for (const open of this.#open.values()) open.dropped = true;
  }

  /** The stream ends over something unreadable. */
  noteBroken(): void {
    for (const open of this.#open.values()) open.broken = true;
  }

  /** One page. The results come before the answer, and the stream settles the answer after them. */
  async page(request: PageRequest): Promise<Result<RawPage, PageFailure>> {
    const queryid = this.#newId();
    const open: Open = { results: new Map(), dropped: false, broken: false };
    this.#open.set(queryid, open);
    const answer = await this.#ask({
      type: 'set',
      payload: mamQuery.encode(this.#query(queryid, request)),
    });
    this.#open.delete(queryid);
    if (!answer.ok) {
      const { kind } = answer.error;
      return open.broken && (kind === 'gone' || kind === 'timeout') ? err({ kind: 'broken' }) : answer;
    }
    const fin = answer.value && mamFin.decode(answer.value);
    if (!fin?.ok) return err({ kind: 'malformed' });
    const { dropped } = open;
    const results = [...open.results.values()];
    const { first, last, count } = fin.value.rsm;
    return ok({
      ...{ results, dropped, ids: idsOf(results, first, last), complete: fin.value.complete },
      ...(count === undefined ? {} : { total: count }),
      ...(first === undefined ? {} : { first }),
      ...(last === undefined ? {} : { last }),
    });
  }

  #query(queryid: string, { from, max, with: chat }: PageRequest): MamQuery {
    return {
      queryid,
      ...(chat === undefined ? {} : { with: chat }),
      ...('start' in from ? { start: from.start } : {}),
      ...('end' in from ? { end: from.end } : {}),
      ...(this.filtersRooms ? { includeGroupchat: false } : {}),
      rsm: {
        max,
        ...('after' in from ? { after: from.after } : {}),
        ...('before' in from ? { before: from.before } : {}),
      },
    };
  }
}

/** The answer names the edges of its page also where their results were refused. */
const idsOf = (
  results: readonly MamResult[],
  first: string | undefined,
  last: string | undefined,
): readonly string[] => {
  const ids = results.map(({ id }) => id);
  if (first !== undefined && ids[0] !== first) ids.unshift(first);
  if (last !== undefined && ids.at(-1) !== last) ids.push(last);
  return ids;
};
