/** Servers that take no keys, only PLAIN, or less than before: what is believed of them, kept, and agreed to (A02, A07). */
import { describe, expect, test } from 'vitest';
import type { ScramKeys } from '#model/account.ts';
import { alice, keeperOf, keys, Shell } from '#test/keeper-rig.ts';
import { deriveKeys } from '#xmpp/stream/sasl/scram.ts';

/** The keys that a server with this salt makes of this password. */
const keysOf = (password: string, salt: string, hash: ScramKeys['hash'] = 'SHA-1'): Promise<ScramKeys> =>
  deriveKeys(hash, password, new TextEncoder().encode(salt), 4096);

describe('a server that salts anew at each login', () => {
  const firstVisit = async (shell: Shell): Promise<void> => {
    const keeper = await keeperOf(shell, { password: 'secret' });
    await keeper.signedIn({ mechanism: 'SCRAM-SHA-1', scramKeys: await keysOf('secret', 'one') });
    expect(keeper.asksEachTime).toBe(false);
  };
  /** A visit with the password, as after the banner. */
  const visit = async (shell: Shell, scramKeys: ScramKeys, password = 'secret') => {
    const told = { cannotStay: 0, sealed: 0 };
    const keeper = await keeperOf(shell, {
      password,
      cannotStay: () => (told.cannotStay += 1),
      sealed: () => (told.sealed += 1),
    });
    await keeper.signedIn({ mechanism: 'SCRAM-SHA-1', scramKeys });
    return { keeper, told };
  };

  test('is known at second sight, and said once', async () => {
    const shell = new Shell();
    await firstVisit(shell);
    const { keeper, told } = await visit(shell, await keysOf('secret', 'two'));
    expect(shell.saved.get(alice)?.asksEachTime).toBe(true);
    expect(told).toEqual({ cannotStay: 1, sealed: 0 });
    // This visit goes on with what it has, and shows the server no keys that cannot fit.
    expect(await keeper.credentials()).toEqual({ kind: 'password', password: 'secret' });
    const third = await visit(shell, await keysOf('secret', 'three'));
    expect(third.told).toEqual({ cannotStay: 0, sealed: 0 });
    expect(third.keeper.asksEachTime).toBe(true);
  });

  test('is known by a reconnect of the first visit', async () => {
    const shell = new Shell();
    let cannotStay = 0;
    const keeper = await keeperOf(shell, { password: 'secret', cannotStay: () => (cannotStay += 1) });
    await keeper.signedIn({ mechanism: 'SCRAM-SHA-1', scramKeys: await keysOf('secret', 'one') });
    await keeper.credentials();
    expect(keeper.instead?.()).toEqual({ kind: 'password', password: 'secret' });
    await keeper.signedIn({ mechanism: 'SCRAM-SHA-1', scramKeys: await keysOf('secret', 'two') });
    expect([keeper.asksEachTime, cannotStay]).toEqual([true, 1]);
    expect(await keeper.credentials()).toEqual({ kind: 'password', password: 'secret' });
  });

  test('is not one where the password was changed, nor where the hash is a new one', async () => {
    const shell = new Shell();
    await firstVisit(shell);
    const changed = await visit(shell, await keysOf('new', 'two'), 'new');
    expect([changed.keeper.asksEachTime, changed.told]).toEqual([false, { cannotStay: 0, sealed: 1 }]);
    const stronger = await visit(shell, await keysOf('new', 'three', 'SHA-256'), 'new');
    expect([stronger.keeper.asksEachTime, stronger.told]).toEqual([false, { cannotStay: 0, sealed: 1 }]);
  });

  test('stays one when the password is changed', async () => {
    const shell = new Shell();
    await firstVisit(shell);
    await visit(shell, await keysOf('secret', 'two'));
    const { keeper, told } = await visit(shell, await keysOf('new', 'three'), 'new');
    expect([keeper.asksEachTime, told.cannotStay]).toEqual([true, 0]);
  });

  test('is no longer one once the keys fit again', async () => {
    const shell = new Shell();
    await firstVisit(shell);
    await visit(shell, await keysOf('secret', 'two'));
    const { keeper, told } = await visit(shell, await keysOf('secret', 'two'));
    expect([keeper.asksEachTime, told.sealed]).toEqual([false, 1]);
    expect((await keeper.credentials())?.kind).toBe('scram');
    await visit(shell, await keysOf('secret', 'three'));
    const later = await keeperOf(shell);
    expect([later.asksEachTime, (await later.credentials())?.kind]).toEqual([true, 'scram']);
    await later.signedIn({ mechanism: 'SCRAM-SHA-1' });
    expect(shell.saved.get(alice)?.asksEachTime).toBe(false);
  });

  test('is nothing to speak of where nothing is kept', async () => {
    const shell = new Shell();
    shell.memory = true;
    let cannotStay = 0;
    const keeper = await keeperOf(shell, { password: 'secret', cannotStay: () => (cannotStay += 1) });
    await keeper.signedIn({ mechanism: 'PLAIN' });
    expect(cannotStay).toBe(0);
  });
});

describe('a server that takes PLAIN alone', () => {
  test('asks each time: nothing is kept that could stand in for the password', async () => {
    const shell = new Shell();
    const told = { cannotStay: 0, sealed: 0 };
    const options = {
      password: 'secret',
      cannotStay: () => (told.cannotStay += 1),
      sealed: () => (told.sealed += 1),
    };
    await (await keeperOf(shell, options)).signedIn({ mechanism: 'PLAIN' });
    expect(shell.saved.get(alice)).toMatchObject({ strongest: 'PLAIN', asksEachTime: true });
    expect([shell.secrets.size, told]).toEqual([0, { cannotStay: 1, sealed: 0 }]);
    const later = await keeperOf(shell);
    expect([await later.credentials(), later.asksEachTime]).toEqual([undefined, true]);
    await (await keeperOf(shell, options)).signedIn({ mechanism: 'PLAIN' });
    expect(told.cannotStay).toBe(1);
  });

  test('keeps one signed in as soon as it has learnt SCRAM', async () => {
    const shell = new Shell();
    await (await keeperOf(shell, { password: 'secret' })).signedIn({ mechanism: 'PLAIN' });
    await (
      await keeperOf(shell, { password: 'secret' })
    ).signedIn({ mechanism: 'SCRAM-SHA-256', scramKeys: keys });
    expect(shell.saved.get(alice)).toMatchObject({
      strongest: 'SCRAM-SHA-256',
      asksEachTime: false,
    });
    expect(await (await keeperOf(shell)).credentials()).toEqual({ kind: 'scram', keys });
  });

  test.each([
    [{ webSocket: 'wss://typed.example/ws' }, true],
    [{ webSocket: 'wss://listener.example/ws', webSocketFromLink: true }, false],
    [{ config: { domain: 'example.org', webSocket: 'wss://operator.example/ws' } }, true],
    [{}, true],
  ])('is told it at an address that is to be trusted: %j, %s', async (options, isAllowed) => {
    const shell = new Shell();
    const keeper = await keeperOf(shell, { password: 'secret', ...options });
    expect(keeper.plainAllowed).toBe(isAllowed);
    await keeper.signedIn({ mechanism: 'SCRAM-SHA-1', scramKeys: keys });
    // A later visit uses the same address, and has to know where it came from.
    const later = await keeperOf(shell, 'config' in options ? options : {});
    expect(later.plainAllowed).toBe(isAllowed);
    expect((await keeperOf(shell, { webSocket: 'wss://typed.example/ws' })).plainAllowed).toBe(true);
  });
});

describe('a weaker mechanism than before', () => {
  const acceptWeaker = { from: 'SCRAM-SHA-256', to: 'SCRAM-SHA-1' };
  const pinned = async (): Promise<Shell> => {
    const shell = new Shell();
    await (
      await keeperOf(shell, { password: 'secret' })
    ).signedIn({ mechanism: 'SCRAM-SHA-256', scramKeys: keys });
    return shell;
  };

  test('is allowed as far as the person agreed, and becomes the pin once it was used', async () => {
    const shell = await pinned();
    const keeper = await keeperOf(shell, { password: 'secret', acceptWeaker });
    expect(keeper.strongest).toBe('SCRAM-SHA-1');
    expect(shell.saved.get(alice)?.strongest).toBe('SCRAM-SHA-256');
    await keeper.signedIn({ mechanism: 'SCRAM-SHA-1', scramKeys: { ...keys, hash: 'SHA-1' } });
    expect([keeper.strongest, shell.saved.get(alice)?.strongest]).toEqual(['SCRAM-SHA-1', 'SCRAM-SHA-1']);
  });

  test('leaves the pin where a better one was offered after all', async () => {
    const shell = await pinned();
    const keeper = await keeperOf(shell, { password: 'secret', acceptWeaker });
    await keeper.signedIn({ mechanism: 'SCRAM-SHA-512', scramKeys: keys });
    expect(keeper.strongest).toBe('SCRAM-SHA-512');
  });

  test('needs the password, and is agreed to for that very pin', async () => {
    const shell = await pinned();
    expect((await keeperOf(shell, { acceptWeaker })).strongest).toBe('SCRAM-SHA-256');
    const other = { from: 'SCRAM-SHA-512', to: 'PLAIN' };
    expect((await keeperOf(shell, { password: 'secret', acceptWeaker: other })).strongest).toBe(
      'SCRAM-SHA-256',
    );
  });

  test('leaves no keys behind where it is PLAIN', async () => {
    const shell = await pinned();
    const keeper = await keeperOf(shell, {
      password: 'secret',
      acceptWeaker: { from: 'SCRAM-SHA-256', to: 'PLAIN' },
    });
    await keeper.signedIn({ mechanism: 'PLAIN' });
    expect([shell.saved.get(alice)?.strongest, shell.secrets.size]).toEqual(['PLAIN', 0]);
  });
});

test('a password that was refused is not tried again, nor kept by anyone', async () => {
  let sealed = 0;
  const keeper = await keeperOf(new Shell(), { password: 'wrong', sealed: () => (sealed += 1) });
  await keeper.credentials();
  keeper.refused?.();
  expect([await keeper.credentials(), sealed]).toEqual([undefined, 1]);
});
