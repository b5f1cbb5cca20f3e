/** The session over a scripted transport: what is counted and acknowledged, resumed, given up. */
import { describe, expect, it, vi } from 'vitest';
import { bare, full, must } from '#test/builders.ts';
import { settle } from '#test/fake-clock.ts';
import {
  boundBy,
  laterFeatures,
  me,
  myDevice,
  request,
  resumedBy,
  rig,
  sasl2Offer,
  success,
} from '#test/scripted-login.ts';
import { xml, type Xml, type XmlElement } from '../codec/dom.ts';
import { StanzaTooLarge } from './bound-stream.ts';

const message = (id: string): Xml => xml('message', 'jabber:client', { id });
const inbound = (id: string): string =>
  `<message xmlns='jabber:client' id='${id}' from='friend@example.org/x'/>`;
const ask = "<r xmlns='urn:xmpp:sm:3'/>";
const told = (h: number): string => `<a xmlns="urn:xmpp:sm:3" h="${String(h)}"/>`;
const asked = '<r xmlns="urn:xmpp:sm:3"/>';
const ids = (stanzas: readonly Xml[]): (string | undefined)[] => stanzas.map((each) => each.attr('id'));

/** Commits that the test completes one by one. */
const commits = () => {
  const open: (() => void)[] = [];
  const taken: (string | undefined)[] = [];
  return {
    taken,
    handler: (el: XmlElement): Promise<void> => {
      taken.push(el.attr('id'));
      return new Promise((resolve) => {
        open.push(resolve);
      });
    },
    next: async (): Promise<void> => {
      open.shift()?.();
      await settle();
    },
  };
};

describe('inbound', () => {
  it('acknowledges only what is committed, and the rest as soon as it is', async () => {
    const { session, up } = rig();
    const { handler, next } = commits();
    session.onStanza(handler);
    const { connection } = await up('sm-1');
    connection.feed(inbound('a'), inbound('b'), ask);
    expect(connection.takeText()).toEqual([told(0)]);
    await next();
    expect(connection.takeText()).toEqual([]);
    await next();
    expect(connection.takeText()).toEqual([told(2)]);
    expect(session.resumeState?.h).toBe(2);
  });

  it('counts stanzas that come in the very frames after the login', async () => {
    const { session, begin } = rig();
    const taken: (string | undefined)[] = [];
    session.onStanza((el) => {
      taken.push(el.attr('id'));
      return Promise.resolve();
    });
    const { connection, result } = await begin();
    connection.feed(boundBy('sm-1'), inbound('a'), inbound('b'), laterFeatures);
    must(await result);
    await settle();
    expect(taken).toEqual(['a', 'b']);
    expect(session.resumeState?.h).toBe(2);
  });

  it('counts answers, refused frames and every stanza, but nothing else (X16)', async () => {
    const { session, up } = rig();
    const deadLetter = vi.fn();
    session.on('deadLetter', deadLetter);
    const { connection } = await up('sm-1');
    connection.feed("<iq xmlns='jabber:client' type='result' id='nobody' from='evil@example.org'/>");
    connection.drop('too-large', true);
    connection.drop('too-deep', false);
    connection.feed("<presence xmlns='jabber:client'/>");
    connection.feed(
      "<unknown xmlns='urn:x'/>",
      "<message xmlns='urn:x'/>",
      "<success xmlns='urn:xmpp:sasl:2'/>",
    );
    connection.feed("<iqx xmlns='jabber:client'/>", "<x xmlns='urn:xmpp:sm:3'/>", laterFeatures);
    await settle();
    expect(session.resumeState?.h).toBe(3);
    expect(deadLetter.mock.calls.map(([what]: { reason: string }[]) => what?.reason)).toEqual([
      'unmatched-answer',
      'too-large',
      'too-deep',
    ]);
  });

  it('goes when storage is broken, and keeps what was committed for the next time', async () => {
    const { session, up } = rig();
    const closed = vi.fn();
    session.on('closed', closed);
    session.onStanza((el) => (el.attr('id') === 'b' ? Promise.reject(new Error('disk')) : Promise.resolve()));
    const { connection } = await up('sm-1');
    connection.feed(inbound('a'), inbound('b'), inbound('c'), ask);
    await settle();
    expect(closed.mock.calls).toEqual([[{ kind: 'storage' }]]);
    expect(connection.closedBy).toBe('abandon');
    expect(session.resumeState?.h).toBe(1);
  });

  it('goes when storage is stuck rather than be silent for ever', async () => {
    const { session, up, clock } = rig();
    const closed = vi.fn();
    session.on('closed', closed);
    session.onStanza(() => new Promise(() => undefined));
    const { connection } = await up('sm-1');
    connection.feed(inbound('a'), ask);
    await clock.advance(9999);
    expect(closed).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(closed.mock.calls).toEqual([[{ kind: 'storage' }]]);
  });
});

describe('outbound', () => {
  it('numbers, asks, and tells of acknowledgement', async () => {
    const { session, up, clock } = rig();
    const acked: number[] = [];
    session.on('acked', (upTo) => acked.push(upTo));
    const { connection } = await up('sm-1');
    expect([session.send(message('a')), session.send(message('b'))]).toEqual([1, 2]);
    expect(ids(connection.take())).toEqual(['a', 'b']);
    await clock.advance(250);
    expect(connection.takeText()).toEqual([asked]);
    connection.feed(
      "<a xmlns='urn:xmpp:sm:3' h='1'/>",
      "<a xmlns='urn:xmpp:sm:3' h='1'/>",
      "<a xmlns='urn:xmpp:sm:3' h='2'/>",
    );
    expect(acked).toEqual([1, 2]);
  });

  it.each(["h='3'", "h='-1'", "h='x'", "h='4294967296'", ''])(
    'gives the session up on a count of %s (F03)',
    async (h) => {
      const { session, up, begin } = rig();
      const closed = vi.fn();
      session.on('closed', closed);
      const { connection } = await up('sm-1');
      session.send(message('a'));
      session.send(message('b'));
      const remembered = session.resumeState;
      connection.feed(`<a xmlns='urn:xmpp:sm:3' ${h}/>`);
      expect(closed.mock.calls).toEqual([[{ kind: 'dropped' }]]);
      expect([connection.closedBy, session.resumeState]).toEqual(['end', undefined]);
      const again = await begin(remembered ? { resume: remembered } : {});
      expect(again.connection.takeText()[0]).not.toContain('<resume');
    },
  );

  it('presumes a silent socket dead after ten seconds', async () => {
    const { session, up, clock } = rig();
    const closed = vi.fn();
    session.on('closed', closed);
    const { connection } = await up('sm-1');
    session.requestAck();
    await clock.advance(10_000);
    expect(closed.mock.calls).toEqual([[{ kind: 'dropped' }]]);
    expect(connection.closedBy).toBe('abandon');
    expect(session.resumeState?.id).toBe('sm-1');
  });

  it('probes', async () => {
    const { session, up, clock } = rig();
    expect(await session.probe(1000)).toBe(false);
    const { connection } = await up('sm-1');
    const good = session.probe(5000);
    connection.feed("<a xmlns='urn:xmpp:sm:3' h='0'/>");
    expect(await good).toBe(true);
    const bad = session.probe(5000);
    await clock.advance(5000);
    expect(await bad).toBe(false);
    expect(session.state).toBe('bound');
  });

  it('refuses to send without a stream, and queues nothing (P5)', async () => {
    const { session, up } = rig();
    expect(() => session.send(message('early'))).toThrow('no stream');
    expect(await session.iq({ type: 'get', payload: xml('query', 'urn:x') })).toEqual({
      ok: false,
      error: { kind: 'offline' },
    });
    const { connection } = await up('sm-1');
    expect(session.send(message('first'))).toBe(1);
    expect(ids(connection.take())).toEqual(['first']);
  });

  it('refuses what the server would end the stream over (XEP-0478)', async () => {
    const { session, up } = rig();
    const { connection } = await up('sm-1', {
      more: "<limits xmlns='urn:xmpp:stream-limits:0'><max-bytes>10000</max-bytes></limits>",
    });
    const large = (character: string, times: number): Xml =>
      xml('message', 'jabber:client', {}, character.repeat(times));
    expect(() => session.send(large('x', 10_000))).toThrow(StanzaTooLarge);
    expect(() => session.send(large('\u20ac', 3400))).toThrow(StanzaTooLarge);
    expect(session.send(large('x', 9900))).toBe(1);
    const answer = await session.iq({ type: 'set', payload: large('x', 10_000) });
    expect(answer).toMatchObject({ error: { error: { condition: 'policy-violation' } } });
    expect(connection.take()).toHaveLength(1);
  });
});

describe('a server without stream management', () => {
  it('confirms by a ping what went before it', async () => {
    const { session, up, clock } = rig();
    const acked: number[] = [];
    session.on('acked', (upTo) => acked.push(upTo));
    const { connection, bound } = await up(undefined, { sm: false });
    expect([bound.sm, session.resumeState]).toEqual([false, undefined]);
    expect([session.send(message('a')), session.send(message('b'))]).toEqual([1, 2]);
    connection.take();
    await clock.advance(250);
    const [ping] = connection.take();
    expect(ping?.children()[0]).toMatchObject({ name: 'ping', ns: 'urn:xmpp:ping' });
    session.send(message('c'));
    connection.feed(`<iq xmlns='jabber:client' type='result' id='${ping?.attr('id') ?? ''}'/>`);
    await settle();
    expect(acked).toEqual([2]);
  });

  it('takes a refusal for an answer, and silence for death', async () => {
    const { session, up, clock } = rig();
    const closed = vi.fn();
    session.on('closed', closed);
    const { connection } = await up(undefined, { sm: false });
    const probe = session.probe(5000);
    const id = connection.take()[0]?.attr('id') ?? '';
    connection.feed(
      `<iq xmlns='jabber:client' type='error' id='${id}'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`,
    );
    expect(await probe).toBe(true);
    session.requestAck();
    await clock.advance(10_000);
    expect(closed.mock.calls).toEqual([[{ kind: 'dropped' }]]);
  });

  it('ends requests as gone when the socket is cut', async () => {
    const { session, up } = rig();
    const { connection } = await up(undefined, { sm: false });
    const answer = session.iq({ type: 'get', payload: xml('query', 'urn:x') });
    connection.finish({ kind: 'cut' });
    expect(await answer).toEqual({ ok: false, error: { kind: 'gone' } });
  });
});

describe('resuming', () => {
  it('re-sends what the server lacks, in order, with the same numbers; requests survive (P6)', async () => {
    const { session, up, begin } = rig();
    const acked: number[] = [];
    session.on('acked', (upTo) => acked.push(upTo));
    const { connection } = await up('sm-1');
    ['a', 'b', 'c'].forEach((id) => session.send(message(id)));
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
    expect(session.send(message('d'))).toBe(5);
  });

  it('waits for commits that are still running before it names its count', async () => {
    const { session, up, network } = rig();
    const { handler, next } = commits();
    session.onStanza(handler);
    const { connection } = await up('sm-1');
    connection.feed(inbound('a'));
    connection.finish({ kind: 'cut' });
    const state = session.resumeState;
    void session.connect({ ...request, ...(state ? { resume: state } : {}) });
    await settle();
    expect(network.connections).toHaveLength(1);
    await next();
    expect(network.connections).toHaveLength(2);
    network.last.feed(sasl2Offer());
    expect(network.last.takeText()[0]).toContain('<resume xmlns="urn:xmpp:sm:3" h="1"');
  });

  it('does not connect at all over storage that stays stuck', async () => {
    const { session, up, network, clock } = rig();
    session.onStanza(() => new Promise(() => undefined));
    const { connection } = await up('sm-1');
    connection.feed(inbound('a'));
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
    connection.feed(resumedBy('old', 4), inbound('replayed'));
    const bound = must(await result);
    expect([bound.resumed, bound.lostAbove]).toEqual([true, 4]);
    expect(session.send(message('a'))).toBe(5);
    await settle();
    expect(session.resumeState?.h).toBe(8);
  });

  it('binds afresh in the same login when the server has nothing left, and says what had arrived', async () => {
    const { session, up, begin } = rig();
    const { connection } = await up('sm-1');
    ['a', 'b'].forEach((id) => session.send(message(id)));
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
    session.send(message('a'));
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
      session.send(message('a'));
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
    connection.feed(inbound('a'));
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
      connection.feed(inbound(String(i)));
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
    expect(session.send(message('a'))).toBe(1);
  });
});

describe('requests', () => {
  it('are answered by the one that was asked, after all that came before (X11, P4)', async () => {
    const { session, up } = rig();
    const { handler, next } = commits();
    session.onStanza(handler);
    const { connection } = await up('sm-1');
    const answer = session.iq({ type: 'get', payload: xml('query', 'urn:xmpp:mam:2') });
    const id = connection.take()[0]?.attr('id') ?? '';
    let isAnswered = false;
    void answer.then(() => (isAnswered = true));
    connection.feed(`<iq xmlns='jabber:client' type='result' id='${id}' from='evil@example.com'/>`);
    connection.feed(inbound('page'), `<iq xmlns='jabber:client' type='result' id='${id}' from='${me}'/>`);
    await settle();
    expect(isAnswered).toBe(false);
    await next();
    expect(await answer).toEqual({ ok: true, value: undefined });
    expect(session.resumeState?.h).toBe(3);
  });
});

describe('client state indication', () => {
  it('tells the server where it understands, and again on every new stream', async () => {
    const { session, up, begin } = rig();
    const { connection } = await up('sm-1');
    session.setActive(false);
    session.setActive(false);
    session.setActive(true);
    expect(connection.take().map((each) => each.name)).toEqual(['inactive', 'active']);
    session.setActive(false);
    connection.finish({ kind: 'cut' });
    const state = session.resumeState;
    const second = await begin(state ? { resume: state } : {}, { csi: true });
    second.connection.take();
    second.connection.feed(resumedBy('sm-1', 0));
    must(await second.result);
    expect(second.connection.take().map((each) => each.name)).toEqual(['inactive', 'r']);
  });

  it('begins inactive in the login itself where nobody looks', async () => {
    const { session, begin } = rig();
    session.setActive(false);
    const { connection } = await begin({}, { csi: true });
    expect(connection.takeText()[0]).toContain('<inactive xmlns="urn:xmpp:csi:0"/>');
  });
});

describe('endings', () => {
  it('bye: the last commits, the last count, and no session left', async () => {
    const { session, up, begin } = rig();
    const { handler, next } = commits();
    const closed = vi.fn();
    session.on('closed', closed);
    session.onStanza(handler);
    const { connection } = await up('sm-1');
    const remembered = session.resumeState;
    const answer = session.iq({ type: 'get', payload: xml('query', 'urn:x') });
    connection.feed(inbound('a'));
    connection.take();
    const bye = session.close('bye');
    await next();
    await bye;
    expect(connection.takeText()).toEqual([told(1)]);
    expect(connection.closedBy).toBe('end');
    expect(closed.mock.calls).toEqual([[{ kind: 'bye' }]]);
    expect(await answer).toEqual({ ok: false, error: { kind: 'gone' } });
    expect([session.state, session.resumeState]).toEqual(['closed', undefined]);
    const again = await begin(remembered ? { resume: remembered } : {});
    expect(again.connection.takeText()[0]).not.toContain('<resume');
  });

  it('bye does not wait for storage for ever', async () => {
    const { session, up, clock } = rig();
    session.onStanza(() => new Promise(() => undefined));
    const { connection } = await up('sm-1');
    connection.feed(inbound('a'));
    const bye = session.close('bye');
    await clock.advance(2000);
    await bye;
    expect(connection.closedBy).toBe('end');
  });

  it('drop: without a word, resumable', async () => {
    const { session, up } = rig();
    const closed = vi.fn();
    session.on('closed', closed);
    const { connection } = await up('sm-1');
    await session.close('drop');
    await session.close('drop');
    expect([connection.closedBy, connection.take()]).toEqual(['abandon', []]);
    expect(closed.mock.calls).toEqual([[{ kind: 'dropped' }]]);
    expect(session.resumeState?.id).toBe('sm-1');
  });

  it('are told once, whatever else the old socket says (N09)', async () => {
    const { session, up } = rig();
    const closed = vi.fn();
    session.on('closed', closed);
    const { connection } = await up('sm-1');
    connection.finish({ kind: 'error', condition: 'conflict' });
    connection.finish({ kind: 'cut' });
    connection.feed(inbound('late'));
    expect(closed.mock.calls).toEqual([[{ kind: 'conflict' }]]);
    expect(session.resumeState?.h).toBe(0);
  });

  it('of an attempt: it can be called off, also while it waits for storage', async () => {
    const { session, begin, up, network } = rig();
    const { result } = await begin();
    await session.close('drop');
    expect(await result).toEqual({ ok: false, error: { kind: 'dropped' } });
    const { handler, next } = commits();
    session.onStanza(handler);
    const { connection } = await up('sm-1');
    connection.feed(inbound('a'));
    connection.finish({ kind: 'cut' });
    const waiting = session.connect(request);
    await session.close('bye');
    expect(await waiting).toEqual({ ok: false, error: { kind: 'dropped' } });
    await next();
    expect(network.connections).toHaveLength(2);
  });

  it('one attempt at a time', async () => {
    const { session, begin } = rig();
    await begin();
    const second = await session.connect(request);
    expect(second).toEqual({ ok: false, error: { kind: 'refused', condition: 'busy' } });
  });

  it('a listener that throws does not stop the stream', async () => {
    const { session, up } = rig();
    const thrown = new Promise((resolve) => process.once('uncaughtException', resolve));
    session.on('acked', () => {
      throw new Error('a bug of a listener');
    });
    const { connection } = await up('sm-1');
    session.send(message('a'));
    connection.feed("<a xmlns='urn:xmpp:sm:3' h='1'/>");
    expect(session.resumeState?.acked).toBe(1);
    expect(await thrown).toMatchObject({ message: 'a bug of a listener' });
  });
});
