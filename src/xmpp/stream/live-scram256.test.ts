// @vitest-environment node
/** The better hash on a real server: SCRAM-SHA-256 with the password and with stored keys, by SASL2 and by SASL1. */
import { expect } from 'vitest';
import { live, LiveRig } from '#test/live-server.ts';

live.for([
  ['SASL2', []],
  ['SASL1', ['sasl2']],
] as const)('logs in with SCRAM-SHA-256 by %s', async ([, withoutModules]) => {
  const rig = await LiveRig.start({ withoutModules, settings: { password_hash: 'SHA-256' } });
  if (!rig) throw new Error('no server');
  try {
    const first = await rig.up('alice');
    expect(first.bound).toMatchObject({ mechanism: 'SCRAM-SHA-256', scramKeys: { hash: 'SHA-256' } });
    const { scramKeys, mechanism } = first.bound;
    if (!scramKeys) throw new Error('no keys');
    const again = await rig.up('alice', {
      credentials: { kind: 'scram', keys: scramKeys },
      strongest: mechanism,
    });
    expect(again.bound).toMatchObject({ mechanism, scramKeys });
    const wrong = await rig
      .newSession()
      .session.connect(rig.request('alice', { credentials: { kind: 'password', password: 'wrong' } }));
    expect(wrong).toEqual({ ok: false, error: { kind: 'wrong-password' } });
  } finally {
    await rig.stop();
  }
});
