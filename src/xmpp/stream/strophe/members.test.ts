// @vitest-environment node
/** Every member of strophe.js that we call, override or read: an update that moves one must fail here. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Strophe } from 'strophe.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TrapRig, until } from '#test/trap-rig.ts';
import { GuardedConnection, openStrophe } from './connection.ts';
import { GuardedWebsocket } from './websocket.ts';

let rig: TrapRig | undefined;
afterEach(async () => {
  await rig?.stop();
  rig = undefined;
});

const listener = () => ({ opened: vi.fn(), element: vi.fn(), dropped: vi.fn(), ended: vi.fn() });
const target = (url: string) => ({ url, to: 'localhost', from: 'me@localhost' });

describe('strophe.js', () => {
  it('is the version that was examined', () => {
    const path = fileURLToPath(new URL('../../../../node_modules/strophe.js/package.json', import.meta.url));
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ version: '5.0.0' });
  });

  it.each([
    '_onOpen',
    '_onInitialMessage',
    '_onMessage',
    '_onError',
    '_onClose',
    '_doDisconnect',
    '_connect',
    '_closeSocket',
  ])('Websocket has %s', (name) => {
    expect(typeof Reflect.get(Strophe.Websocket.prototype, name)).toBe('function');
  });

  it('can be silenced', () => {
    expect(typeof Strophe.setLogLevel).toBe('function');
    expect(Strophe.LogLevel.FATAL).toBeTypeOf('number');
  });
});

describe('our connection', () => {
  it("is nothing of Strophe's but its socket", () => {
    const connection = new GuardedConnection(target('ws://127.0.0.1:1/'), listener());
    expect(connection).not.toBeInstanceOf(Strophe.Connection);
    expect(new GuardedWebsocket(connection)).toBeInstanceOf(Strophe.Websocket);
    expect(new GuardedWebsocket(connection)._conn).toBe(connection);
  });

  it('keeps no timer: the loop of 100 ms never starts', () => {
    const set = vi.spyOn(globalThis, 'setTimeout');
    new GuardedConnection(target('ws://127.0.0.1:1/'), listener());
    expect(set).not.toHaveBeenCalled();
    set.mockRestore();
  });

  it('opens with the subprotocol, names the account, and hands on what comes', async () => {
    rig = await TrapRig.start(async (socket) => {
      await socket.next(/^<open/);
      socket.send(
        "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' version='1.0'/>",
        "<presence xmlns='jabber:client'/>",
      );
    });
    const heard = listener();
    const transport = openStrophe(target(rig.server.url), heard);
    rig.atEnd(() => {
      transport.abandon();
    });
    await until(() => heard.element.mock.calls.length > 0);
    const open = (await rig.socket()).received[0] ?? '';
    expect(open).toMatch(/^<open /);
    for (const attribute of ['from="me@localhost"', 'to="localhost"', 'version="1.0"'])
      expect(open).toContain(attribute);
    expect(heard.opened).toHaveBeenCalledTimes(1);
    transport.restart();
    expect(await (await rig.socket()).next(/^<open/)).toBe(open);
  });

  it('says unreachable where nobody listens, and where no address is', async () => {
    for (const url of ['ws://127.0.0.1:1/', 'ws://[broken']) {
      const heard = listener();
      openStrophe(target(url), heard);
      expect(heard.ended).not.toHaveBeenCalled();
      await until(() => heard.ended.mock.calls.length > 0);
      expect(heard.ended.mock.calls).toEqual([[{ kind: 'unreachable' }]]);
    }
  });

  it('refuses a stream of another version', async () => {
    rig = await TrapRig.start(async (socket) => {
      await socket.next(/^<open/);
      socket.send("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>");
    });
    const heard = listener();
    openStrophe(target(rig.server.url), heard);
    await until(() => heard.ended.mock.calls.length > 0);
    expect(heard.ended.mock.calls).toEqual([[{ kind: 'broken', reason: 'bad-open' }]]);
  });

  it('ends with <close/> after all that was sent; abandons without a word; reports nothing afterwards', async () => {
    rig = await TrapRig.start();
    const open = async (): Promise<{
      heard: ReturnType<typeof listener>;
      transport: ReturnType<typeof openStrophe>;
    }> => {
      const heard = listener();
      const transport = openStrophe(target(rig?.server.url ?? ''), heard);
      await until(() => heard.element.mock.calls.length > 0);
      return { heard, transport };
    };
    const polite = await open();
    const first = await rig.socket();
    expect(polite.transport.send('<a/>')).toBe(true);
    polite.transport.end();
    await first.closed();
    expect(first.received.slice(1).map((frame) => frame.slice(0, 6))).toEqual(['<a/>', '<close']);

    const rude = await open();
    const second = await rig.socket();
    rude.transport.abandon();
    await second.closed();
    expect(second.received).toHaveLength(1);
    for (const { heard, transport } of [polite, rude]) {
      expect(transport.send('<late/>')).toBe(false);
      transport.restart();
      transport.end();
      expect(heard.ended).not.toHaveBeenCalled();
    }
  });
});
