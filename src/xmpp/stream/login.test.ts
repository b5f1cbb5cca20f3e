/** Logins over both SASL profiles: the wire, what may go wrong, and what is never done (A01, A02, A06, A07). */
import { describe, expect, it } from 'vitest';
import { full, must } from '#test/builders.ts';
import { ScramServer } from '#test/scram-server.ts';
import {
  boundBy,
  eventually,
  laterFeatures,
  myDevice,
  request,
  rig,
  success,
  type Rig,
} from '#test/scripted-login.ts';
import type { ScriptedConnection } from '#test/scripted-transport.ts';
import { serialize, type Xml } from '../codec/dom.ts';

const sasl = 'urn:ietf:params:xml:ns:xmpp-sasl';
const sasl1Offer = (...mechanisms: string[]): string =>
  `<stream:features><mechanisms xmlns='${sasl}'>${mechanisms.map((name) => `<mechanism>${name}</mechanism>`).join('')}</mechanisms></stream:features>`;
const bindOffer = (more = "<sm xmlns='urn:xmpp:sm:3'/>"): string =>
  `<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>${more}</stream:features>`;
const bindResult = (id: string, jid = myDevice): string =>
  `<iq xmlns='jabber:client' type='result' id='${id}'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>${jid}</jid></bind></iq>`;
const enabled = "<enabled xmlns='urn:xmpp:sm:3' id='sm-1' resume='true' max='60'/>";

const next = (connection: ScriptedConnection): Promise<Xml> => eventually(() => connection.take()[0]);

/** Connects and shows the server's first features. */
const connect = async (rigged: Rig, features: string, more: Parameters<Rig['begin']>[0] = {}) => {
  const { session, network } = rigged;
  const result = session.connect({ ...request, ...more });
  const connection = await eventually(() => network.connections.at(-1));
  connection.opened();
  connection.feed(features);
  return { connection, result };
};

describe('SASL2 with Bind 2', () => {
  it('says all in one element, and reads all from the answer', async () => {
    const rigged = rig();
    const { connection, result } = await rigged.begin(
      { device: 'Firefox on Linux' },
      { mechanisms: ['SCRAM-SHA-1', 'SCRAM-SHA-256', 'PLAIN'] },
    );
    expect(connection.target).toMatchObject({
      to: 'example.org',
      from: 'me@example.org',
      url: 'wss://example.org/ws',
    });
    const authenticate = await next(connection);
    const initial = authenticate.children()[0]?.text() ?? '';
    expect(Buffer.from(initial, 'base64').toString()).toBe('n,,n=me,r=id-1');
    expect(serialize(authenticate).replace(initial, '…')).toBe(
      '<authenticate xmlns="urn:xmpp:sasl:2" mechanism="SCRAM-SHA-256"><initial-response>…</initial-response>' +
        '<user-agent id="d4565fa7-4d72-4749-b3d3-740edbf87770"><software>Kith</software><device>Firefox on Linux</device></user-agent>' +
        '<bind xmlns="urn:xmpp:bind:0"><tag>kith</tag><enable xmlns="urn:xmpp:carbons:2"/><enable xmlns="urn:xmpp:sm:3" resume="true"/></bind></authenticate>',
    );
    const server = new ScramServer({ hash: 'SHA-256' });
    connection.feed(`<challenge xmlns='urn:xmpp:sasl:2'>${server.challenge(initial)}</challenge>`);
    const signature = server.final((await next(connection)).text());
    connection.feed(
      success(
        `<additional-data>${signature ?? ''}</additional-data><bound xmlns='urn:xmpp:bind:0'><enabled xmlns='urn:xmpp:sm:3' id='sm-1' resume='1' max='300'/>` +
          "<metadata xmlns='urn:xmpp:mam:2'><start id='first' timestamp='2026-01-01T00:00:00Z'/><end id='last' timestamp='2026-01-02T00:00:00Z'/></metadata></bound>",
      ),
      laterFeatures,
    );
    expect(must(await result)).toEqual({
      jid: myDevice,
      resumed: false,
      mechanism: 'SCRAM-SHA-256',
      sm: true,
      carbonsEnabled: true,
      archiveEdge: { start: 'first', end: 'last' },
      features: { rosterVersioning: true, subscriptionPreApproval: false, csi: true },
      scramKeys: expect.objectContaining({ hash: 'SHA-256', iterations: 4096, salt: 'c2FsdA==' }) as unknown,
    });
  });

  it('logs in again with the keys of the first login', async () => {
    const rigged = rig();
    const loginWith = async (more: Parameters<Rig['begin']>[0]) => {
      const { connection, result } = await rigged.begin(more, { mechanisms: ['SCRAM-SHA-1'] });
      const server = new ScramServer();
      connection.feed(
        `<challenge xmlns='urn:xmpp:sasl:2'>${server.challenge((await next(connection)).children()[0]?.text() ?? '')}</challenge>`,
      );
      const signature = server.final((await next(connection)).text());
      connection.feed(
        success(`<additional-data>${signature ?? 'wrong'}</additional-data><bound xmlns='urn:xmpp:bind:0'/>`),
        laterFeatures,
      );
      const bound = must(await result);
      await rigged.session.close('bye');
      return bound;
    };
    const { scramKeys } = await loginWith({});
    if (!scramKeys) throw new Error('no keys');
    expect((await loginWith({ credentials: { kind: 'scram', keys: scramKeys } })).scramKeys).toEqual(
      scramKeys,
    );
  });

  it.each([
    ['a wrong signature', `<additional-data>${btoa('v=AAAAAAAAAAAAAAAAAAAAAAAAAAA=')}</additional-data>`],
    ['no signature', ''],
    ['no base64', '<additional-data>%%%</additional-data>'],
  ])('does not believe a server with %s', async (_, data) => {
    const rigged = rig();
    const { connection, result } = await rigged.begin({}, { mechanisms: ['SCRAM-SHA-1'] });
    const server = new ScramServer();
    connection.feed(
      `<challenge xmlns='urn:xmpp:sasl:2'>${server.challenge((await next(connection)).children()[0]?.text() ?? '')}</challenge>`,
    );
    await next(connection);
    connection.feed(success(`${data}<bound xmlns='urn:xmpp:bind:0'/>`));
    expect(await result).toEqual({ ok: false, error: { kind: 'server-not-verified' } });
    expect(connection.closedBy).toBe('abandon');
  });

  it('does not believe a success before any challenge', async () => {
    const { connection, result } = await rig().begin({}, { mechanisms: ['SCRAM-SHA-512'] });
    connection.feed(boundBy('sm-1'));
    expect(await result).toEqual({ ok: false, error: { kind: 'server-not-verified' } });
  });

  it('does not accept another account, nor tasks it does not know', async () => {
    const first = await rig().begin();
    first.connection.feed(success("<bound xmlns='urn:xmpp:bind:0'/>", 'other@example.org/x'));
    expect(await first.result).toEqual({ ok: false, error: { kind: 'refused', condition: 'wrong-account' } });
    const second = await rig().begin();
    second.connection.feed("<continue xmlns='urn:xmpp:sasl:2'><tasks><task>HOTP</task></tasks></continue>");
    expect(await second.result).toEqual({ ok: false, error: { kind: 'refused', condition: 'continue' } });
  });

  it('goes on without the later features when they do not come', async () => {
    const { clock, begin } = rig();
    const { connection, result } = await begin();
    connection.feed(boundBy('sm-1'));
    await clock.advance(3000);
    expect(must(await result).features.rosterVersioning).toBe(false);
  });

  it('binds as of old where the server has no Bind 2', async () => {
    const rigged = rig();
    const offer =
      "<stream:features><authentication xmlns='urn:xmpp:sasl:2'><mechanism>PLAIN</mechanism></authentication></stream:features>";
    const { connection, result } = await connect(rigged, offer);
    expect(serialize(await next(connection))).not.toContain('<bind');
    connection.feed(success('', 'me@example.org'), bindOffer());
    const bind = await next(connection);
    connection.feed(bindResult(bind.attr('id') ?? ''));
    expect((await next(connection)).name).toBe('enable');
    connection.feed(enabled);
    expect(must(await result)).toMatchObject({ sm: true, carbonsEnabled: false, resumed: false });
    expect(connection.restarts).toBe(0);
  });
});

describe('SASL as in RFC 6120', () => {
  const login = async (rigged: Rig, more: Parameters<Rig['begin']>[0] = {}, isInChallenge = false) => {
    const { connection, result } = await connect(rigged, sasl1Offer('SCRAM-SHA-1', 'PLAIN'), more);
    const auth = await next(connection);
    expect([auth.name, auth.ns, auth.attr('mechanism')]).toEqual(['auth', sasl, 'SCRAM-SHA-1']);
    const server = new ScramServer();
    connection.feed(`<challenge xmlns='${sasl}'>${server.challenge(auth.text())}</challenge>`);
    const signature = server.final((await next(connection)).text()) ?? '';
    if (isInChallenge) {
      connection.feed(`<challenge xmlns='${sasl}'>${signature}</challenge>`);
      expect((await next(connection)).text()).toBe('');
      connection.feed(`<success xmlns='${sasl}'/>`);
    } else connection.feed(`<success xmlns='${sasl}'>${signature}</success>`);
    expect(connection.restarts).toBe(1);
    connection.opened();
    return { connection, result };
  };

  it.each([
    ['in the success', false],
    ['in a last challenge', true],
  ])(
    'opens the stream anew, binds a resource of the server, enables; signature %s',
    async (_, isInChallenge) => {
      const rigged = rig();
      const { connection, result } = await login(rigged, {}, isInChallenge);
      connection.feed(bindOffer("<sm xmlns='urn:xmpp:sm:3'/><ver xmlns='urn:xmpp:features:rosterver'/>"));
      const bind = await next(connection);
      expect(serialize(bind)).toBe(
        `<iq xmlns="jabber:client" id="${bind.attr('id') ?? ''}" type="set"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>`,
      );
      connection.feed(bindResult(bind.attr('id') ?? ''));
      expect(serialize(await next(connection))).toBe('<enable xmlns="urn:xmpp:sm:3" resume="true"/>');
      // Not counted yet, but not lost either (XEP-0198 §3).
      const early: string[] = [];
      rigged.session.onStanza((el) => {
        early.push(el.attr('id') ?? '');
        return Promise.resolve();
      });
      connection.feed(
        "<message xmlns='jabber:client' id='early'/>",
        enabled,
        "<message xmlns='jabber:client' id='counted'/>",
      );
      expect(must(await result)).toMatchObject({
        jid: myDevice,
        sm: true,
        carbonsEnabled: false,
        features: { rosterVersioning: true },
      });
      expect(early).toEqual(['early', 'counted']);
      await eventually(() => (rigged.session.resumeState?.h === 1 ? true : undefined));
      expect(rigged.session.resumeState).toMatchObject({ id: 'sm-1', max: 60, sent: 0, acked: 0 });
    },
  );

  it('resumes in place of binding', async () => {
    const rigged = rig();
    const resume = { id: 'old', jid: full(myDevice), h: 3, acked: 0, sent: 0 };
    const { connection, result } = await login(rigged, { resume });
    connection.feed(bindOffer());
    expect(serialize(await next(connection))).toBe('<resume xmlns="urn:xmpp:sm:3" h="3" previd="old"/>');
    connection.feed("<resumed xmlns='urn:xmpp:sm:3' h='0' previd='old'/>");
    expect(must(await result)).toMatchObject({ resumed: true, jid: myDevice });
  });

  it('binds when the resume is refused, and keeps what the server told', async () => {
    const rigged = rig();
    const resume = { id: 'old', jid: full(myDevice), h: 3, acked: 2, sent: 6 };
    const { connection, result } = await login(rigged, { resume });
    connection.feed(bindOffer());
    await next(connection);
    connection.feed(
      "<failed xmlns='urn:xmpp:sm:3' h='5'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>",
    );
    const bind = await next(connection);
    connection.feed(bindResult(bind.attr('id') ?? ''));
    await next(connection);
    connection.feed(enabled);
    expect(must(await result)).toMatchObject({ resumed: false, previous: { h: 5 } });
  });

  it('opens a session where an old server demands one, and does without stream management', async () => {
    const rigged = rig();
    const { connection, result } = await login(rigged);
    connection.feed(bindOffer("<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>"));
    connection.feed(bindResult((await next(connection)).attr('id') ?? ''));
    const session = await next(connection);
    expect(session.children()[0]?.ns).toBe('urn:ietf:params:xml:ns:xmpp-session');
    connection.feed(`<iq xmlns='jabber:client' type='result' id='${session.attr('id') ?? ''}'/>`);
    expect(must(await result)).toMatchObject({ sm: false });
  });

  it('does without stream management when it is refused', async () => {
    const rigged = rig();
    const { connection, result } = await login(rigged);
    connection.feed(bindOffer());
    connection.feed(bindResult((await next(connection)).attr('id') ?? ''));
    await next(connection);
    connection.feed(
      "<failed xmlns='urn:xmpp:sm:3'><unexpected-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>",
    );
    expect(must(await result)).toMatchObject({ sm: false });
  });

  it.each([
    [
      'an error',
      (id: string) =>
        `<iq xmlns='jabber:client' type='error' id='${id}'><error type='wait'><resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`,
      'resource-constraint',
    ],
    ['another account', (id: string) => bindResult(id, 'other@example.org/x'), 'wrong-account'],
    ['a bare address', (id: string) => bindResult(id, 'me@example.org'), 'wrong-account'],
  ])('fails when the bind is answered with %s', async (_, answer, condition) => {
    const rigged = rig();
    const { connection, result } = await login(rigged);
    connection.feed(bindOffer());
    connection.feed(answer((await next(connection)).attr('id') ?? ''));
    expect(await result).toEqual({ ok: false, error: { kind: 'refused', condition } });
  });
});
