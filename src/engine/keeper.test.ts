/** What is kept of an account, and when: the pin, the keys, never longer the password. */
import { describe, expect, test } from 'vitest';
import { bare } from '#test/builders.ts';
import { alice, keeperOf, keys, Shell } from '#test/keeper-rig.ts';

describe('a first sign-in', () => {
  test('leaves nothing until it succeeds', async () => {
    const shell = new Shell();
    const keeper = await keeperOf(shell, { password: 'secret', webSocket: 'wss://typed.example/ws' });
    expect(await keeper.credentials()).toEqual({ kind: 'password', password: 'secret' });
    expect(keeper.webSocket).toBe('wss://typed.example/ws');
    expect([shell.saved.size, shell.secrets.size, shell.current]).toEqual([0, 0, undefined]);
  });

  test('keeps the account, the pin and the keys, and drops the password', async () => {
    const shell = new Shell();
    const keeper = await keeperOf(shell, { password: 'secret', webSocket: 'wss://typed.example/ws' });
    await keeper.signedIn({ mechanism: 'SCRAM-SHA-256', scramKeys: keys });
    expect(shell.saved.get(alice)).toEqual({
      jid: alice,
      webSocket: 'wss://typed.example/ws',
      webSocketFromLink: false,
      strongest: 'SCRAM-SHA-256',
      userAgentId: 'agent-1',
      createdAt: 7,
    });
    expect(shell.current).toBe(alice);
    expect(await keeper.credentials()).toEqual({ kind: 'scram', keys });
    expect(keeper.strongest).toBe('SCRAM-SHA-256');
  });

  test('without keys lives on the password of this visit', async () => {
    const shell = new Shell();
    const keeper = await keeperOf(shell, { password: 'secret' });
    await keeper.signedIn({ mechanism: 'PLAIN' });
    expect(await keeper.credentials()).toEqual({ kind: 'password', password: 'secret' });
    expect(shell.secrets.size).toBe(0);
  });
});

describe('a server that refuses the keys it has just given', () => {
  test('is told the password in their place, once per refusal, and as long as it is right', async () => {
    const shell = new Shell();
    let sealed = 0;
    const keeper = await keeperOf(shell, { password: 'secret', sealed: () => (sealed += 1) });
    expect(keeper.instead?.()).toBeUndefined();
    await keeper.signedIn({ mechanism: 'SCRAM-SHA-256', scramKeys: keys });
    expect(sealed).toBe(1);
    for (let login = 0; login < 2; login++) {
      expect(await keeper.credentials()).toEqual({ kind: 'scram', keys });
      expect(keeper.instead?.()).toEqual({ kind: 'password', password: 'secret' });
      expect(keeper.instead?.()).toBeUndefined();
      await keeper.signedIn({ mechanism: 'SCRAM-SHA-256', scramKeys: keys });
    }
    expect(keeper.instead?.()).toEqual({ kind: 'password', password: 'secret' });
    // Refused: it was changed elsewhere.
    expect(await keeper.credentials()).toEqual({ kind: 'scram', keys });
    expect(keeper.instead?.()).toBeUndefined();
  });

  test('is the only reason to keep the password: keys that serve end it', async () => {
    const keeper = await keeperOf(new Shell(), { password: 'secret' });
    await keeper.signedIn({ mechanism: 'SCRAM-SHA-256', scramKeys: keys });
    await keeper.credentials();
    await keeper.signedIn({ mechanism: 'SCRAM-SHA-256' });
    expect(keeper.instead?.()).toBeUndefined();
  });
});

describe('a later visit', () => {
  test('uses the stored keys and identity', async () => {
    const shell = new Shell();
    await (
      await keeperOf(shell, { password: 'secret' })
    ).signedIn({ mechanism: 'SCRAM-SHA-256', scramKeys: keys });
    const later = await keeperOf(shell, { newId: () => 'agent-2' });
    expect(await later.credentials()).toEqual({ kind: 'scram', keys });
    expect(later.userAgentId).toBe('agent-1');
  });

  test('never lowers the pin', async () => {
    const shell = new Shell();
    await (
      await keeperOf(shell, { password: 'secret' })
    ).signedIn({ mechanism: 'SCRAM-SHA-512', scramKeys: keys });
    const later = await keeperOf(shell, { password: 'secret' });
    await later.signedIn({ mechanism: 'SCRAM-SHA-1', scramKeys: keys });
    expect(shell.saved.get(alice)?.strongest).toBe('SCRAM-SHA-512');
  });

  test('without a secret has nothing to sign in with', async () => {
    expect(await (await keeperOf(new Shell())).credentials()).toBeUndefined();
  });
});

test('the operator’s socket is for accounts of the operator’s domain', async () => {
  const config = { domain: 'example.org', webSocket: 'wss://example.org/ws' };
  expect((await keeperOf(new Shell(), { config })).webSocket).toBe('wss://example.org/ws');
  const other = await keeperOf(new Shell(), { config, jid: bare('alice@elsewhere.example') });
  expect(other.webSocket).toBeUndefined();
});
