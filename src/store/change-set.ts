/** Gathers what one transaction changes, to be told when it is complete. */
import type { BareJid } from '#lib/jid.ts';
import type { Change, ChangedStore } from './account-store.ts';

type Id = number | string;

export class ChangeSet {
  readonly #entries = new Map<
    string,
    { readonly store: ChangedStore; readonly scope: BareJid | undefined; ids: Set<Id> | undefined }
  >();

  /** Rows by key; `scope` is the conversation they belong to. */
  add(store: ChangedStore, scope: BareJid | undefined, ...ids: readonly Id[]): void {
    const entry = this.#entry(store, scope);
    for (const id of ids) entry.ids?.add(id);
  }

  /** Any row may have changed. */
  addAll(store: ChangedStore, scope?: BareJid): void {
    this.#entry(store, scope).ids = undefined;
  }

  list(): readonly Change[] {
    return [...this.#entries.values()].map(({ store, scope, ids }) => ({
      store,
      ...(scope === undefined ? {} : { scope }),
      ...(ids === undefined ? {} : { ids: [...ids] }),
    }));
  }

  #entry(store: ChangedStore, scope: BareJid | undefined): { ids: Set<Id> | undefined } {
    const name = `${store}\n${scope ?? ''}`;
    const known = this.#entries.get(name);
    if (known !== undefined) return known;
    const entry = { store, scope, ids: new Set<Id>() as Set<Id> | undefined };
    this.#entries.set(name, entry);
    return entry;
  }
}
