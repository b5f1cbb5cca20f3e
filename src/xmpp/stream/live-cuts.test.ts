// @vitest-environment node
/** A login that is cut in front of each of its frames, either way: told as a lost connection, and the next one works. */
import { expect } from 'vitest';
import { CuttingProxy } from '#test/cutting-proxy.ts';
import { live, LiveRig } from '#test/live-server.ts';

const beginning = ['open', 'open', 'stream:features'];
const scram = ['challenge', 'response', 'success'];

live.for([
  ['SASL2', [], [...beginning, 'authenticate', ...scram, 'stream:features']],
  ['SASL1', ['sasl2'], [...beginning, 'auth', ...scram, ...beginning, 'iq', 'iq', 'enable', 'enabled']],
] as const)('a login by %s survives a cut at every frame', async ([, withoutModules, expected]) => {
  const rig = await LiveRig.start({ withoutModules });
  if (!rig) throw new Error('no server');
  const proxy = await CuttingProxy.start(rig.server.webSocket);
  try {
    const withheld: string[] = [];
    for (let frames = 0; ; frames++) {
      const { session } = rig.newSession();
      const attempt = () => session.connect(rig.request('alice', { webSocket: proxy.url }));
      proxy.cutNextAfter(frames);
      const cut = await attempt();
      if (cut.ok) break;
      expect(cut.error, `cut at ${proxy.withheld}`).toEqual({ kind: 'dropped' });
      withheld.push(proxy.withheld);
      expect(await attempt()).toMatchObject({ ok: true, value: { resumed: false } });
      expect(await session.probe(5000)).toBe(true);
      await session.close('bye');
    }
    expect(withheld).toEqual(expected);
  } finally {
    await proxy.stop();
    await rig.stop();
  }
});
