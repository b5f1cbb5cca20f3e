/** Where an attempt goes, and with what: the address that worked before, the password in place of refused keys. */
import { expect, test } from 'vitest';
import { fullJid } from '#lib/jid.ts';
import { err, ok, type Result } from '#lib/result.ts';
import { alice } from '#test/engine-rig.ts';
import type { StreamFailure } from '#xmpp/stream/failure.ts';
import type { Bound, ConnectRequest, Credentials, StreamSession } from '#xmpp/stream/session.ts';
import type { AccountKeeper, EngineContext } from './context.ts';
import { Dialler } from './dial.ts';

const bound: Bound = {
  jid: fullJid(alice, 'one'),
  resumed: false,
  features: { rosterVersioning: false, subscriptionPreApproval: false, csi: false },
  mechanism: 'SCRAM-SHA-256',
  sm: false,
  carbonsEnabled: false,
};
const unreachable: StreamFailure = { kind: 'unreachable', domain: 'example.org' };
const keys: Credentials = {
  kind: 'scram',
  keys: { hash: 'SHA-256', salt: 's', iterations: 4096, clientKey: 'c', serverKey: 'k' },
};

const setup = (keeper: Partial<AccountKeeper> = {}) => {
  const world = {
    found: ok(['wss://example.org/ws']) as Result<readonly string[], StreamFailure>,
    outcomes: [] as Result<Bound, StreamFailure>[],
    requests: [] as ConnectRequest[],
    online: true,
  };
  const account: AccountKeeper = {
    userAgentId: 'agent',
    strongest: undefined,
    webSocket: undefined,
    plainAllowed: false,
    asksEachTime: false,
    credentials: () => Promise.resolve(keys),
    signedIn: () => Promise.resolve(),
    forget: () => Promise.resolve(),
    ...keeper,
  };
  const ctx: Partial<EngineContext> = {
    jid: alice,
    account,
    store: { streamRow: () => Promise.resolve(undefined) } as unknown as EngineContext['store'],
    discover: () => Promise.resolve(world.found),
    host: { isOnline: () => world.online, anyVisible: () => Promise.resolve(true) },
  };
  const stream: Partial<StreamSession> = {
    connect: (request) => {
      world.requests.push(request);
      return Promise.resolve(world.outcomes.shift() ?? ok(bound));
    },
  };
  const dialler = new Dialler(ctx as EngineContext, stream as StreamSession, () => true);
  return { world, dial: () => dialler.dial(() => true) };
};

test.each<StreamFailure>([unreachable, { kind: 'no-websocket', domain: 'example.org' }])(
  'the address that worked is tried when discovery ends in %j',
  async (failure) => {
    const { world, dial } = setup();
    world.found = err(failure);
    expect(await dial()).toEqual(err(failure));
    world.found = ok(['wss://example.org/ws']);
    await dial();
    world.outcomes.push(err(unreachable));
    expect(await dial()).toEqual(err(unreachable));
    world.found = err(failure);
    expect(await dial()).toEqual(ok(bound));
    expect(world.requests.map(({ webSocket }) => webSocket)).toEqual(Array(3).fill('wss://example.org/ws'));
  },
);

test.each([
  ['that was typed or set', { webSocket: 'wss://typed.example/ws' }],
  ['that was found', {}],
])(
  'where an address %s does not answer, a device without a network says that it has none',
  async (_name, keeper) => {
    const { world, dial } = setup(keeper);
    world.outcomes.push(err(unreachable), err(unreachable), err({ kind: 'temporary' }));
    expect(await dial()).toEqual(err(unreachable));
    world.online = false;
    expect(await dial()).toEqual(err({ kind: 'no-network' }));
    expect(await dial()).toEqual(err({ kind: 'temporary' }));
    // A loopback server answers without any network.
    expect(await dial()).toEqual(ok(bound));
  },
);

test('refused keys give way to the password, once', async () => {
  const spare: Credentials[] = [{ kind: 'password', password: 'secret' }];
  const { world, dial } = setup({ instead: () => spare.shift() });
  world.outcomes.push(err({ kind: 'credentials-expired' }));
  expect(await dial()).toEqual(ok(bound));
  expect(world.requests.map(({ credentials }) => credentials.kind)).toEqual(['scram', 'password']);
  world.outcomes.push(err({ kind: 'credentials-expired' }));
  expect(await dial()).toEqual(err({ kind: 'credentials-expired' }));
  expect(world.requests).toHaveLength(3);
});

test('keys that do not fit give way to it as well', async () => {
  const spare: Credentials[] = [{ kind: 'password', password: 'secret' }];
  const { world, dial } = setup({ instead: () => spare.shift() });
  world.outcomes.push(err({ kind: 'not-recognised', everyTime: false }));
  expect(await dial()).toEqual(ok(bound));
});

test.each([false, true])('that nothing fits is told as it is known of the server: %s', async (everyTime) => {
  const notRecognised = err({ kind: 'not-recognised', everyTime });
  const { world, dial } = setup({ asksEachTime: everyTime });
  world.outcomes.push(err({ kind: 'not-recognised', everyTime: false }));
  expect(await dial()).toEqual(notRecognised);
  const without = setup({ asksEachTime: everyTime, credentials: () => Promise.resolve(undefined) });
  expect(await without.dial()).toEqual(notRecognised);
  expect(without.world.requests).toEqual([]);
});

test.each([false, true])('the bare password may be sent as the account allows: %s', async (plainAllowed) => {
  const { world, dial } = setup({ plainAllowed });
  await dial();
  expect(world.requests[0]?.allowPlain).toBe(plainAllowed);
});

test('a password that is refused too is not tried again', async () => {
  const spare: Credentials[] = [{ kind: 'password', password: 'secret' }];
  let refused = 0;
  const { world, dial } = setup({ instead: () => spare.shift(), refused: () => (refused += 1) });
  world.outcomes.push(err({ kind: 'credentials-expired' }), err({ kind: 'wrong-password' }));
  expect(await dial()).toEqual(err({ kind: 'wrong-password' }));
  expect(world.requests).toHaveLength(2);
  expect(refused).toBe(1);
});
