/** Logins that must not succeed, and how each is told to the caller (A01, A02, A06, A07, F05). */
import { describe, expect, it, vi } from 'vitest';
import { ScramServer } from '#test/scram-server.ts';
import { eventually, request, rig } from '#test/scripted-login.ts';
import type { ConnectRequest } from './session.ts';
import type { TransportEnd } from './transport.ts';

const sasl = 'urn:ietf:params:xml:ns:xmpp-sasl';

describe('failures of the server', () => {
  it.each([
    ['not-authorized', { kind: 'wrong-password' }],
    ['credentials-expired', { kind: 'credentials-expired' }],
    ['account-disabled', { kind: 'account-disabled' }],
    ['temporary-auth-failure', { kind: 'temporary' }],
    ['mechanism-too-weak', { kind: 'mechanism-too-weak' }],
    ['aborted', { kind: 'refused', condition: 'aborted' }],
    ['encryption-required', { kind: 'refused', condition: 'encryption-required' }],
  ])('%s', async (condition, error) => {
    const { begin } = rig();
    const { connection, result } = await begin();
    connection.feed(
      `<failure xmlns='urn:xmpp:sasl:2'><${condition} xmlns='${sasl}'/><text>no</text></failure>`,
    );
    expect(await result).toEqual({ ok: false, error });
    expect(connection.closedBy).toBe('abandon');
  });

  it.each([
    ['not-authorized', { kind: 'wrong-password' }],
    ['account-disabled', { kind: 'account-disabled' }],
  ])('%s in the first profile', async (condition, error) => {
    const { session, network } = rig();
    const result = session.connect(request);
    const connection = await eventually(() => network.connections.at(-1));
    connection.feed(
      `<stream:features><mechanisms xmlns='${sasl}'><mechanism>PLAIN</mechanism></mechanisms></stream:features>`,
      `<failure xmlns='${sasl}'><${condition}/><text xml:lang='en'>no</text></failure>`,
    );
    expect(await result).toEqual({ ok: false, error });
  });

  it('a refusal of stored keys means that the password has changed', async () => {
    const keys = { hash: 'SHA-1', salt: 'c2FsdA==', iterations: 4096, clientKey: '', serverKey: '' } as const;
    const { connection, result } = await rig().begin(
      { credentials: { kind: 'scram', keys } },
      { mechanisms: ['SCRAM-SHA-1'] },
    );
    connection.feed(`<failure xmlns='urn:xmpp:sasl:2'><not-authorized xmlns='${sasl}'/></failure>`);
    expect(await result).toEqual({ ok: false, error: { kind: 'credentials-expired' } });
  });

  it.each<[TransportEnd, object]>([
    [{ kind: 'unreachable' }, { kind: 'unreachable', domain: 'example.org' }],
    [{ kind: 'cut' }, { kind: 'dropped' }],
    [{ kind: 'closed', redirects: false }, { kind: 'dropped' }],
    [
      { kind: 'closed', redirects: true },
      { kind: 'refused', condition: 'see-other-uri' },
    ],
    [
      { kind: 'error', condition: 'see-other-host' },
      { kind: 'refused', condition: 'see-other-host' },
    ],
    [
      { kind: 'error', condition: 'host-unknown' },
      { kind: 'host-unknown', domain: 'example.org' },
    ],
    [{ kind: 'error', condition: 'policy-violation' }, { kind: 'rate-limited' }],
    [{ kind: 'error', condition: 'resource-constraint' }, { kind: 'temporary' }],
    [{ kind: 'error', condition: 'system-shutdown' }, { kind: 'dropped' }],
    [
      { kind: 'broken', reason: 'restricted-xml' },
      { kind: 'refused', condition: 'restricted-xml' },
    ],
  ])('%j', async (end, error) => {
    const { connection, result } = await rig().begin();
    connection.finish(end);
    expect(await result).toEqual({ ok: false, error });
  });

  it.each<[TransportEnd, object]>([
    [
      { kind: 'error', condition: 'policy-violation' },
      { kind: 'refused', condition: 'policy-violation' },
    ],
    [{ kind: 'error', condition: 'conflict' }, { kind: 'conflict' }],
    [{ kind: 'broken', reason: 'not-well-formed' }, { kind: 'dropped' }],
    [{ kind: 'closed', redirects: false }, { kind: 'dropped' }],
  ])('%j of a stream that was up', async (end, why) => {
    const { session, up } = rig();
    const closed = vi.fn();
    session.on('closed', closed);
    (await up('sm-1')).connection.finish(end);
    expect(closed.mock.calls).toEqual([[why]]);
  });

  it('silence: before the stream opened the host is not reached, afterwards it has dropped us', async () => {
    const { session, network, clock } = rig();
    const first = session.connect(request);
    await clock.advance(20_000);
    expect(await first).toEqual({ ok: false, error: { kind: 'unreachable', domain: 'example.org' } });
    const second = session.connect(request);
    await clock.advance(19_000);
    network.last.opened();
    await clock.advance(19_000);
    expect(session.state).toBe('connecting');
    await clock.advance(1000);
    expect(await second).toEqual({ ok: false, error: { kind: 'dropped' } });
    expect(clock.waiting).toBe(0);
  });
});

describe('what is never done', () => {
  const offered = async (mechanisms: readonly string[], more: Partial<ConnectRequest>) => {
    const { begin } = rig();
    const { connection, result } = await begin(more, { mechanisms });
    return { sent: connection.takeText(), result: await result };
  };

  it('PLAIN without leave', async () => {
    const { sent, result } = await offered(['PLAIN'], { allowPlain: false });
    expect([sent, result]).toEqual([[], { ok: false, error: { kind: 'plain-refused' } }]);
  });

  it('anything weaker than before (A02)', async () => {
    for (const strongest of ['SCRAM-SHA-1', 'SCRAM-SHA-512']) {
      const { sent, result } = await offered(['PLAIN'], { strongest });
      const downgrade = { from: strongest, to: 'PLAIN' };
      expect([sent, result]).toEqual([[], { ok: false, error: { kind: 'mechanism-too-weak', downgrade } }]);
    }
  });

  it('a proof made of keys for another salt: the server is left before it counts a try', async () => {
    const keys = { hash: 'SHA-1', salt: 'c2FsdA==', iterations: 4096, clientKey: '', serverKey: '' } as const;
    const { connection, result } = await rig().begin(
      { credentials: { kind: 'scram', keys } },
      { mechanisms: ['SCRAM-SHA-1'] },
    );
    const [authenticate] = connection.take();
    const server = new ScramServer({ salt: 'b3RoZXI=' });
    const challenge = server.challenge(authenticate?.children()[0]?.text() ?? '');
    connection.feed(`<challenge xmlns='urn:xmpp:sasl:2'>${challenge}</challenge>`);
    expect(await result).toEqual({ ok: false, error: { kind: 'not-recognised', everyTime: false } });
    expect([connection.take(), connection.closedBy]).toEqual([[], 'abandon']);
  });

  it('the legacy jabber:iq:auth (A06)', async () => {
    const { session, network } = rig();
    const result = session.connect(request);
    const connection = await eventually(() => network.connections.at(-1));
    connection.feed("<stream:features><auth xmlns='http://jabber.org/features/iq-auth'/></stream:features>");
    expect(await result).toEqual({ ok: false, error: { kind: 'refused', condition: 'no-mechanism' } });
    expect(connection.take()).toEqual([]);
  });

  it.each(['ws://example.org/ws', 'https://example.org/', 'wss://me:pw@example.org/', 'nonsense', ''])(
    'a connection to %j (A07)',
    async (webSocket) => {
      const { session, network } = rig();
      expect(await session.connect({ ...request, webSocket })).toEqual({
        ok: false,
        error: { kind: 'insecure-websocket', url: webSocket },
      });
      expect(network.connections).toHaveLength(0);
    },
  );

  it('a plain socket from a page of another machine', async () => {
    const { session, network } = rig();
    vi.stubGlobal('location', { hostname: 'chat.example.org' });
    const remote = await session.connect({ ...request, webSocket: 'ws://localhost:5280/ws' });
    expect(remote.ok).toBe(false);
    vi.stubGlobal('location', { hostname: 'localhost' });
    void session.connect({ ...request, webSocket: 'ws://localhost:5280/ws' });
    await eventually(() => network.connections.at(-1));
    vi.unstubAllGlobals();
  });

  it('a login without WebCrypto, that is outside a secure context', async () => {
    vi.stubGlobal('crypto', {});
    expect(await rig().session.connect(request)).toEqual({ ok: false, error: { kind: 'insecure-context' } });
    vi.unstubAllGlobals();
  });
});
