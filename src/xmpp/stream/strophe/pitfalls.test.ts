// @vitest-environment node
/** The pitfalls of strophe.js 5.0.0: each shown on plain Strophe, then on ours. */
import { $iq, $msg, Strophe } from 'strophe.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bare } from '#test/builders.ts';
import { came, messageOf, TrapRig, until } from '#test/trap-rig.ts';
import { admit, device, type ServerSocket } from '#test/ws-server.ts';
import { xml } from '../../codec/dom.ts';
import { Router } from '../router.ts';
import type { StreamSession } from '../session.ts';

let rig: TrapRig;
afterEach(() => rig.stop());

const { Status } = Strophe;

const plainConnection = (callback: (status: number) => void = () => undefined) => {
  const connection = new Strophe.Connection(rig.server.url);
  rig.atEnd(() => {
    connection.disconnect('over');
  });
  const statuses: number[] = [];
  const connect = async (): Promise<ServerSocket> => {
    const before = rig.server.sockets.length;
    statuses.length = 0;
    connection.connect('me@localhost', 'secret', (status) => {
      statuses.push(status);
      callback(status);
    });
    await until(() => statuses.includes(Status.CONNECTED) && rig.server.sockets.length > before);
    return rig.socket();
  };
  return { connection, statuses, connect };
};

/** A router in the place of the session's handler. */
const routerOf = (session: StreamSession): Router => {
  const router = new Router({
    send: (stanza) => session.send(stanza),
    own: () => undefined,
    isTrusted: () => false,
    deadLetter: vi.fn(),
  });
  session.onStanza((el) => router.route(el));
  return router;
};

const idOf = (frame: string): string => /\bid=['"]([^'"]+)/.exec(frame)?.[1] ?? '';
const result = (id: string, from: string): string =>
  `<iq xmlns='jabber:client' type='result' id='${id}' from='${from}'/>`;

describe('P3: the answer to a request of unknown kind', () => {
  const asked =
    "<iq xmlns='jabber:client' type='get' id='q' from='friend@localhost/x'><query xmlns='urn:unknown'/></iq>";

  it('goes from plain Strophe to our own server', async () => {
    rig = await TrapRig.start();
    const socket = await plainConnection().connect();
    socket.send(asked);
    expect(await socket.next(/service-unavailable/)).not.toContain('friend@localhost/x');
  });

  it('goes from us to the one who asked', async () => {
    rig = await TrapRig.start();
    const { session, socket } = await rig.ours();
    routerOf(session);
    socket.send(asked);
    expect(await socket.next(/service-unavailable/)).toContain('to="friend@localhost/x"');
  });
});

describe('P4: an answer from somebody else', () => {
  it('is taken by plain Strophe', async () => {
    rig = await TrapRig.start();
    const { connection, connect } = plainConnection();
    const socket = await connect();
    const answered = vi.fn();
    connection.sendIQ($iq({ type: 'get', to: 'friend@localhost' }).c('query', { xmlns: 'urn:x' }), answered);
    socket.send(result(idOf(await socket.next(/urn:x/)), 'evil@example.com'));
    await until(() => answered.mock.calls.length > 0);
  });

  it('is not taken by us', async () => {
    rig = await TrapRig.start();
    const { session, taken, socket } = await rig.ours();
    const answer = session.iq({ type: 'get', to: bare('friend@localhost'), payload: xml('query', 'urn:x') });
    let isAnswered = false;
    void answer.then(() => (isAnswered = true));
    const id = idOf(await socket.next(/urn:x/));
    socket.send(result(id, 'evil@example.com'), messageOf('after'));
    await came(taken, 'after');
    expect(isAnswered).toBe(false);
    socket.send(result(id, 'friend@localhost'));
    expect((await answer).ok).toBe(true);
  });
});

describe('P5: what is sent without a stream', () => {
  it('goes out of plain Strophe before the next login', async () => {
    rig = await TrapRig.start();
    const { connection, connect } = plainConnection();
    expect(() => {
      connection.send($msg({ to: 'friend@localhost', id: 'too-early' }).c('body').t('secret'));
    }).toThrow();
    const socket = await connect();
    const early = socket.received.findIndex((frame) => frame.includes('too-early'));
    expect(early).toBeGreaterThan(-1);
    expect(early).toBeLessThan(socket.received.findIndex((frame) => frame.startsWith('<auth')));
  });

  it('is refused by us, and never goes out', async () => {
    rig = await TrapRig.start();
    const session = rig.newSession();
    expect(() => session.send(xml('message', 'jabber:client', { id: 'too-early' }))).toThrow('no stream');
    expect((await session.connect(rig.request())).ok).toBe(true);
    const socket = await rig.socket();
    session.send(xml('message', 'jabber:client', { id: 'now' }));
    await socket.next(/id="now"/);
    expect(socket.received.some((frame) => frame.includes('too-early'))).toBe(false);
  });
});

describe('P6: a request in flight when the socket is cut', () => {
  it('is forgotten by plain Strophe', async () => {
    rig = await TrapRig.start();
    const { connection, statuses, connect } = plainConnection();
    const first = await connect();
    const answered = vi.fn();
    connection.sendIQ($iq({ type: 'get' }).c('query', { xmlns: 'urn:x' }), answered, answered);
    const id = idOf(await first.next(/urn:x/));
    first.cut();
    await until(() => statuses.includes(Status.DISCONNECTED));
    const second = await connect();
    const seen: string[] = [];
    connection.addHandler((el) => seen.push(el.getAttribute('id') ?? '') > 0, null, 'message', null);
    second.send(result(id, 'me@localhost'), messageOf('after'));
    await came(seen, 'after');
    expect(answered).not.toHaveBeenCalled();
  });

  it('is answered on our resumed stream, after it was sent again', async () => {
    let isResuming = false;
    rig = await TrapRig.start(async (socket) => {
      if (!isResuming) return admit(socket, true);
      const sasl = 'urn:ietf:params:xml:ns:xmpp-sasl';
      const features = (content: string): string =>
        `<stream:features xmlns:stream='http://etherx.jabber.org/streams'>${content}</stream:features>`;
      await socket.next(/^<open/);
      socket.send(features(`<mechanisms xmlns='${sasl}'><mechanism>PLAIN</mechanism></mechanisms>`));
      await socket.next(/^<auth/);
      socket.send(`<success xmlns='${sasl}'/>`);
      await socket.next(/^<open/);
      socket.send(features("<sm xmlns='urn:xmpp:sm:3'/>"));
      await socket.next(/^<resume/);
      socket.send("<resumed xmlns='urn:xmpp:sm:3' h='0' previd='sm-1'/>");
    });
    const { session, closed, socket: first } = await rig.ours();
    const answer = session.iq({ type: 'get', payload: xml('query', 'urn:x') });
    const id = idOf(await first.next(/urn:x/));
    first.cut();
    await until(() => closed.length === 1);
    isResuming = true;
    const { resumeState } = session;
    const bound = await session.connect(rig.request(resumeState ? { resume: resumeState } : {}));
    expect(bound).toMatchObject({ value: { resumed: true } });
    const second = await rig.socket();
    expect(idOf(await second.next(/urn:x/))).toBe(id);
    second.send(result(id, device));
    expect((await answer).ok).toBe(true);
  });
});

describe('P9: a claim on a payload', () => {
  const nested = messageOf('forged', "<x xmlns='urn:any'><received xmlns='urn:xmpp:carbons:2'/></x>");

  it('is met at any depth in plain Strophe', async () => {
    rig = await TrapRig.start();
    const { connection, connect } = plainConnection();
    const socket = await connect();
    const seen: string[] = [];
    connection.addHandler(
      (el) => seen.push(el.getAttribute('id') ?? '') > 0,
      'urn:xmpp:carbons:2',
      'message',
      null,
    );
    socket.send(nested);
    await came(seen, 'forged');
  });

  it('is met by us in direct children only', async () => {
    rig = await TrapRig.start();
    const { session, taken, socket } = await rig.ours();
    const carbon = vi.fn();
    const router = routerOf(session);
    router.claim({ stanza: 'message', ns: 'urn:xmpp:carbons:2', name: 'received', handler: carbon });
    router.claim({ stanza: 'message', handler: (el) => void taken.push(el.attr('id') ?? '') });
    socket.send(nested);
    await came(taken, 'forged');
    expect(carbon).not.toHaveBeenCalled();
  });
});

describe('the end of a stream', () => {
  const conflict = "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>";
  const close = "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>";

  it('as Prosody words it is not understood by plain Strophe', async () => {
    rig = await TrapRig.start();
    const { statuses, connect } = plainConnection();
    const socket = await connect();
    socket.send(conflict, close, messageOf('after'));
    socket.cut();
    await until(() => statuses.includes(Status.DISCONNECTED));
    expect(statuses).not.toContain(Status.ERROR);
  });

  it.each([
    ['a stream error without its prefix declared', conflict, { kind: 'conflict' }],
    ['a <close/> in single quotes', close, { kind: 'dropped' }],
    [
      'a <close/> elsewhere',
      close.replace('/>', " see-other-uri='wss://evil.example/'/>"),
      { kind: 'refused', condition: 'see-other-uri' },
    ],
  ])('is understood by us: %s', async (_, frame, why) => {
    rig = await TrapRig.start();
    const { closed, socket } = await rig.ours();
    socket.send(frame);
    await socket.closed();
    expect(closed).toEqual([why]);
  });
});

describe('a server that redirects before the login (F05)', () => {
  const redirect = (to: string): string =>
    `<close xmlns='urn:ietf:params:xml:ns:xmpp-framing' see-other-uri='${to}'/>`;

  it('is followed by plain Strophe', async () => {
    const elsewhere = await TrapRig.start();
    rig = await TrapRig.start(async (socket) => {
      await socket.next(/^<open/);
      socket.send(redirect(elsewhere.server.url));
    });
    rig.atEnd(() => elsewhere.stop());
    const connection = new Strophe.Connection(rig.server.url);
    connection.connect('me@localhost', 'secret');
    const socket = await elsewhere.socket();
    await until(() => socket.received.some((frame) => frame.startsWith('<auth')));
    connection.disconnect('over');
  });

  it('gets nothing from us', async () => {
    const elsewhere = await TrapRig.start();
    rig = await TrapRig.start(async (socket) => {
      await socket.next(/^<open/);
      socket.send(redirect(elsewhere.server.url));
    });
    rig.atEnd(() => elsewhere.stop());
    const outcome = await rig.newSession().connect(rig.request());
    expect(outcome).toEqual({ ok: false, error: { kind: 'refused', condition: 'see-other-uri' } });
    expect(elsewhere.server.sockets).toHaveLength(0);
  });
});

describe('a server with legacy authentication only (A06)', () => {
  const script = async (socket: ServerSocket): Promise<void> => {
    await socket.next(/^<open/);
    socket.send(
      "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='localhost' version='1.0'/>",
      "<stream:features xmlns:stream='http://etherx.jabber.org/streams'><auth xmlns='http://jabber.org/features/iq-auth'/></stream:features>",
    );
    const get = await socket.next(/jabber:iq:auth/);
    socket.send(
      `<iq xmlns='jabber:client' type='result' id='${idOf(get)}'><query xmlns='jabber:iq:auth'/></iq>`,
    );
  };

  it('is given the password in clear by plain Strophe', async () => {
    rig = await TrapRig.start(script);
    const connection = new Strophe.Connection(rig.server.url);
    connection.connect('me@localhost', 'secret');
    const socket = await rig.socket();
    await until(() => socket.received.some((frame) => frame.includes('<password>secret</password>')));
    connection.disconnect('over');
  });

  it('is given nothing by us', async () => {
    rig = await TrapRig.start(script);
    const outcome = await rig.newSession().connect(rig.request());
    expect(outcome).toEqual({ ok: false, error: { kind: 'refused', condition: 'no-mechanism' } });
    const socket = await rig.socket();
    await socket.closed();
    expect(socket.received).toHaveLength(1);
  });
});
