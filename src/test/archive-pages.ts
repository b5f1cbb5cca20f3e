/** Pages of an archive for tests of the store: commits them, and tells what is shown of them. */
import { bob, me, messageFact, type MessageParts, type TestStore } from './account-stores.ts';
import type { BareJid } from '#lib/jid.ts';
import type { MessageFact } from '#model/fact.ts';
import type { Message } from '#model/message.ts';
import type { ArchivePageStep, CommitResult } from '#store/account-store.ts';

export type Page = Omit<ArchivePageStep, 'kind' | 'archive' | 'ids' | 'complete' | 'asOf'> & {
  readonly complete?: boolean;
  readonly asOf?: string;
};

export const archived = (id: string, parts: MessageParts = {}): MessageFact =>
  messageFact({ stanzaId: `s-${id}`, body: id, archiveId: id, via: 'archive', ...parts });

/** Commits a page; ids without a fact are receipts and the like. */
export const commitPage = async (
  { store, epoch }: TestStore,
  page: Page,
  entries: readonly (MessageFact | string)[],
): Promise<CommitResult> => {
  const { asOf } = await store.archiveCursor(me);
  return store.commit(epoch, {
    facts: entries.filter((entry) => typeof entry !== 'string'),
    coverage: {
      kind: 'page',
      archive: me,
      complete: false,
      asOf,
      ...page,
      ids: entries.map((entry) => (typeof entry === 'string' ? entry : (entry.archiveId ?? ''))),
    },
  });
};

export const open = (
  { store, epoch }: TestStore,
  edge?: { start?: string; end?: string },
): Promise<CommitResult> =>
  store.commit(epoch, { coverage: { kind: 'opened', archive: me, ...(edge ? { edge } : {}) } });

export const receive = (
  { store, epoch }: TestStore,
  id: string,
  parts: MessageParts = {},
): Promise<CommitResult> => store.commit(epoch, { facts: [archived(id, { via: 'live', ...parts })] });

export const bodies = (rows: readonly Message[]): string[] =>
  rows.map(({ content }) => ('body' in content ? content.body : ''));

export const shown = async ({ store }: TestStore, chat: BareJid = bob): Promise<string[]> =>
  bodies(await store.messagesPage(chat, { limit: 100 }));

export const all = async ({ store }: TestStore, chat: BareJid = bob): Promise<string[]> =>
  bodies(await store.messagesPage(chat, { limit: 100, acrossHoles: true }));
