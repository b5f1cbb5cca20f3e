/** Pages of one's own archive: asks, gathers the results of open queries, and drops all that was not asked for. */
import type { BareJid, Jid } from '#lib/jid.ts';
import { err, ok, type Result } from '#lib/result.ts';
import type { XmlElement } from '#xmpp/codec/dom.ts';
import { mamFin, mamQuery, mamResult, type MamQuery, type MamResult } from '#xmpp/xep/0313-mam.ts';
import { payload } from '#xmpp/codec/codec.ts';
import type { IqFailure, IqRequest } from '#xmpp/stream/session.ts';

export interface ArchivePage {
  /** In the archive's order. */
  readonly results: readonly MamResult[];
  /** Nothing lies beyond this page in the asked direction. */
  readonly complete: boolean;
  /** Archive ids of the page's edges; both absent for an empty page. */
  readonly first?: string;
  readonly last?: string;
}

/** `partial`: the answer names results that did not arrive. */
export type PageFailure =
  IqFailure | { readonly kind: 'malformed' } | { readonly kind: 'partial'; readonly page: ArchivePage };

/** Where a page begins: after an id, before one ('' for the newest page), or at a time; `start` also bounds backward pages. */
export type PageStart =
  | { readonly after: string }
  | { readonly before: string; readonly start?: number }
  | { readonly start: number };

export interface PageRequest {
  readonly from: PageStart;
  readonly max: number;
  readonly with?: BareJid;
}

type Ask = (request: IqRequest) => Promise<Result<XmlElement | undefined, IqFailure>>;

export class ArchiveQueries {
  readonly #ask: Ask;
  readonly #account: BareJid;
  readonly #newId: () => string;
  /** What came so far, by archive id: a page that was answered into a cut comes twice after the resume. */
  readonly #open = new Map<string, Map<string, MamResult>>();
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
    const gathered = result?.queryid === undefined ? undefined : this.#open.get(result.queryid);
    if (!result || !gathered) return false;
    if (!gathered.has(result.id)) gathered.set(result.id, result);
    return true;
  }

  /** One page. The results come before the answer, and the stream settles the answer after them. */
  async page(request: PageRequest): Promise<Result<ArchivePage, PageFailure>> {
    const queryid = this.#newId();
    const gathered = new Map<string, MamResult>();
    this.#open.set(queryid, gathered);
    const answer = await this.#ask({
      type: 'set',
      payload: mamQuery.encode(this.#query(queryid, request)),
    });
    this.#open.delete(queryid);
    if (!answer.ok) return answer;
    const fin = answer.value && mamFin.decode(answer.value);
    if (!fin?.ok) return err({ kind: 'malformed' });
    const results = [...gathered.values()];
    const { first, last } = fin.value.rsm;
    const page: ArchivePage = {
      results,
      complete: fin.value.complete,
      ...(first === undefined ? {} : { first }),
      ...(last === undefined ? {} : { last }),
    };
    const isWhole = results[0]?.id === first && results.at(-1)?.id === last;
    return isWhole ? ok(page) : err({ kind: 'partial', page });
  }

  #query(queryid: string, { from, max, with: chat }: PageRequest): MamQuery {
    return {
      queryid,
      ...(chat === undefined ? {} : { with: chat }),
      ...('start' in from ? { start: from.start } : {}),
      ...(this.filtersRooms ? { includeGroupchat: false } : {}),
      rsm: {
        max,
        ...('after' in from ? { after: from.after } : {}),
        ...('before' in from ? { before: from.before } : {}),
      },
    };
  }
}
