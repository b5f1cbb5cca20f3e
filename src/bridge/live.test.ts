/** The whole way of a sign-in on a real Prosody 13: bridge, engine, stream and stores, in a tab without storage. */
import { afterAll, beforeAll, expect } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { bare } from '#test/builders.ts';
import { FakeBrowser } from '#test/fake-tabs.ts';
import { live, LiveRig } from '#test/live-server.ts';
import { signIn, type SignInRequest, type SignInResult } from './client.ts';
import type { Platform } from './platform.ts';

let rig: LiveRig;
beforeAll(async () => {
  const started = await LiveRig.start();
  if (started) rig = started;
}, 120_000);
afterAll(() => (rig as LiveRig | undefined)?.stop());

const tab = (): Platform => ({
  ...new FakeBrowser().openTab(() => import('./leader.ts'), { visible: true }).platform,
  clock: systemClock,
  newId,
});

const attempt = (more: Partial<SignInRequest> = {}): Promise<SignInResult> =>
  signIn(
    {
      jid: bare('alice@localhost'),
      password: 'secret',
      webSocket: rig.server.webSocket,
      remember: true,
      config: {},
      ...more,
    },
    tab(),
  );

live(
  'a sign-in that fails says why, and the next one succeeds',
  async () => {
    expect(await attempt({ password: 'wrong' })).toEqual({ ok: false, error: { kind: 'wrong-password' } });
    expect(await attempt({ webSocket: 'ws://localhost:1/none' })).toMatchObject({
      error: { kind: 'unreachable' },
    });
    expect(await attempt({ jid: bare('alice@elsewhere.localhost') })).toMatchObject({
      error: { kind: 'host-unknown' },
    });

    const result = await attempt();
    if (!result.ok) throw new Error(result.error.kind);
    const { account, bridge, store, memory } = result.value;
    expect(memory).toBe(true);
    expect(account).toMatchObject({
      jid: 'alice@localhost',
      strongest: 'SCRAM-SHA-1',
      webSocket: rig.server.webSocket,
    });
    expect(bridge.leader).toBe(true);
    expect(await bridge.send({ name: 'discover', jid: bare('localhost') })).toMatchObject({ ok: true });
    expect(store.jid).toBe('alice@localhost');
    expect(await bridge.send({ name: 'sign-out' })).toEqual({ ok: true, value: null });
  },
  30_000,
);
