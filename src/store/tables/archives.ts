/** What one transaction knows of an archive: its row and segments, read once, changed in memory, written back. */
import type { BareJid } from '#lib/jid.ts';
import { factsVersion } from '#model/fact.ts';
import { leapAfter, orderAfter, origin } from '#model/order.ts';
import type { ArchiveSegment, ChatSegment } from '#model/segment.ts';
import type { ArchiveRow, Tx, WriteTx } from '../schema.ts';

/** The name that message rows and segments give an archive: each archive begun anew by the server has its own. */
const nameOf = ({ archive, generation }: ArchiveRow): string =>
  generation === 1 ? archive : `${archive}#${String(generation)}`;

const rangeOf = (name: string, chat: BareJid | ''): IDBKeyRange =>
  IDBKeyRange.bound([name, chat], [name, chat, []]);
const wholeRange = (name: string): IDBKeyRange => IDBKeyRange.bound([name], [name, []]);

/** Holes of an archive, or of what is known of one conversation, are few: this many are a defect. */
const segmentsRead = 10_000;
/** Runs read at once where those of all conversations are wanted. */
const runsRead = 500;

const unknown = (archive: BareJid): ArchiveRow => ({
  archive,
  generation: 1,
  newest: origin,
  base: origin,
  baseline: origin,
  closed: false,
  empty: false,
  nextSegment: 1,
  factsVersion,
});

const byPlace = (a: ArchiveSegment, b: ArchiveSegment): number => (a.firstOrder < b.firstOrder ? -1 : 1);

/** For reading: the row and the segments of the whole archive, oldest first. */
export const readArchive = async (
  tx: Tx,
  archive: BareJid,
): Promise<{ readonly row: ArchiveRow | undefined; readonly whole: readonly ArchiveSegment[] }> => {
  const row = await tx.objectStore('archives').get(archive);
  if (row === undefined) return { row, whole: [] };
  const whole = await tx.objectStore('coverage').getAll(rangeOf(nameOf(row), ''), segmentsRead);
  return { row, whole: whole.toSorted(byPlace) };
};

/** The runs of one conversation, oldest first. */
export const readChatSegments = async (
  tx: Tx,
  row: ArchiveRow,
  chat: BareJid,
): Promise<readonly ChatSegment[]> => {
  const runs = await tx.objectStore('coverage').getAll(rangeOf(nameOf(row), chat), segmentsRead);
  return runs.toSorted(byPlace);
};

export class ArchiveDraft {
  readonly #tx: WriteTx;
  row: ArchiveRow;
  #isKnown: boolean;
  #hasChanged = false;
  #whole: readonly ArchiveSegment[];
  readonly #chats = new Map<BareJid, Promise<ChatSegment[]>>();
  readonly #written = new Map<
    string,
    { readonly with: BareJid | ''; readonly segment: ArchiveSegment | undefined }
  >();

  private constructor(
    tx: WriteTx,
    archive: BareJid,
    row: ArchiveRow | undefined,
    whole: readonly ArchiveSegment[],
  ) {
    this.#tx = tx;
    this.row = row ?? unknown(archive);
    this.#isKnown = row !== undefined;
    this.#whole = whole;
  }

  static async load(tx: WriteTx, archive: BareJid): Promise<ArchiveDraft> {
    const { row, whole } = await readArchive(tx, archive);
    return new ArchiveDraft(tx, archive, row, whole);
  }

  /** Whether a fresh bind has ever told that the account has this archive. */
  get isOpen(): boolean {
    return this.row.base !== origin;
  }

  get name(): string {
    return nameOf(this.row);
  }

  /** Segments of the whole archive, oldest first. */
  get whole(): readonly ArchiveSegment[] {
    return this.#whole;
  }

  /** The newest one. */
  get top(): ArchiveSegment | undefined {
    return this.#whole.at(-1);
  }

  update(patch: Partial<ArchiveRow>): void {
    this.row = { ...this.row, ...patch };
    this.#hasChanged = true;
  }

  /** The next place after all others. */
  nextOrder(): string {
    const newest = orderAfter(this.row.newest);
    this.update({ newest });
    return newest;
  }

  newSegmentId(): number {
    const id = this.row.nextSegment;
    this.update({ nextSegment: id + 1 });
    return id;
  }

  putWhole(segment: ArchiveSegment): void {
    this.#whole = [...this.#whole.filter(({ id }) => id !== segment.id), segment].toSorted(byPlace);
    this.#written.set(`\n${String(segment.id)}`, { with: '', segment });
  }

  dropWhole(id: number): void {
    this.#whole = this.#whole.filter((segment) => segment.id !== id);
    this.#written.set(`\n${String(id)}`, { with: '', segment: undefined });
  }

  runsOf(chat: BareJid): Promise<readonly ChatSegment[]> {
    return this.#runs(chat);
  }

  async putRun(chat: BareJid, run: ChatSegment, absorbed: readonly number[] = []): Promise<void> {
    const runs = await this.#runs(chat);
    const kept = runs.filter(({ id }) => id !== run.id && !absorbed.includes(id));
    runs.splice(0, runs.length, ...kept, run);
    for (const id of absorbed)
      this.#written.set(`${chat}\n${String(id)}`, { with: chat, segment: undefined });
    this.#written.set(`${chat}\n${String(run.id)}`, { with: chat, segment: run });
  }

  /** Conversations with runs, stored or only in memory yet. The runs are read here, many at once: all will be asked for. */
  async chatsWithRuns(): Promise<readonly BareJid[]> {
    const stored = new Map<BareJid, ChatSegment[]>();
    for (let range = wholeRange(this.name); ;) {
      const rows = await this.#tx.objectStore('coverage').getAll(range, runsRead);
      for (const row of rows)
        if (row.with !== '') stored.set(row.with, [...(stored.get(row.with) ?? []), row]);
      const last = rows.at(-1);
      if (last === undefined || rows.length < runsRead) break;
      range = IDBKeyRange.bound([this.name, last.with, last.id], [this.name, []], true);
    }
    for (const [chat, runs] of stored)
      if (!this.#chats.has(chat)) this.#chats.set(chat, Promise.resolve(runs.toSorted(byPlace)));
    return [...this.#chats.keys()];
  }

  /** Forgets every segment; rows stay and are recognised when pages come again. */
  async forget(): Promise<void> {
    await this.#tx.objectStore('coverage').delete(wholeRange(this.name));
    this.#whole = [];
    this.#chats.clear();
    this.#written.clear();
    this.update({ closed: false, empty: false, past: 0 });
  }

  /** Nothing is in the archive: what comes next is its first message. */
  foundEmpty(): void {
    const { firstArrival = 'empty' } = this.row;
    this.update({ empty: true, firstArrival });
  }

  /** The server began a new archive: ids of the old one mean nothing in it. */
  async recreate(): Promise<void> {
    await this.forget();
    this.update({ generation: this.row.generation + 1 });
  }

  /** What arrives from now on is placed far above, so that what was missed fits in between. */
  leap(): void {
    const base = leapAfter(this.row.newest);
    this.update({ base, newest: base, ...(this.isOpen ? {} : { baseline: base }) });
  }

  async flush(): Promise<void> {
    const writes: Promise<unknown>[] = [];
    if (this.#hasChanged || !this.#isKnown) writes.push(this.#tx.objectStore('archives').put(this.row));
    const coverage = this.#tx.objectStore('coverage');
    for (const [key, { with: chat, segment }] of this.#written) {
      const id = Number(key.slice(key.lastIndexOf('\n') + 1));
      writes.push(
        segment === undefined
          ? coverage.delete([this.name, chat, id])
          : coverage.put({ ...segment, archive: this.name, with: chat }),
      );
    }
    this.#written.clear();
    this.#hasChanged = false;
    this.#isKnown = true;
    await Promise.all(writes);
  }

  /** Conversations whose runs this transaction changed. */
  changedChats(): readonly (BareJid | '')[] {
    return [...new Set([...this.#written.values()].map((entry) => entry.with))];
  }

  #runs(chat: BareJid): Promise<ChatSegment[]> {
    const known = this.#chats.get(chat);
    if (known !== undefined) return known;
    const runs = readChatSegments(this.#tx, this.row, chat).then((all) => [...all]);
    this.#chats.set(chat, runs);
    return runs;
  }
}
