/** Reads windows of a conversation from the store: where it opens, its end, and the same place anew. */
import type { BareJid } from '#lib/jid.ts';
import type { ReadingPlace } from '#model/chat.ts';
import type { Message } from '#model/message.ts';
import type { Opened, TimelineStore } from './timeline-host.ts';
import { windowLimit, type TimelineWindow } from './timeline-window.ts';
import type { Opening } from './views.ts';

type MessageWindow = TimelineWindow<Message>;

/** Rows of a page, and of a window when it opens. */
export const pageSize = 60;

export class TimelinePages {
  readonly #chat: BareJid;
  readonly #store: TimelineStore;

  constructor(chat: BareJid, store: TimelineStore) {
    this.#chat = chat;
    this.#store = store;
  }

  /** The first unread message, else where the reader was in this visit or the last, else the end. */
  async open(known: ReadingPlace | 'end' | undefined): Promise<Opened> {
    const [unread, chat, archive] = await Promise.all([
      this.#store.firstUnread(this.#chat),
      this.#store.chat(this.#chat),
      this.#store.coverageOf(this.#chat),
    ]);
    const stored = chat?.place;
    const place = known === 'end' ? undefined : (known ?? stored);
    const placed = await this.#rowAt(place);
    const row = unread ?? placed;
    const window = row === undefined ? await this.newest() : await this.#around(row);
    const opening: Opening =
      unread !== undefined
        ? { at: 'new', key: unread.key }
        : place !== undefined && placed !== undefined
          ? { at: 'place', place }
          : { at: 'end' };
    return { window, opening, archive, accepted: chat?.accepted ?? true, stored };
  }

  async newest(limit = pageSize): Promise<MessageWindow> {
    const rows = await this.#store.messagesPage(this.#chat, { limit });
    return { rows, atOldest: rows.length < limit, atNewest: true };
  }

  /** Ends at a hole, which is the archive's to fill. */
  older(window: MessageWindow): Promise<readonly Message[]> {
    const [first] = window.rows;
    return this.#store.messagesPage(this.#chat, {
      ...(first === undefined ? {} : { before: first.order }),
      limit: pageSize,
    });
  }

  newer(last: Message): Promise<readonly Message[]> {
    return this.#after(last.order, pageSize);
  }

  /** The same window after changes may have been missed: its end for who follows it, else from its first row on. */
  async again(window: MessageWindow, following: boolean): Promise<MessageWindow> {
    const [first] = window.rows;
    if (first === undefined || following) return this.newest(Math.max(pageSize, window.rows.length));
    const [[previous], [adjoining]] = await Promise.all([
      this.#store.messagesPage(this.#chat, { before: first.order, limit: 1, acrossHoles: true }),
      this.#store.messagesPage(this.#chat, { before: first.order, limit: 1 }),
    ]);
    const rows = await this.#after(previous?.order ?? '', windowLimit);
    return { rows, atOldest: adjoining === undefined, atNewest: rows.length < windowLimit };
  }

  async #around(row: Message): Promise<MessageWindow> {
    const half = pageSize / 2;
    const [older, newer] = await Promise.all([
      this.#store.messagesPage(this.#chat, { before: row.order, limit: half }),
      this.#after(row.order, half),
    ]);
    return { rows: [...older, row, ...newer], atOldest: older.length < half, atNewest: newer.length < half };
  }

  /** Downwards nothing can be asked of the archive: what fills a hole there comes by itself and finds its place. */
  #after(order: string, limit: number): Promise<readonly Message[]> {
    return this.#store.messagesPage(this.#chat, { after: order, limit, acrossHoles: true });
  }

  async #rowAt(place: ReadingPlace | undefined): Promise<Message | undefined> {
    if (place === undefined) return undefined;
    const [row] = await this.#store.messagesByKeys([place.key]);
    return row?.chat === this.#chat ? row : undefined;
  }
}
