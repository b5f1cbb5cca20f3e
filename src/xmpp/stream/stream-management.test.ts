/** Counting: the cases of XEP-0198 and F03, and laws that hold over any sequence of cuts and resumes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { full } from '#test/builders.ts';
import { xml, type Xml } from '../codec/dom.ts';
import { StreamManagement } from './stream-management.ts';

const jid = full('me@example.org/kith');
const stanza = (id: number): Xml => xml('message', 'jabber:client', { id });
const started = (): StreamManagement => {
  const sm = new StreamManagement();
  sm.begin();
  sm.enabled(jid, 'sm-1', 300);
  return sm;
};

describe('outbound', () => {
  it('numbers stanzas and lets go of those acknowledged', () => {
    const sm = started();
    expect([1, 2, 3].map((id) => sm.send(stanza(id)))).toEqual([1, 2, 3]);
    expect(sm.acknowledged(2)).toEqual({ kind: 'ok', value: 2 });
    expect(sm.acknowledged(2)).toEqual({ kind: 'ok', value: undefined });
    expect(sm.resumed().resend.map((each) => each.attr('id'))).toEqual(['3']);
    expect(sm.resumeState).toMatchObject({ id: 'sm-1', max: 300, jid, h: 0, acked: 2, sent: 3 });
  });

  it.each([
    ['higher than sent', 4],
    ['lower than before', 1],
    ['far away', 4_294_967_295],
  ])('sees a contradiction in an h %s', (_, h) => {
    const sm = started();
    [1, 2, 3].forEach((id) => sm.send(stanza(id)));
    sm.acknowledged(2);
    expect(sm.acknowledged(h)).toEqual({ kind: 'desync' });
    expect(sm.acked).toBe(2);
  });

  it('counts across 2^32', () => {
    const sm = new StreamManagement();
    sm.load({ id: 'x', jid, h: 4_294_967_295, acked: 4_294_967_294, sent: 4_294_967_294 });
    expect([1, 2, 3].map((id) => sm.send(stanza(id)))).toEqual([4_294_967_295, 0, 1]);
    expect(sm.acknowledged(0)).toEqual({ kind: 'ok', value: 0 });
    expect(sm.resumed().resend.map((each) => each.attr('id'))).toEqual(['3']);
    expect(sm.receive()).toBe(0);
    sm.committed(0);
    expect(sm.done).toBe(0);
  });
});

describe('inbound', () => {
  it('tells the truth when asked, and the rest once it is committed', () => {
    const sm = started();
    [1, 2, 3].forEach(() => sm.receive());
    sm.committed(1);
    expect(sm.asked()).toBe(1);
    expect(sm.owes).toBe(true);
    sm.receive();
    expect(sm.committed(2)).toBeUndefined();
    expect(sm.committed(3)).toBe(3);
    expect(sm.owes).toBe(false);
    expect(sm.committed(4)).toBeUndefined();
  });

  it('owes nothing when all is committed', () => {
    const sm = started();
    sm.committed(sm.receive());
    expect(sm.asked()).toBe(1);
    expect(sm.owes).toBe(false);
  });

  it('expects a replay of what was not committed', () => {
    const sm = started();
    [1, 2, 3].forEach(() => sm.receive());
    sm.committed(1);
    sm.asked();
    sm.rewind();
    expect([sm.received, sm.owes]).toEqual([1, false]);
    expect(sm.receive()).toBe(2);
  });
});

describe('sessions', () => {
  it('goes on with a stored one, whose unacknowledged stanzas are not at hand', () => {
    const sm = new StreamManagement();
    sm.load({ id: 'old', max: 60, jid, h: 7, acked: 3, sent: 6 });
    expect(sm.acknowledged(4)).toEqual({ kind: 'ok', value: 4 });
    expect(sm.resumed()).toEqual({ resend: [], lostAbove: 4 });
    expect(sm.send(stanza(1))).toBe(5);
    expect(sm.resumeState).toEqual({ id: 'old', max: 60, jid, h: 7, acked: 4, sent: 5 });
  });

  it('loses nothing where a stored one had nothing open', () => {
    const sm = new StreamManagement();
    sm.load({ id: 'old', jid, h: 7, acked: 6, sent: 6 });
    expect(sm.resumed()).toEqual({ resend: [] });
  });

  it('keeps what it holds when told to load the session it has', () => {
    const sm = started();
    sm.send(stanza(1));
    sm.load({ id: 'sm-1', jid, h: 0, acked: 0, sent: 1 });
    expect(sm.resumed().resend).toHaveLength(1);
  });

  it('that let go of what is open loses it, and says so', () => {
    const sm = started();
    [1, 2, 3].forEach((id) => sm.send(stanza(id)));
    sm.release();
    expect(sm.resumeState).toMatchObject({ acked: 0, sent: 3 });
    expect(sm.acknowledged(1)).toEqual({ kind: 'ok', value: 1 });
    expect(sm.resumed()).toEqual({ resend: [], lostAbove: 1 });
    expect(sm.send(stanza(4))).toBe(2);
  });

  it('can count without being resumable, and stop', () => {
    const sm = new StreamManagement();
    sm.begin();
    sm.enabled(jid, undefined, undefined);
    expect([sm.isCounting, sm.resumeState]).toEqual([true, undefined]);
    sm.forget();
    expect(sm.isCounting).toBe(false);
  });
});

/** A server that counts as XEP-0198 asks, joined by a socket that loses what is under way when it is cut. */
class Peer {
  readonly received: number[] = [];
  handled = 0;
  toServer: number[] = [];

  deliver(): void {
    const next = this.toServer.shift();
    if (next === undefined) return;
    this.received.push(next);
    this.handled = (this.handled + 1) >>> 0;
  }
}

type Step = 'send' | 'deliver' | 'ack' | 'cut' | 'receive' | 'commit' | 'ask';
const steps = fc.array(
  fc.constantFrom<Step>('send', 'send', 'deliver', 'deliver', 'ack', 'cut', 'receive', 'commit', 'ask'),
  { maxLength: 120 },
);

describe('laws over any sequence of events', () => {
  it('every stanza reaches the server exactly once and in order, whatever is cut, near 2^32 too', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(0, 4_294_967_290), (events, start) => {
        const sm = new StreamManagement();
        sm.load({ id: 'x', jid, h: start, acked: start, sent: start });
        const peer = new Peer();
        peer.handled = start;
        let next = 0;
        const resume = (): void => {
          peer.toServer = [];
          expect(sm.acknowledged(peer.handled).kind).toBe('ok');
          const { resend, lostAbove } = sm.resumed();
          expect(lostAbove).toBeUndefined();
          peer.toServer = resend.map((each) => Number(each.attr('id')));
        };
        for (const event of events) {
          if (event === 'send') {
            sm.send(stanza(next));
            peer.toServer.push(next++);
          } else if (event === 'deliver') peer.deliver();
          else if (event === 'ack') expect(sm.acknowledged(peer.handled).kind).toBe('ok');
          else if (event === 'cut') resume();
        }
        resume();
        while (peer.toServer.length > 0) peer.deliver();
        expect(peer.received).toEqual(Array.from({ length: next }, (_, i) => i));
        expect(sm.acknowledged(peer.handled).kind).toBe('ok');
        expect(sm.unacked).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('never acknowledges what is not committed, and replays start exactly behind it', () => {
    fc.assert(
      fc.property(steps, (events) => {
        const sm = started();
        const committed: number[] = [];
        let open: number[] = [];
        for (const event of events) {
          if (event === 'receive') open.push(sm.receive());
          else if (event === 'commit') {
            const number = open.shift();
            if (number === undefined) continue;
            committed.push(number);
            const h = sm.committed(number);
            if (h !== undefined) expect(h).toBe(committed.length);
          } else if (event === 'ask') expect(sm.asked()).toBe(committed.length);
          else if (event === 'cut') {
            sm.rewind();
            open = [];
            expect(sm.resumeState?.h).toBe(committed.length);
          }
          expect(sm.done).toBe(committed.length);
        }
      }),
      { numRuns: 300 },
    );
  });
});
