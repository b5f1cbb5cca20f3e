/** The one way into the store: gathers what stanzas bring and commits it in order, many in one transaction. */
import type { Log } from '#lib/log.ts';
import {
  StaleEpoch,
  StoreError,
  type AccountStore,
  type CommitResult,
  type StreamRow,
} from '#store/account-store.ts';
import { CommitFailed } from '#xmpp/stream/router.ts';
import type { ResumeState } from '#xmpp/stream/session.ts';
import { errorName } from '../error-name.ts';
import { isEmptyPiece, mergePieces, standsAlone, type Piece } from './piece.ts';

/** A batch is open only until the next turn of the event loop, well below 16 ms. */
const largestBatch = 50;

const nothing: CommitResult = { added: [], live: [], recreated: false };

interface Entry {
  readonly piece: Piece;
  /** 1 for a stanza, 0 for what the engine itself wants written. */
  readonly stanzas: 0 | 1;
  readonly resolve: (result: CommitResult) => void;
  readonly reject: (error: unknown) => void;
}

export interface ApplierOptions {
  readonly store: Pick<AccountStore, 'commit' | 'saveStream'>;
  readonly epoch: number;
  readonly log: Log;
  now(): number;
  readonly nextTurn: (fn: () => void) => void;
  /** The stream's counters now. */
  resumeState(): ResumeState | undefined;
  /** After each commit of stanzas. */
  onCommitted(result: CommitResult): void;
  /** Another engine has taken over. */
  onStale(): void;
}

export class Applier {
  readonly #options: ApplierOptions;
  #waiting: Entry[] = [];
  #isRunning = false;
  /** Stanzas known to be committed on the stream of this id; the stream's own count may trail by a turn. */
  #handled: { readonly id: string; readonly h: number } | undefined;
  #rowIsSaved = false;

  constructor(options: ApplierOptions) {
    this.#options = options;
  }

  /**
   * What a stanza brings, nothing included. Fulfils once it is committed, which is when the stanza may be acknowledged;
   * rejects with CommitFailed when storage failed.
   */
  async add(piece: Piece): Promise<void> {
    try {
      await this.#enqueue(piece, 1);
    } catch (error) {
      throw new CommitFailed('inbound stanza not committed', { cause: error });
    }
  }

  /** What the engine wants written, in turn with the stanzas. */
  commit(piece: Piece): Promise<CommitResult> {
    return this.#enqueue(piece, 0);
  }

  /** The stream's counters changed without a stanza of ours: save them soon. */
  touch(): void {
    if (this.#waiting.length > 0) return;
    this.#enqueue({}, 0).catch((error: unknown) => {
      // A stale epoch has been reported already; a storage that fails will fail the next stanza too, which tells the stream.
      this.#options.log.warn('stream counters not saved', { error: errorName(error) });
    });
  }

  #enqueue(piece: Piece, stanzas: 0 | 1): Promise<CommitResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ piece, stanzas, resolve, reject });
      if (this.#isRunning) return;
      this.#isRunning = true;
      this.#options.nextTurn(() => void this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#apply(this.#next());
    this.#isRunning = false;
  }

  #next(): readonly Entry[] {
    const alone = this.#waiting.slice(0, largestBatch).findIndex(({ piece }) => standsAlone(piece));
    const count = alone === -1 ? largestBatch : Math.max(1, alone);
    return this.#waiting.splice(0, count);
  }

  async #apply(entries: readonly Entry[]): Promise<void> {
    try {
      const result = await this.#write(entries);
      for (const { resolve } of entries) resolve(result);
      if (entries.some(({ stanzas }) => stanzas === 1)) this.#options.onCommitted(result);
    } catch (error) {
      await this.#refuse(entries, error);
    }
  }

  /** One bad stanza must not take others with it: a bug is narrowed down to the stanza that meets it (X02). */
  async #refuse(entries: readonly Entry[], error: unknown): Promise<void> {
    if (error instanceof StaleEpoch) this.#options.onStale();
    if (error instanceof StaleEpoch || error instanceof StoreError) {
      for (const { reject } of entries) reject(error);
      return;
    }
    const [only] = entries;
    if (entries.length > 1) {
      for (const entry of entries) await this.#apply([entry]);
    } else if (only?.stanzas === 1) {
      this.#options.log.error('a stanza could not be stored', { error: errorName(error) });
      only.resolve(nothing);
    } else only?.reject(error);
  }

  async #write(entries: readonly Entry[]): Promise<CommitResult> {
    const { store, epoch } = this.#options;
    const piece = mergePieces(entries.map((entry) => entry.piece));
    const row = this.#row(entries.reduce((sum, { stanzas }) => sum + stanzas, 0));
    let result = nothing;
    if (!isEmptyPiece(piece)) {
      result = await store.commit(epoch, row === undefined ? piece : { ...piece, stream: row });
    } else if (row !== undefined) await store.saveStream(epoch, row);
    // Only now: what failed and is tried again must not count twice.
    if (row) this.#handled = { id: row.id, h: row.h };
    if (row !== undefined) this.#rowIsSaved = row !== null;
    return result;
  }

  /** The counters as they will be true when this batch is committed; undefined: nothing to change. */
  #row(stanzas: number): StreamRow | null | undefined {
    const state = this.#options.resumeState();
    if (!state) return this.#rowIsSaved ? null : undefined;
    const known = this.#handled?.id === state.id ? this.#handled.h : state.h;
    const h = (furthest(known, state.h) + stanzas) >>> 0;
    return { ...state, h, at: this.#options.now() };
  }
}

/** The later of two counts modulo 2^32. */
const furthest = (a: number, b: number): number => ((b - a) >>> 0 < 0x8000_0000 ? b : a);
