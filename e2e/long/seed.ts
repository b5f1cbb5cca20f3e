/** Fills an account's database in the page that runs it: with the store's own schema and rows, but without its operations. */
import { systemClock } from '#lib/clock.ts';
import { parseBareJid, type BareJid } from '#lib/jid.ts';
import { factsVersion } from '#model/fact.ts';
import type { Message, MessageKey } from '#model/message.ts';
import { orderAfter, origin } from '#model/order.ts';
import { previewOf } from '#model/preview.ts';
import { Database } from '#store/database.ts';
import { accountMigrations } from '#store/migrations/all.ts';
import { accountDatabase, type AccountSchema, type ChatRow, type SegmentRow } from '#store/schema.ts';
import { contactRow } from '#store/tables/people.ts';

export interface Amounts {
  readonly account: string;
  readonly contacts: number;
  readonly chats: number;
  readonly messages: number;
  /** How many of the messages are in the first conversation. */
  readonly inFirst: number;
}

/** Rows of one transaction: enough that its end costs little, few enough that they fit in memory many times over. */
const batch = 5000;
const minute = 60_000;

const addressOf = (text: string): BareJid => {
  const jid = parseBareJid(text);
  if (!jid.ok) throw new TypeError(`not an address: ${text}`);
  return jid.value;
};

const personOf = (i: number): BareJid => addressOf(`person-${String(i).padStart(5, '0')}@example.org`);

/** The conversation of each message, so that the first one has its share and all are as new as each other. */
const chatOf = (i: number, { messages, inFirst, chats }: Amounts): number => {
  const isFirst = Math.floor(((i + 1) * inFirst) / messages) > Math.floor((i * inFirst) / messages);
  return isFirst ? 0 : 1 + (i % (chats - 1));
};

const text = (i: number, line: number): string =>
  `line ${String(line)} of a talk that goes on, ${'word '.repeat((i * 7) % 23)}number ${String(i)}`;

/** A whole archive, known from its beginning to its end, of which nothing is unread. */
export const fill = async (amounts: Amounts): Promise<void> => {
  const own = addressOf(amounts.account);
  const name = accountDatabase(own);
  const options = { name, migrations: accountMigrations, factory: indexedDB, clock: systemClock };
  const opened = await Database.open<AccountSchema>(options);
  if (!opened.ok) throw new Error(opened.error.kind);
  const database = opened.value;
  const newest = new Map<number, Message>();
  const oldest = new Map<number, Message>();
  const lines = new Map<number, number>();
  const start = Date.now() - (amounts.messages + 60) * minute;
  let order = origin;
  for (let i = 0; i < amounts.messages; i += batch)
    await database.write(
      ['messages'],
      (tx) => {
        const messages = tx.objectStore('messages');
        let last: Promise<unknown> = Promise.resolve();
        for (let n = i; n < Math.min(i + batch, amounts.messages); n++) {
          const chat = chatOf(n, amounts);
          const line = (lines.get(chat) ?? 0) + 1;
          const isOwn = n % 3 === 0;
          order = orderAfter(order);
          const row: Message = {
            key: (n + 1) as MessageKey,
            chat: personOf(chat),
            order,
            placement: 'archive',
            sender: isOwn ? own : personOf(chat),
            own: isOwn,
            stanzaId: `stanza-${String(n)}`,
            archive: own,
            archiveId: `archive-${String(n).padStart(8, '0')}`,
            at: start + n * minute,
            content: { kind: 'text', body: text(n, line) },
            payloadHash: String(n),
            ...(isOwn ? { delivery: 'read' } : {}),
          };
          lines.set(chat, line);
          if (!oldest.has(chat)) oldest.set(chat, row);
          newest.set(chat, row);
          last = messages.put(row);
        }
        return last;
      },
      'relaxed',
    );
  await fillLists(database, own, amounts, { newest, oldest, order });
  database.close();
};

/** The next visit begins at the end of each conversation, not where the one before stopped reading. */
export const forgetPlaces = async (account: string): Promise<void> => {
  const name = accountDatabase(addressOf(account));
  const options = { name, migrations: accountMigrations, factory: indexedDB, clock: systemClock };
  const opened = await Database.open<AccountSchema>(options);
  if (!opened.ok) throw new Error(opened.error.kind);
  await opened.value.write(['chats'], async (tx) => {
    const row = await tx.objectStore('chats').get(personOf(0));
    if (row === undefined) return;
    const { place: _, ...rest } = row;
    await tx.objectStore('chats').put(rest);
  });
  opened.value.close();
};

const fillLists = (
  database: Database<AccountSchema>,
  own: BareJid,
  { contacts, chats, messages }: Amounts,
  found: {
    readonly newest: ReadonlyMap<number, Message>;
    readonly oldest: ReadonlyMap<number, Message>;
    readonly order: string;
  },
): Promise<void> =>
  database.write(['chats', 'contacts', 'coverage', 'archives', 'presence'], async (tx) => {
    const puts: Promise<unknown>[] = [];
    const segment = (row: SegmentRow): void => void puts.push(tx.objectStore('coverage').put(row));
    for (let i = 0; i < contacts; i++) {
      const contact = { jid: personOf(i), name: `Person ${String(i)}`, groups: [`Group ${String(i % 20)}`] };
      puts.push(tx.objectStore('contacts').put(contactRow({ ...contact, subscription: 'both', ask: false })));
    }
    for (let i = 0; i < chats; i++) {
      const last = found.newest.get(i);
      const first = found.oldest.get(i);
      if (last === undefined || first === undefined) throw new RangeError('a conversation without a message');
      const row: ChatRow = {
        ...{ jid: personOf(i), opened: first.at, activity: last.at, unread: 0, accepted: true },
        ...{ readOrder: last.order, preview: previewOf(last) },
      };
      puts.push(tx.objectStore('chats').put(row));
      segment({
        ...{ archive: own, with: row.jid, id: i + 2, floor: 1, ceil: 1 },
        ...{ firstId: first.archiveId ?? '', lastId: last.archiveId ?? '' },
        ...{ firstOrder: first.order, lastOrder: last.order },
      });
    }
    segment({
      ...{ archive: own, with: '', id: 1, start: true, firstOrder: orderAfter(origin) },
      ...{ lastOrder: found.order, firstId: 'archive-00000000' },
      lastId: `archive-${String(messages - 1).padStart(8, '0')}`,
    });
    const order = found.order;
    puts.push(
      tx.objectStore('archives').put({
        ...{ archive: own, generation: 1, newest: order, base: order, baseline: order, closed: true },
        ...{ empty: false, nextSegment: chats + 2, past: messages, factsVersion, firstArrival: 'reached' },
      }),
    );
    await Promise.all(puts);
  });
