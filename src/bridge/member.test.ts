/** Succession, commands and signals between tabs, with locks and channels that a test can break. */
import { describe, expect, test } from 'vitest';
import { ok } from '#lib/result.ts';
import type { Command, Reply, Signal } from '#model/command.ts';
import type { MessageKey } from '#model/message.ts';
import { bare } from '#test/builders.ts';
import { settle } from '#test/fake-clock.ts';
import { alice, FakeWorld } from '#test/fake-world.ts';

describe('the lead', () => {
  test('belongs to one tab, whose state late joiners learn', async () => {
    const world = new FakeWorld();
    const first = await world.join();
    const second = await world.join();
    expect([first.client.leader, second.client.leader]).toEqual([true, false]);
    expect(world.engines).toHaveLength(1);
    expect(second.client.connection).toEqual({ phase: 'online' });
  });

  test('passes on when its tab crashes, without asking', async () => {
    const world = new FakeWorld();
    const first = await world.join();
    const second = await world.join();
    first.tab.crash();
    await settle();
    expect(second.client.leader).toBe(true);
    expect(world.engine.epoch).toBe(2);
  });

  test('passes on when its tab is hidden for good, and comes back when the page does', async () => {
    const world = new FakeWorld();
    const first = await world.join();
    const second = await world.join();
    first.tab.fire('hide');
    await settle();
    expect(world.engines[0]?.stopped).toBe('drop');
    expect(second.client.leader).toBe(true);
    first.tab.fire('show');
    await settle();
    expect(first.client.leader).toBe(false);
    await second.client.leave();
    await settle();
    expect(first.client.leader).toBe(true);
    expect(world.engine.epoch).toBe(3);
  });

  test('is taken by a visible tab from a leader that is silent for a second', async () => {
    const world = new FakeWorld();
    const first = await world.join();
    const second = await world.join();
    first.tab.isFrozen = true;
    second.tab.show();
    await world.browser.clock.advance(999);
    expect(second.client.leader).toBe(false);
    await world.browser.clock.advance(1);
    expect(second.client.leader).toBe(true);
    expect(world.engines[0]?.stopped).toBe('drop');
    expect(first.client.leader).toBe(false);
  });

  test('is left with a leader that answers', async () => {
    const world = new FakeWorld();
    const first = await world.join();
    const second = await world.join();
    second.tab.show();
    await world.browser.clock.advance(5000);
    expect([first.client.leader, second.client.leader]).toEqual([true, false]);
  });

  test('is given up when the code of the engine cannot be fetched', async () => {
    const world = new FakeWorld();
    world.importFails = true;
    const first = await world.join();
    expect(first.client.connection).toEqual({ phase: 'offline', failure: { kind: 'no-network' } });
    world.importFails = false;
    const second = await world.join();
    expect(second.client.leader).toBe(true);
  });

  test('lost and won again while its engine starts belongs to one engine', async () => {
    const world = new FakeWorld();
    let start: () => void = () => undefined;
    world.starting = new Promise((resolve) => (start = resolve));
    const first = await world.join();
    first.tab.fire('hide');
    first.tab.fire('show');
    start();
    await settle(10);
    expect(first.client.leader).toBe(true);
    expect(world.engines.map(({ stopped }) => stopped)).toEqual(['drop', undefined]);
  });

  test('is taken at once by a sign-in, and returned when that fails', async () => {
    const world = new FakeWorld();
    const first = await world.join();
    const second = await world.join({ takeOver: true });
    expect([first.client.leader, second.client.leader]).toEqual([false, true]);
    await second.client.leave();
    await settle();
    expect(first.client.leader).toBe(true);
  });

  test('needs no other tab in memory mode', async () => {
    const world = new FakeWorld();
    const first = await world.join({ memory: true });
    const second = await world.join({ memory: true });
    expect([first.client.leader, second.client.leader]).toEqual([true, true]);
  });
});

describe('commands', () => {
  const command: Command = { name: 'load-older', chat: bare('bob@example.org') };
  const answer: Reply = ok({ added: 3, archive: 'more' });

  test('reach the leader from any tab', async () => {
    const world = new FakeWorld();
    world.answer = () => answer;
    const first = await world.join();
    const second = await world.join();
    expect(await first.client.send(command)).toEqual(answer);
    expect(await second.client.send(command)).toEqual(answer);
    expect(world.engine.commands).toEqual([command, command]);
  });

  test('are issued again when the leader changes before it answered', async () => {
    const world = new FakeWorld();
    world.answer = undefined;
    const first = await world.join();
    const second = await world.join();
    const third = await world.join();
    const reply = third.client.send(command);
    await settle();
    world.answer = () => answer;
    first.tab.crash();
    await settle();
    expect(second.client.leader).toBe(true);
    expect(await reply).toEqual(answer);
    expect(world.engine.commands).toEqual([command]);
  });

  test('are carried out by the tab itself when it comes to lead', async () => {
    const world = new FakeWorld();
    world.answer = undefined;
    const first = await world.join();
    const second = await world.join();
    const reply = second.client.send(command);
    await settle();
    world.answer = () => answer;
    first.tab.crash();
    expect(await reply).toEqual(answer);
  });

  test('time out after ten seconds', async () => {
    const world = new FakeWorld();
    world.answer = undefined;
    await world.join();
    const second = await world.join();
    const reply = second.client.send(command);
    await world.browser.clock.advance(10_000);
    expect(await reply).toEqual({ ok: false, error: { kind: 'timeout' } });
  });

  test('that read page after page are given the time it takes', async () => {
    const world = new FakeWorld();
    world.answer = undefined;
    await world.join();
    const second = await world.join();
    let reply: Reply | undefined;
    const retry: Command = { name: 'retry-gap', chat: bare('bob@example.org'), key: 1 as MessageKey };
    void second.client.send(retry).then((answer) => (reply = answer));
    await world.browser.clock.advance(299_999);
    expect(reply).toBeUndefined();
    await world.browser.clock.advance(1);
    expect(reply).toEqual({ ok: false, error: { kind: 'timeout' } });
  });

  test('are refused after leaving', async () => {
    const world = new FakeWorld();
    const first = await world.join();
    await first.client.leave();
    expect(await first.client.send(command)).toEqual({ ok: false, error: { kind: 'gone' } });
  });
});

describe('a tab that has left', () => {
  test('posts nothing more, whatever it was still asked', async () => {
    const world = new FakeWorld();
    const first = await world.join();
    const second = await world.join();
    world.answer = undefined;
    let answer: (reply: Reply) => void = () => undefined;
    world.engine.handle = () => new Promise((resolve) => (answer = resolve));
    void second.client.send({ name: 'retry-now' });
    await settle();
    await first.client.leave();
    answer(ok(null));
    first.client.nudge();
    await settle();
    expect(first.client.leader).toBe(false);
  });
});

describe('the password of a sign-in', () => {
  test('is given to each engine of the tab until its keys are stored', async () => {
    const world = new FakeWorld();
    const { tab } = await world.join({ password: 'secret' });
    const again = async (): Promise<string | undefined> => {
      tab.fire('hide');
      await settle();
      tab.fire('show');
      await settle();
      return world.engine.input.password;
    };
    expect(world.engine.input.password).toBe('secret');
    expect(await again()).toBe('secret');
    world.engine.input.sealed?.();
    expect(await again()).toBeUndefined();
    expect(world.engines).toHaveLength(3);
  });
});

describe('signals', () => {
  test('reach every tab once', async () => {
    const world = new FakeWorld();
    const first = await world.join();
    const second = await world.join();
    const typing: Signal = { name: 'typing', chat: alice, jid: alice, state: 'composing' };
    world.engine.input.emit(world.engine.epoch, typing);
    await settle();
    for (const { signals } of [first, second])
      expect(signals.filter(({ name }) => name === 'typing')).toEqual([typing]);
  });

  test('of an overtaken leader are dropped', async () => {
    const world = new FakeWorld();
    const first = await world.join();
    const second = await world.join();
    const old = world.engine;
    first.tab.isFrozen = true;
    second.tab.show();
    await world.browser.clock.advance(1000);
    first.tab.isFrozen = false;
    old.input.emit(old.epoch, { name: 'connection', connection: { phase: 'connecting', attempt: 9 } });
    await settle();
    expect(second.client.connection).toEqual({ phase: 'online' });
  });

  test('nudges and looks reach the leader', async () => {
    const world = new FakeWorld();
    await world.join();
    const second = await world.join();
    second.client.nudge();
    second.tab.show();
    await settle();
    expect(world.engine.nudges).toBe(1);
    expect(world.engine.looks).toBeGreaterThan(0);
    expect(await world.engine.input.anyVisible()).toBe(true);
    second.tab.hide();
    await settle();
    expect(await world.engine.input.anyVisible()).toBe(false);
  });

  test('a tab of another build is told to reload', async () => {
    const world = new FakeWorld();
    await world.join({ build: 'one' });
    const second = await world.join({ build: 'two' });
    expect(second.signals).toContainEqual({ name: 'reload' });
  });

  test('signing out ends every tab, and its asker is answered', async () => {
    const world = new FakeWorld();
    const first = await world.join();
    const second = await world.join();
    world.answer = () => {
      world.engine.input.emit(world.engine.epoch, { name: 'signed-out' });
      return ok(null);
    };
    const reply = await second.client.send({ name: 'sign-out' });
    await settle();
    expect(reply).toEqual(ok(null));
    for (const { signals, client } of [first, second]) {
      expect(signals.filter(({ name }) => name === 'signed-out')).toHaveLength(1);
      expect(client.leader).toBe(false);
    }
    expect(world.engine.stopped).toBe('drop');
    expect(world.engines).toHaveLength(1);
  });
});
