/** Where to ask the archive from when there is no id to go on from: it was lost there, or nothing is known here. */
import type { Link } from '../link.ts';
import { pageSize, type Pager } from './pager.ts';
import type { ArchivePage, PageStart } from './queries.ts';

/** How far before the newest known message the search for a lost anchor begins, for clocks that differ. Milliseconds. */
const overlapMs = 5 * 60 * 1000;
/** How far the clocks of device and server may differ. Milliseconds. */
const clocksDifferMs = 3600 * 1000;
/** Conversations and messages of each in which rows may wait for their place. */
const mostChats = 50;
const mostMessages = 200;

interface Stored {
  /** Archive ids of stored rows, stanza ids of those that wait for their place or for the server's word that it has them. */
  readonly ids: ReadonlySet<string>;
  readonly since: number;
}

/** When the newest known message was sent, and some minutes before. */
export const newestKnownTime = async ({ ctx }: Link): Promise<number> => {
  const [newest] = await ctx.store.listChats({ limit: 1 });
  return Math.max(0, (newest?.activity ?? ctx.clock.now()) - overlapMs);
};

const storedRows = async ({ ctx }: Link): Promise<Stored> => {
  const ids = new Set<string>();
  let since = ctx.clock.now();
  for (const { jid } of await ctx.store.listChats({ limit: mostChats })) {
    for (const row of await ctx.store.messagesPage(jid, { limit: mostMessages, acrossHoles: true })) {
      if (row.archiveId !== undefined) ids.add(row.archiveId);
      const waits = row.placement === 'guess' || row.placement === 'queued';
      if (!waits || row.stanzaId === undefined) continue;
      ids.add(row.stanzaId);
      since = Math.min(since, row.at);
    }
  }
  return { ids, since: since - clocksDifferMs };
};

const fromFirstStored = (page: ArchivePage, { ids }: Stored): ArchivePage | undefined => {
  const at = page.results.findIndex(
    ({ id, forwarded }) => ids.has(id) || ids.has(forwarded.stanza.attr('id') ?? ''),
  );
  const results = page.results.slice(at);
  const [first] = results;
  if (at === -1 || first === undefined) return undefined;
  const cut = page.ids.indexOf(first.id);
  const gaps = page.gaps.filter((gap) => gap.at > cut).map((gap) => ({ ...gap, at: gap.at - cut }));
  return { ...page, results, ids: page.ids.slice(cut), gaps, first: first.id };
};

/**
 * Nothing is known of the archive, as after the person cleared the history: own messages that wait for their place are looked
 * for where they must be, and what lies before the first row that is stored here stays where it is. The first page that has
 * something of ours, cut to begin there; undefined if there is none, or none comes.
 */
export const firstStoredPage = async (
  link: Link,
  pager: Pager,
  mostPages: number,
): Promise<ArchivePage | undefined> => {
  const stored = await storedRows(link);
  let from: PageStart = { start: stored.since };
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await pager.fetch({ from, max: pageSize });
    if (!page.ok) return undefined;
    const rest = fromFirstStored(page.value, stored);
    const { complete, last } = page.value;
    if (rest || complete || last === undefined) return rest;
    from = { after: last };
  }
  return undefined;
};
