/** What a server offers before the sign-in, and WebSockets that are none for XMPP. */
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { parseXml } from '#xmpp/codec/parse-xml.ts';
import { lookAtSocket, signIn } from './socket.ts';
import { reason, webOf } from './web.ts';

const features = (inner: string) => {
  const parsed = parseXml(`<features xmlns='http://etherx.jabber.org/streams'>${inner}</features>`);
  if (!parsed.ok) throw new Error('not well-formed');
  return parsed.value;
};
const sasl = (...names: string[]) =>
  `<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>${names.map((name) => `<mechanism>${name}</mechanism>`).join('')}</mechanisms>`;

describe('signIn', () => {
  it.each([
    [sasl('SCRAM-SHA-1', 'SCRAM-SHA-1-PLUS', 'PLAIN'), 'ok', 'signs in by SCRAM-SHA-1'],
    [sasl('PLAIN'), 'better', 'signs in by PLAIN only'],
    [sasl('EXTERNAL'), 'wrong', 'signs in by EXTERNAL only'],
    ["<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", 'wrong', 'offers no way to sign in'],
  ])('%s: %s', (inner, level, what) => {
    expect(signIn(features(inner))[0]).toMatchObject({ level, what });
  });

  it('knows SASL2 with Bind 2', () => {
    const second = `<authentication xmlns='urn:xmpp:sasl:2'><mechanism>SCRAM-SHA-256</mechanism><inline><bind xmlns='urn:xmpp:bind:0'/></inline></authentication>`;
    expect(signIn(features(second)).map(({ level }) => level)).toEqual(['ok', 'ok']);
    expect(signIn(features(sasl('SCRAM-SHA-1'))).map(({ level }) => level)).toEqual(['ok', 'better']);
  });
});

let server: WebSocketServer | undefined;
afterEach(async () => {
  for (const each of server?.clients ?? []) each.terminate();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

const listen = async (heard: (socket: WebSocket) => void, protocol: string | false = 'xmpp') => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => protocol });
  server.on('connection', (socket) => {
    socket.on('message', () => {
      heard(socket);
    });
  });
  await new Promise((resolve) => server?.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const url = new URL(`ws://127.0.0.1:${port}/ws`);
  const { findings, works } = await lookAtSocket(webOf({ patience: 300 }), url, 'example.org', url);
  return { first: findings[0], works };
};

describe('lookAtSocket', () => {
  it('comes as far as the features', async () => {
    const { works } = await listen((socket) => {
      socket.send(
        `<stream:features xmlns:stream='http://etherx.jabber.org/streams'>${sasl('SCRAM-SHA-1')}</stream:features>`,
      );
    });
    expect(works).toBe(true);
  });

  it('tells a domain that is not served', async () => {
    const { first } = await listen((socket) => {
      socket.send(
        `<stream:error xmlns:stream='http://etherx.jabber.org/streams'><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>`,
      );
    });
    expect(first).toMatchObject({
      level: 'wrong',
      advice: expect.stringContaining('does not serve this domain') as string,
    });
  });

  it.each<[string, (socket: WebSocket) => void, string]>([
    ['silence', () => undefined, 'no answer in time'],
    [
      'no XML',
      (socket) => {
        socket.send('hello');
      },
      'what it says is not XMPP',
    ],
    [
      'an end',
      (socket) => {
        socket.close();
      },
      'it was closed at once',
    ],
  ])('%s', async (_, heard, advice) => {
    expect((await listen(heard)).first).toMatchObject({ level: 'wrong', advice });
  });

  it('tells a WebSocket for something else', async () => {
    const { first } = await listen(() => undefined, false);
    expect(first?.advice).toContain('not one for XMPP');
  });

  it('tells a port where nothing listens', async () => {
    await listen(() => undefined);
    const { port } = server?.address() as AddressInfo;
    await new Promise((resolve) => server?.close(resolve));
    server = undefined;
    const url = new URL(`ws://127.0.0.1:${port}/ws`);
    const { findings } = await lookAtSocket(webOf({}), url, 'example.org', url);
    expect(findings[0]).toMatchObject({ level: 'wrong', advice: 'nothing listens there' });
  });
});

it('puts the reasons of failed connections into words', () => {
  const failed = (code: string) => reason(Object.assign(new Error('raw'), { code }));
  expect(failed('CERT_HAS_EXPIRED')).toContain('expired');
  expect(failed('ENOTFOUND')).toContain('DNS');
  expect(reason(new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]))).toContain(
    'listens',
  );
  expect(failed('SOMETHING_ELSE')).toBe('raw');
});
