/** Resuming: what is sent again, what is assumed, when a session is given up (F01, F03, P6). */
import { describe, expect, it } from 'vitest';
import { bare, full, must } from '#test/builders.ts';
import { settle } from '#test/fake-clock.ts';
import {
  boundBy,
  Commits,
  incoming,
  laterFeatures,
  myDevice,
  outgoing,
  request,
  resumedBy,
  rig,
  sasl2Offer,
  success,
} from '#test/scripted-login.ts';
import { xml } from '../codec/dom.ts';

describe('resuming', () => {
  it('re-sends what the server lacks, in order, with the same numbers; requests survive (P6)', async () => {
    const { session, up, begin } = rig();
    const acked: number[] = [];
    session.on('acked', (upTo) => acked.push(upTo));
    const { connection } = await up('sm-1');
    ['a', 'b', 'c'].forEach((id) => session.send(outgoing(id)));
    const answer = session.iq({
      type: 'get',
      to: bare('friend@example.org'),
      payload: xml('query', 'urn:x'),
    });
    connection.finish({ kind: 'cut' });

    const state = session.resumeState;
    if (!state) throw new Error('not resumable');
    const second = await begin({ resume: state });
    const [authenticate] = second.connection.take();
    const resume = authenticate?.children().find((each) => each.name === 'resume');
    expect([resume?.attr('previd'), resume?.attr('h')]).toEqual(['sm-1', '0']);
    second.connection.feed(resumedBy('sm-1', 2));
    const bound = must(await second.result);
    expect([bound.resumed, bound.jid, bound.lostAbove]).toEqual([true, myDevice, undefined]);
    expect(acked).toEqual([2]);
    const sent = second.connection.take();
    expect(sent.map((each) => each.attr('id') ?? each.name)).toEqual(['c', 'id-2', 'r']);
    second.connection.feed("<iq xmlns='jabber:client' type='result' id='id-2' from='friend@example.org'/>");
    expect(await answer).toEqual({ ok: true, value: undefined });
    expect(session.send(outgoing('d'))).toBe(5);
  });

  it('waits for commits that are still running before it names its count', async () => {
    const { session, up, network } = rig();
    const commits = new Commits();
    session.onStanza(commits.handler);
    const { connection } = await up('sm-1');
    connection.feed(incoming('a'));
    connection.finish({ kind: 'cut' });
    const state = session.resumeState;
    void session.connect({ ...request, ...(state ? { resume: state } : {}) });
    await settle();
    expect(network.connections).toHaveLength(1);
    await commits.next();
    expect(network.connections).toHaveLength(2);
    network.last.feed(sasl2Offer());
    expect(network.last.takeText()[0]).toContain('<resume xmlns="urn:xmpp:sm:3" h="1"');
  });

  it('does not connect at all over storage that stays stuck', async () => {
    const { session, up, network, clock } = rig();
    session.onStanza(() => new Promise(() => undefined));
    const { connection } = await up('sm-1');
    connection.feed(incoming('a'));
    connection.finish({ kind: 'cut' });
    const again = session.connect(request);
    await clock.advance(10_000);
    expect(await again).toEqual({ ok: false, error: { kind: 'storage' } });
    expect(network.connections).toHaveLength(1);
  });

  it('goes on from stored state: names what is lost to it, counts on from there', async () => {
    const { session, begin } = rig();
    const { connection, result } = await begin({
      resume: { id: 'old', jid: full(myDevice), h: 7, acked: 3, sent: 6 },
    });
    expect(connection.takeText()[0]).toContain('<resume xmlns="urn:xmpp:sm:3" h="7" previd="old"/>');
    connection.feed(resumedBy('old', 4), incoming('replayed'));
    const bound = must(await result);
    expect([bound.resumed, bound.lostAbove]).toEqual([true, 4]);
    expect(session.send(outgoing('a'))).toBe(5);
    await settle();
    expect(session.resumeState?.h).toBe(8);
  });

  it('re-sends nothing of what it was told to let go of, and names what is lost', async () => {
    const { session, up, begin } = rig();
    const { connection } = await up('sm-1');
    ['a', 'b', 'c'].forEach((id) => session.send(outgoing(id)));
    connection.finish({ kind: 'cut' });
    session.release();
    const state = session.resumeState;
    if (!state) throw new Error('not resumable');
    const second = await begin({ resume: state });
    second.connection.take();
    second.connection.feed(resumedBy('sm-1', 1));
    const bound = must(await second.result);
    expect([bound.resumed, bound.lostAbove]).toEqual([true, 1]);
    expect(second.connection.take().map((each) => each.attr('id') ?? each.name)).toEqual(['r']);
    expect(session.send(outgoing('d'))).toBe(2);
  });

  it('binds afresh in the same login when the server has nothing left, and says what had arrived', async () => {
    const { session, up, begin } = rig();
    const { connection } = await up('sm-1');
    ['a', 'b'].forEach((id) => session.send(outgoing(id)));
    const answer = session.iq({ type: 'get', payload: xml('query', 'urn:x') });
    connection.finish({ kind: 'cut' });
    const state = session.resumeState;
    const second = await begin(state ? { resume: state } : {});
    second.connection.take();
    const failed =
      "<failed xmlns='urn:xmpp:sm:3' h='1'><error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></failed>";
    second.connection.feed(boundBy('sm-2', failed), laterFeatures);
    const bound = must(await second.result);
    expect([bound.resumed, bound.previous]).toEqual([false, { h: 1 }]);
    expect(await answer).toEqual({ ok: false, error: { kind: 'gone' } });
    expect(second.connection.take()).toEqual([]);
    expect(session.resumeState).toMatchObject({ id: 'sm-2', h: 0, acked: 0, sent: 0 });
  });

  it.each([
    ['1000', "h='1000'"],
    ['nothing', ''],
  ])('assumes nothing from a refusal that tells %s', async (_, h) => {
    const { session, up, begin } = rig();
    const { connection } = await up('sm-1');
    session.send(outgoing('a'));
    connection.finish({ kind: 'cut' });
    const state = session.resumeState;
    const second = await begin(state ? { resume: state } : {});
    second.connection.feed(boundBy('sm-2', `<failed xmlns='urn:xmpp:sm:3' ${h}/>`), laterFeatures);
    expect(must(await second.result).previous).toBeUndefined();
  });

  it.each(['99', '-1', 'x'])(
    'gives up a session resumed with a count of %s, and never tries it again',
    async (h) => {
      const { session, up, begin } = rig();
      const { connection } = await up('sm-1');
      session.send(outgoing('a'));
      connection.finish({ kind: 'cut' });
      const state = session.resumeState;
      const again = state ? { resume: state } : {};
      const second = await begin(again);
      second.connection.feed(resumedBy('sm-1', h));
      expect(await second.result).toEqual({ ok: false, error: { kind: 'dropped' } });
      expect(second.connection.closedBy).toBe('end');
      const third = await begin(again);
      expect(third.connection.takeText()[0]).not.toContain('<resume');
    },
  );

  it('tries an unreadable frame once more, then binds afresh', async () => {
    const { session, up, begin } = rig();
    const { connection } = await up('sm-1');
    connection.feed(incoming('a'));
    await settle();
    connection.finish({ kind: 'broken', reason: 'not-well-formed' });
    const state = session.resumeState;
    expect(state?.h).toBe(1);
    const again = state ? { resume: state } : {};
    const second = await begin(again);
    second.connection.feed(resumedBy('sm-1', 0));
    must(await second.result);
    second.connection.finish({ kind: 'broken', reason: 'not-well-formed' });
    expect(session.resumeState).toBeUndefined();
    const third = await begin(again);
    expect(third.connection.takeText()[0]).not.toContain('<resume');
  });

  it('resumes as often as unreadable frames come at other places', async () => {
    const { session, up, begin } = rig();
    let { connection } = await up('sm-1');
    for (let i = 0; i < 5; i++) {
      connection.feed(incoming(String(i)));
      await settle();
      connection.finish({ kind: 'broken', reason: 'binary' });
      const state = session.resumeState;
      if (!state) throw new Error('given up');
      const next = await begin({ resume: state });
      next.connection.feed(resumedBy('sm-1', 0));
      must(await next.result);
      connection = next.connection;
    }
    expect(session.resumeState?.h).toBe(5);
  });

  it('does not resume a stream without an id', async () => {
    const { session, begin } = rig();
    const { connection, result } = await begin();
    connection.feed(
      success("<bound xmlns='urn:xmpp:bind:0'><enabled xmlns='urn:xmpp:sm:3'/></bound>"),
      laterFeatures,
    );
    expect(must(await result).sm).toBe(true);
    expect(session.resumeState).toBeUndefined();
    expect(session.send(outgoing('a'))).toBe(1);
  });

  it('never resumes a fresh stream that ended before it was announced: its beginning would be missing', async () => {
    const { session, begin } = rig();
    const { connection, result } = await begin();
    connection.feed(boundBy('sm-1'), incoming('early'));
    await settle();
    connection.finish({ kind: 'cut' });
    expect(await result).toEqual({ ok: false, error: { kind: 'dropped' } });
    expect(session.resumeState).toBeUndefined();
  });

  it('keeps the former session while attempts to resume it fail', async () => {
    const { session, up, begin } = rig();
    const { connection } = await up('sm-1');
    connection.finish({ kind: 'cut' });
    const state = session.resumeState;
    for (let i = 0; i < 3; i++) {
      const next = await begin(state ? { resume: state } : {});
      next.connection.finish({ kind: 'cut' });
      await next.result;
    }
    expect(session.resumeState).toEqual(state);
  });
});
