/** The choice of a mechanism, its pin and the place of PLAIN. */
import { describe, expect, it } from 'vitest';
import type { Credentials } from '../session.ts';
import { chooseMechanism, stronger, type MechanismWish } from './mechanism.ts';

const password: Credentials = { kind: 'password', password: 'pencil' };
const keys: Credentials = {
  kind: 'scram',
  keys: { hash: 'SHA-1', salt: 'AA==', iterations: 4096, clientKey: '', serverKey: '' },
};
const wish = (more: Partial<MechanismWish> = {}): MechanismWish => ({
  credentials: password,
  plainAllowed: false,
  ...more,
});
const all = ['PLAIN', 'SCRAM-SHA-1', 'SCRAM-SHA-512', 'SCRAM-SHA-256', 'OAUTHBEARER'];

describe('the choice of a mechanism', () => {
  it('takes the strongest, whatever the order of the offer', () => {
    expect(chooseMechanism(all, wish())).toEqual({ ok: true, value: 'SCRAM-SHA-512' });
    expect(chooseMechanism(['PLAIN', 'SCRAM-SHA-1'], wish({ plainAllowed: true }))).toEqual({
      ok: true,
      value: 'SCRAM-SHA-1',
    });
  });

  it('never takes a channel-binding variant, nor a name that only looks alike', () => {
    const failure = { ok: false, error: { kind: 'refused', condition: 'no-mechanism' } };
    expect(chooseMechanism(['SCRAM-SHA-256-PLUS'], wish())).toEqual(failure);
    expect(chooseMechanism(['constructor', '__proto__', 'plain', ''], wish({ plainAllowed: true }))).toEqual(
      failure,
    );
    expect(chooseMechanism([], wish())).toEqual(failure);
  });

  it('takes PLAIN only as a last resort and only when allowed', () => {
    expect(chooseMechanism(['PLAIN'], wish())).toEqual({ ok: false, error: { kind: 'plain-refused' } });
    expect(chooseMechanism(['PLAIN'], wish({ plainAllowed: true }))).toEqual({ ok: true, value: 'PLAIN' });
  });

  it('refuses an offer below the pin, PLAIN above all', () => {
    const weak = (from: string, to: string) => ({
      ok: false,
      error: { kind: 'mechanism-too-weak', downgrade: { from, to } },
    });
    expect(chooseMechanism(['SCRAM-SHA-1'], wish({ strongest: 'SCRAM-SHA-256' }))).toEqual(
      weak('SCRAM-SHA-256', 'SCRAM-SHA-1'),
    );
    expect(chooseMechanism(['PLAIN'], wish({ strongest: 'SCRAM-SHA-1', plainAllowed: true }))).toEqual(
      weak('SCRAM-SHA-1', 'PLAIN'),
    );
    expect(chooseMechanism(['SCRAM-SHA-256'], wish({ strongest: 'SCRAM-SHA-256' })).ok).toBe(true);
    expect(chooseMechanism(['SCRAM-SHA-512'], wish({ strongest: 'SCRAM-SHA-1' })).ok).toBe(true);
  });

  it('uses stored keys only with their own hash', () => {
    expect(chooseMechanism(all, wish({ credentials: keys }))).toEqual({ ok: true, value: 'SCRAM-SHA-1' });
    expect(
      chooseMechanism(['SCRAM-SHA-256', 'PLAIN'], wish({ credentials: keys, plainAllowed: true })),
    ).toEqual({
      ok: false,
      error: { kind: 'not-recognised', everyTime: false },
    });
  });

  describe.each([undefined, 'PLAIN', 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])(
    'pinned to %s',
    (strongest) => {
      const order = ['PLAIN', 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'SCRAM-SHA-512'];
      it.each(
        order.flatMap((best, i) =>
          [true, false].map((plainAllowed) => ({ best, plainAllowed, offered: order.slice(0, i + 1) })),
        ),
      )('offered up to $best, PLAIN allowed: $plainAllowed', ({ best, plainAllowed, offered }) => {
        const isBelow = strongest !== undefined && order.indexOf(best) < order.indexOf(strongest);
        const expected =
          best === 'PLAIN' && !plainAllowed
            ? { ok: false, error: { kind: 'plain-refused' } }
            : isBelow
              ? { ok: false, error: { kind: 'mechanism-too-weak', downgrade: { from: strongest, to: best } } }
              : { ok: true, value: best };
        expect(chooseMechanism(offered, wish({ strongest, plainAllowed }))).toEqual(expected);
      });
    },
  );

  it('keeps the stronger name as the pin', () => {
    expect(stronger(undefined, 'SCRAM-SHA-1')).toBe('SCRAM-SHA-1');
    expect(stronger('SCRAM-SHA-256', 'SCRAM-SHA-1')).toBe('SCRAM-SHA-256');
    expect(stronger('SCRAM-SHA-1', 'SCRAM-SHA-512')).toBe('SCRAM-SHA-512');
    expect(stronger('SCRAM-SHA-1', 'X-UNKNOWN')).toBe('SCRAM-SHA-1');
  });
});
