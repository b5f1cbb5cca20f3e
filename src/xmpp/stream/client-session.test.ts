/** The session over a scripted transport: what is counted, acknowledged and asked. */
import { describe, expect, it, vi } from 'vitest';
import { must } from '#test/builders.ts';
import { settle } from '#test/fake-clock.ts';
import {
  boundBy,
  Commits,
  incoming,
  laterFeatures,
  me,
  outgoing,
  resumedBy,
  rig,
} from '#test/scripted-login.ts';
import { xml, type Xml } from '../codec/dom.ts';
import { StanzaTooLarge } from './bound-stream.ts';

const ask = "<r xmlns='urn:xmpp:sm:3'/>";
const told = (h: number): string => `<a xmlns="urn:xmpp:sm:3" h="${String(h)}"/>`;
const asked = '<r xmlns="urn:xmpp:sm:3"/>';
const ids = (stanzas: readonly Xml[]): (string | undefined)[] => stanzas.map((each) => each.attr('id'));

describe('inbound', () => {
  it('acknowledges only what is committed, and the rest as soon as it is', async () => {
    const { session, up } = rig();
    const commits = new Commits();
    session.onStanza(commits.handler);
    const { connection } = await up('sm-1');
    connection.feed(incoming('a'), incoming('b'), ask);
    expect(connection.takeText()).toEqual([told(0)]);
    await commits.next();
    expect(connection.takeText()).toEqual([]);
    await commits.next();
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
    connection.feed(boundBy('sm-1'), incoming('a'), incoming('b'), laterFeatures);
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

  it('tells of an unreadable frame before it tells of the end', async () => {
    const { session, up } = rig();
    const heard: string[] = [];
    session.on('deadLetter', ({ reason }) => heard.push(reason));
    session.on('closed', ({ kind }) => heard.push(kind));
    const { connection } = await up('sm-1');
    connection.finish({ kind: 'broken', reason: 'not-well-formed' });
    expect(heard).toEqual(['broken-frame', 'dropped']);
  });

  it('goes when storage is broken, and keeps what was committed for the next time', async () => {
    const { session, up } = rig();
    const closed = vi.fn();
    session.on('closed', closed);
    session.onStanza((el) => (el.attr('id') === 'b' ? Promise.reject(new Error('disk')) : Promise.resolve()));
    const { connection } = await up('sm-1');
    connection.feed(incoming('a'), incoming('b'), incoming('c'), ask);
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
    connection.feed(incoming('a'), ask);
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
    expect([session.send(outgoing('a')), session.send(outgoing('b'))]).toEqual([1, 2]);
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
      session.send(outgoing('a'));
      session.send(outgoing('b'));
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
    expect(() => session.send(outgoing('early'))).toThrow('no stream');
    expect(await session.iq({ type: 'get', payload: xml('query', 'urn:x') })).toEqual({
      ok: false,
      error: { kind: 'offline' },
    });
    const { connection } = await up('sm-1');
    expect(session.send(outgoing('first'))).toBe(1);
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

describe('requests', () => {
  it('are answered by the one that was asked, after all that came before (X11, P4)', async () => {
    const { session, up } = rig();
    const commits = new Commits();
    session.onStanza(commits.handler);
    const { connection } = await up('sm-1');
    const answer = session.iq({ type: 'get', payload: xml('query', 'urn:xmpp:mam:2') });
    const id = connection.take()[0]?.attr('id') ?? '';
    let isAnswered = false;
    void answer.then(() => (isAnswered = true));
    connection.feed(`<iq xmlns='jabber:client' type='result' id='${id}' from='evil@example.com'/>`);
    connection.feed(incoming('page'), `<iq xmlns='jabber:client' type='result' id='${id}' from='${me}'/>`);
    await settle();
    expect(isAnswered).toBe(false);
    await commits.next();
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
