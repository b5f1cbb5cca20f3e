/** A conversation without a store, for the tests of the log. */
import type { BareJid } from '#lib/jid.ts';
import type { DeliveryState, MessageKey } from '#model/message.ts';
import type { TimelineState } from '#state/app.ts';
import type { Opening, ReadingPlace, TimelineItem } from '#state/views.ts';

const started = new Date(2026, 4, 3, 9, 0).getTime();

export class FakeTimeline implements TimelineState {
  readonly chat: BareJid;
  items: readonly TimelineItem[] = $state.raw([]);
  ready = $state(true);
  readonly opening: Opening;
  atStart = $state(false);
  readonly atEnd = true;
  readonly loadingOlder = false;
  readonly olderFailed = undefined;
  readonly archiveState = 'more';
  readonly newCount = 0;
  readonly firstUnreadKey = undefined;
  readonly announced: readonly TimelineItem[] = [];
  readonly stranger = false;
  readonly read: MessageKey[] = [];
  readonly places: (ReadingPlace | undefined)[] = [];
  readonly retried: MessageKey[] = [];
  readonly retriedGaps: MessageKey[] = [];
  closesGaps: boolean | Promise<boolean> = true;

  constructor(chat: BareJid, opening: Opening = { at: 'end' }) {
    this.chat = chat;
    this.opening = opening;
    this.items = Array.from({ length: 60 }, (_, index) => this.#item(1000 + index)).flatMap((item) =>
      opening.at === 'new' && item.id === String(opening.key) ? [{ kind: 'new', id: 'new' }, item] : [item],
    );
  }

  /** Puts this many older messages on top, or newer ones at the end. */
  prepend(count: number): void {
    const first = 1000 - (this.items.length - 60) - count;
    this.items = [...Array.from({ length: count }, (_, index) => this.#item(first + index)), ...this.items];
  }

  append(own = false, delivery?: DeliveryState): void {
    this.items = [...this.items, this.#item(5000 + this.items.length, own, delivery)];
  }

  /** A divider for each of these times, and nothing else. */
  showDays(...times: readonly number[]): void {
    this.items = times.map((at) => ({ kind: 'day', id: `d${at}`, at }));
  }

  loadOlder = (): Promise<void> => Promise.resolve();
  loadNewer = (): Promise<void> => Promise.resolve();
  jumpToLatest = (): Promise<void> => Promise.resolve();
  accept = (): Promise<void> => Promise.resolve();
  retryGap = (key: MessageKey): Promise<boolean> => {
    this.retriedGaps.push(key);
    return Promise.resolve(this.closesGaps);
  };
  discard = (): Promise<void> => Promise.resolve();

  readingAt(place: ReadingPlace | undefined): void {
    this.places.push(place);
  }

  markRead(key: MessageKey): void {
    this.read.push(key);
  }

  retry(key: MessageKey): Promise<void> {
    this.retried.push(key);
    return Promise.resolve();
  }

  #item(number: number, own = false, delivery: DeliveryState = 'waiting'): TimelineItem {
    const body = number % 3 === 0 ? `Message ${number}\nwith a second line` : `Message ${number}`;
    const shared = {
      sender: this.chat,
      senderName: 'Bob',
      at: started,
      firstOfGroup: true,
      lastOfGroup: true,
    };
    const view = { ...shared, key: number as MessageKey, own, content: { kind: 'text', body } } as const;
    return { kind: 'message', id: String(number), view: own ? { ...view, delivery } : view };
  }
}
