/** Facts whose message has not come: kept until it does, the oldest dropped when they are too many. */
import type { BareJid } from '#lib/jid.ts';
import type { OrphanRow, WriteTx } from '../schema.ts';

/** So many are kept; then the oldest go. */
const orphansKept = 5000;

export type OrphanFact = OrphanRow['fact'];

const counterName = 'orphan-counter';
/** How many were ever dropped; read by diagnostics and tests. */
export const droppedName = 'orphans-dropped';

const numberAt = async (tx: WriteTx, name: string): Promise<number> => {
  const value = await tx.objectStore('values').get(name);
  return typeof value === 'number' ? value : 0;
};

/** Keeps a fact for a message that is not there. `told` tells facts about one message apart. */
export const park = async (
  tx: WriteTx,
  target: { readonly chat: BareJid; readonly of: string },
  told: string,
  fact: OrphanFact,
): Promise<void> => {
  const orphans = tx.objectStore('orphans');
  const known = await orphans.getKey([target.chat, target.of, told]);
  if (known !== undefined) return;
  const seq = (await numberAt(tx, counterName)) + 1;
  await tx.objectStore('values').put(seq, counterName);
  await orphans.put({ ...target, told, seq, fact });
  const excess = (await orphans.count()) - orphansKept;
  if (excess <= 0) return;
  const oldest = await orphans.index('seq').getAllKeys(null, excess);
  await Promise.all(oldest.map((key) => orphans.delete(key)));
  await tx.objectStore('values').put((await numberAt(tx, droppedName)) + oldest.length, droppedName);
};

/** The orphans of one transaction: asks the disk only when there are any, and once per conversation. */
export class Orphanage {
  readonly #tx: WriteTx;
  #isEmpty: Promise<boolean> | undefined;
  readonly #targets = new Map<BareJid, Promise<ReadonlySet<string>>>();

  constructor(tx: WriteTx) {
    this.#tx = tx;
  }

  /** Takes out the facts that waited for a message. */
  async adopt(chat: BareJid, of: string): Promise<readonly OrphanFact[]> {
    if (!(await this.#waits(chat, of))) return [];
    const range = IDBKeyRange.bound([chat, of], [chat, of, []]);
    const rows = await this.#tx.objectStore('orphans').getAll(range, orphansKept);
    await this.#tx.objectStore('orphans').delete(range);
    return rows.map((row) => row.fact);
  }

  async #waits(chat: BareJid, of: string): Promise<boolean> {
    this.#isEmpty ??= this.#tx
      .objectStore('orphans')
      .count()
      .then((count) => count === 0);
    if (await this.#isEmpty) return false;
    const known = this.#targets.get(chat);
    const targets = known ?? this.#read(chat);
    if (known === undefined) this.#targets.set(chat, targets);
    return (await targets).has(of);
  }

  async #read(chat: BareJid): Promise<ReadonlySet<string>> {
    const range = IDBKeyRange.bound([chat], [chat, []]);
    const keys = await this.#tx.objectStore('orphans').getAllKeys(range, orphansKept);
    return new Set(keys.map((key) => key[1]));
  }
}
