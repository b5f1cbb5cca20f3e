/** The inbound line: order, commits in any order, bugs and broken storage (X02). */
import { expect, it, vi } from 'vitest';
import { full, must } from '#test/builders.ts';
import { FakeClock, settle } from '#test/fake-clock.ts';
import { parseXml, xml, type XmlElement } from '../codec/dom.ts';
import { InboundLine, type InboundEvents } from './inbound.ts';
import { Requests } from './request.ts';

const own = full('me@example.org/kith');
const message = (id: string): XmlElement => xml('message', 'jabber:client', { id });

/** A handler whose promises the test settles. */
class Handler {
  readonly taken: string[] = [];
  readonly #settlers = new Map<string, { ok: () => void; fail: () => void }>();

  readonly handle = (el: XmlElement): Promise<void> => {
    const id = el.attr('id') ?? '';
    this.taken.push(id);
    if (id.startsWith('throw')) throw new Error('a bug');
    return new Promise((resolve, reject) => {
      this.#settlers.set(id, {
        ok: resolve,
        fail: () => {
          reject(new Error('disk'));
        },
      });
    });
  };

  ok(...ids: string[]): void {
    for (const id of ids) this.#settlers.get(id)?.ok();
  }

  fail(id: string): void {
    this.#settlers.get(id)?.fail();
  }
}

const setup = (): {
  handler: Handler;
  line: InboundLine;
  events: InboundEvents;
  handled: number[];
  requests: Requests;
} => {
  const handler = new Handler();
  const handled: number[] = [];
  const events = {
    handled: (n: number) => void handled.push(n),
    storageBroken: vi.fn(),
    deadLetter: vi.fn(),
  };
  let count = 0;
  const requests = new Requests({ clock: new FakeClock(), newId: () => `id-${String(++count)}` });
  return { handler, handled, events, requests, line: new InboundLine(handler.handle, requests, events) };
};

it('hands over at once and in order, without waiting for commits', () => {
  const { handler, line } = setup();
  ['a', 'b', 'c'].forEach((id, i) => {
    line.receive(message(id), i + 1, own);
  });
  expect(handler.taken).toEqual(['a', 'b', 'c']);
});

it('reports the contiguous run of commits, whatever their order', async () => {
  const { handler, handled, line } = setup();
  ['a', 'b', 'c'].forEach((id, i) => {
    line.receive(message(id), i + 1, own);
  });
  handler.ok('b', 'c');
  await settle();
  expect(handled).toEqual([]);
  handler.ok('a');
  await settle();
  expect(handled).toEqual([1, 2, 3]);
});

it('drops, reports and counts a stanza whose handler throws; the next thousand are all handled', async () => {
  const { handler, handled, events, line } = setup();
  line.receive(message('throw'), 1, own);
  const ids = Array.from({ length: 1000 }, (_, i) => `m${String(i)}`);
  ids.forEach((id, i) => {
    line.receive(message(id), i + 2, own);
  });
  handler.ok(...ids);
  await settle();
  expect(events.deadLetter).toHaveBeenCalledWith('handler-threw');
  expect(handler.taken).toHaveLength(1001);
  expect(handled).toHaveLength(1001);
});

it('reports nothing behind a commit that failed, and hands over no more', async () => {
  const { handler, handled, events, line } = setup();
  ['a', 'b', 'c'].forEach((id, i) => {
    line.receive(message(id), i + 1, own);
  });
  handler.ok('a', 'c');
  handler.fail('b');
  await settle();
  expect(handled).toEqual([1]);
  expect(events.storageBroken).toHaveBeenCalledTimes(1);
  line.receive(message('d'), 4, own);
  expect(handler.taken).toEqual(['a', 'b', 'c']);
});

it('settles an answer only after every stanza before it is handled', async () => {
  const { handler, handled, line, requests } = setup();
  const { outcome } = requests.open({ type: 'get', payload: xml('query', 'urn:xmpp:mam:2') });
  let isAnswered = false;
  void outcome.then(() => (isAnswered = true));
  line.receive(message('page-1'), 1, own);
  line.receive(must(parseXml("<iq xmlns='jabber:client' type='result' id='id-1'/>")), 2, own);
  await settle();
  expect(isAnswered).toBe(false);
  handler.ok('page-1');
  await settle();
  expect(isAnswered).toBe(true);
  expect(handled).toEqual([1, 2]);
});

it('drops answers that nobody waits for, but counts them', async () => {
  const { handler, handled, events, line } = setup();
  for (const type of ['result', 'error']) {
    line.receive(must(parseXml(`<iq xmlns='jabber:client' type='${type}' id='x' from='a@b'/>`)), 1, own);
  }
  await settle();
  expect(handler.taken).toEqual([]);
  expect(handled).toEqual([1, 1]);
  expect(events.deadLetter).toHaveBeenCalledWith('unmatched-answer');
});

it('hands over what is not counted, and says when all is quiet', async () => {
  const { handler, handled, line } = setup();
  const clock = new FakeClock();
  line.receive(message('early'), undefined, own);
  const quiet = line.idleWithin(clock, 1000);
  await clock.advance(1000);
  expect(await quiet).toBe(false);
  handler.ok('early');
  expect(await line.idleWithin(clock, 1000)).toBe(true);
  expect([handled, clock.waiting]).toEqual([[], 0]);
});
