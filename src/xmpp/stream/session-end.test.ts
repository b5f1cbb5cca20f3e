/** How sessions end, and how they do without stream management. */
import { describe, expect, it, vi } from 'vitest';
import { settle } from '#test/fake-clock.ts';
import { Commits, incoming, outgoing, request, rig } from '#test/scripted-login.ts';
import { xml } from '../codec/dom.ts';

const told = (h: number): string => `<a xmlns="urn:xmpp:sm:3" h="${String(h)}"/>`;

describe('a server without stream management', () => {
  it('confirms by a ping what went before it', async () => {
    const { session, up, clock } = rig();
    const acked: number[] = [];
    session.on('acked', (upTo) => acked.push(upTo));
    const { connection, bound } = await up(undefined, { sm: false });
    expect([bound.sm, session.resumeState]).toEqual([false, undefined]);
    expect([session.send(outgoing('a')), session.send(outgoing('b'))]).toEqual([1, 2]);
    connection.take();
    await clock.advance(250);
    const [ping] = connection.take();
    expect(ping?.children()[0]).toMatchObject({ name: 'ping', ns: 'urn:xmpp:ping' });
    session.send(outgoing('c'));
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

describe('endings', () => {
  it('bye: the last commits, the last count, and no session left', async () => {
    const { session, up, begin } = rig();
    const commits = new Commits();
    const closed = vi.fn();
    session.on('closed', closed);
    session.onStanza(commits.handler);
    const { connection } = await up('sm-1');
    const remembered = session.resumeState;
    const answer = session.iq({ type: 'get', payload: xml('query', 'urn:x') });
    connection.feed(incoming('a'));
    connection.take();
    const bye = session.close('bye');
    await commits.next();
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
    connection.feed(incoming('a'));
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
    connection.feed(incoming('late'));
    expect(closed.mock.calls).toEqual([[{ kind: 'conflict' }]]);
    expect(session.resumeState?.h).toBe(0);
  });

  it('of an attempt: it can be called off, also while it waits for storage', async () => {
    const { session, begin, up, network } = rig();
    const { result } = await begin();
    await session.close('drop');
    expect(await result).toEqual({ ok: false, error: { kind: 'dropped' } });
    const commits = new Commits();
    session.onStanza(commits.handler);
    const { connection } = await up('sm-1');
    connection.feed(incoming('a'));
    connection.finish({ kind: 'cut' });
    const waiting = session.connect(request);
    await session.close('bye');
    expect(await waiting).toEqual({ ok: false, error: { kind: 'dropped' } });
    await commits.next();
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
    session.send(outgoing('a'));
    connection.feed("<a xmlns='urn:xmpp:sm:3' h='1'/>");
    expect(session.resumeState?.acked).toBe(1);
    expect(await thrown).toMatchObject({ message: 'a bug of a listener' });
  });
});
