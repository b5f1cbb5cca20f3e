// @vitest-environment node
/** The session on a real Prosody 13 without SASL2, without stream management, and across its restart. */
import { afterEach, describe, expect } from 'vitest';
import { must } from '#test/builders.ts';
import { live, LiveRig, type LiveSession } from '#test/live-server.ts';
import { until } from '#test/trap-rig.ts';
import { xml, type Xml } from '../codec/dom.ts';
import { carbonsEnable } from '../xep/0280-carbons.ts';
import type { ResumeState } from './session.ts';

let rig: LiveRig | undefined;
afterEach(async () => {
  await rig?.stop();
  rig = undefined;
}, 30_000);

const start = async (options: Parameters<typeof LiveRig.start>[0]): Promise<LiveRig> => {
  rig = await LiveRig.start(options);
  if (!rig) throw new Error('no server');
  return rig;
};
const message = (to: string, id: string): Xml =>
  xml('message', 'jabber:client', { to, id, type: 'chat' }, xml('body', 'jabber:client', {}, id));
const has = (one: LiveSession, id: string): boolean => one.taken.some((el) => el.attr('id') === id);
const resume = (one: LiveSession): { resume: ResumeState } => {
  const state = one.session.resumeState;
  if (!state) throw new Error('not resumable');
  return { resume: state };
};
const present = async (one: LiveSession, jid: string): Promise<void> => {
  one.session.send(xml('presence', 'jabber:client'));
  await until(() => one.taken.some((el) => el.name === 'presence' && el.attr('from') === jid));
};

describe('SASL as in RFC 6120', () => {
  live(
    'logs in, enables stream management, acknowledges and is acknowledged, enables carbons by request',
    async () => {
      const prosody = await start({ withoutModules: ['sasl2'] });
      const alice = await prosody.up('alice');
      expect(alice.bound).toMatchObject({
        resumed: false,
        mechanism: 'SCRAM-SHA-1',
        sm: true,
        carbonsEnabled: false,
        features: { rosterVersioning: true, csi: true },
        scramKeys: { hash: 'SHA-1' },
      });
      expect(alice.session.resumeState).toMatchObject({ max: 300, h: 0, sent: 0 });
      expect((await alice.session.iq({ type: 'set', payload: carbonsEnable() })).ok).toBe(true);
      const bob = await prosody.up('bob');
      await Promise.all([alice, bob].map((one) => present(one, one.bound.jid)));
      const number = alice.session.send(message('bob@localhost', 'hello'));
      await until(() => has(bob, 'hello') && alice.acked.some((upTo) => upTo >= number));
      expect(await bob.session.probe(2000)).toBe(true);
      const keys = alice.bound.scramKeys;
      if (!keys) throw new Error('no keys');
      expect((await prosody.up('alice', { credentials: { kind: 'scram', keys } })).bound.mechanism).toBe(
        'SCRAM-SHA-1',
      );
    },
    60_000,
  );

  live(
    'resumes with replay and re-sending, counts alike on both sides, refuses nothing twice',
    async () => {
      const prosody = await start({ withoutModules: ['sasl2'] });

      const alice = await prosody.up('alice');
      const bob = await prosody.up('bob');
      await Promise.all([alice, bob].map((one) => present(one, one.bound.jid)));
      for (let round = 1; round <= 3; round++) {
        const cut = prosody.server.cut('alice');
        alice.session.send(message('bob@localhost', `void ${String(round)}`));
        await cut;
        await until(() => alice.closed.length === round);
        bob.session.send(message('alice@localhost', `away ${String(round)}`));
        expect(await bob.session.probe(2000)).toBe(true);
        const bound = must(await alice.session.connect(prosody.request('alice', resume(alice))));
        expect([bound.resumed, bound.jid]).toEqual([true, alice.bound.jid]);
        await until(() => has(alice, `away ${String(round)}`) && has(bob, `void ${String(round)}`));
        expect(await alice.session.probe(2000)).toBe(true);
      }
      const unique = (one: LiveSession): number => new Set(one.taken.map((el) => el.attr('id'))).size;
      const doubled = (one: LiveSession): number => one.taken.filter((el) => el.name === 'message').length;
      expect([doubled(alice), doubled(bob)]).toEqual([3, 3]);
      expect(unique(alice)).toBeGreaterThanOrEqual(3);
      expect(await alice.session.probe(2000)).toBe(true);
    },
    60_000,
  );
});

describe.each([
  ['by SASL2', []],
  ['by SASL', ['sasl2']],
])('a session that has expired, %s', (_, withoutModules) => {
  live(
    'is bound afresh, and what had arrived is told',
    async () => {
      const prosody = await start({ withoutModules, settings: { smacks_hibernation_time: 1 } });

      const alice = await prosody.up('alice');
      await present(alice, alice.bound.jid);
      alice.session.send(message('bob@localhost', 'arrived'));
      expect(await alice.session.probe(2000)).toBe(true);
      const { sent } = resume(alice).resume;
      await alice.session.close('drop');
      const state = resume(alice);
      await new Promise((resolve) => setTimeout(resolve, 3000));
      const bound = must(await alice.session.connect(prosody.request('alice', state)));
      expect(bound).toMatchObject({ resumed: false, sm: true, previous: { h: sent } });
      expect(await alice.session.probe(2000)).toBe(true);
    },
    60_000,
  );
});

describe('a server without stream management', () => {
  live(
    'confirms by ping',
    async () => {
      const prosody = await start({ withoutModules: ['smacks', 'sasl2_sm'] });
      const alice = await prosody.up('alice');
      expect([alice.bound.sm, alice.session.resumeState]).toEqual([false, undefined]);
      const number = alice.session.send(message('bob@localhost', 'hello'));
      await until(() => alice.acked.includes(number));
      expect(await alice.session.probe(2000)).toBe(true);
    },
    60_000,
  );
});

describe('a server that goes', () => {
  live(
    'is missed, and found again; a killed one remembers nothing',
    async () => {
      const prosody = await start({});

      const alice = await prosody.up('alice');
      await prosody.server.halt('SIGKILL');
      await until(() => alice.closed.length === 1);
      expect(alice.closed).toEqual([{ kind: 'dropped' }]);
      expect(await alice.session.connect(prosody.request('alice', resume(alice)))).toEqual({
        ok: false,
        error: { kind: 'unreachable', domain: 'localhost' },
      });
      await prosody.server.start();
      const bound = must(await alice.session.connect(prosody.request('alice', resume(alice))));
      expect([bound.resumed, bound.sm]).toEqual([false, true]);
      await prosody.server.halt('SIGTERM');
      await until(() => alice.closed.length === 2);
      expect(alice.closed[1]).toEqual({ kind: 'dropped' });
    },
    60_000,
  );
});
