/** Questions and deadlines (N01, N03, N06). */
import { expect, it, vi } from 'vitest';
import { FakeClock } from '#test/fake-clock.ts';
import { Liveness } from './liveness.ts';

const setup = () => {
  const clock = new FakeClock();
  const actions = { ask: vi.fn(), presumedDead: vi.fn() };
  return { clock, actions, liveness: new Liveness(clock, actions, 45_000) };
};

it('asks 250 ms after a stanza, once for all sent meanwhile', async () => {
  const { clock, actions, liveness } = setup();
  liveness.sent();
  await clock.advance(200);
  liveness.sent();
  expect(actions.ask).not.toHaveBeenCalled();
  await clock.advance(50);
  expect(actions.ask).toHaveBeenCalledTimes(1);
  await clock.advance(1000);
  expect(actions.ask).toHaveBeenCalledTimes(1);
});

it('asks at once at the fifth stanza', async () => {
  const { clock, actions, liveness } = setup();
  for (let i = 0; i < 5; i++) liveness.sent();
  expect(actions.ask).toHaveBeenCalledTimes(1);
  await clock.advance(1000);
  expect(actions.ask).toHaveBeenCalledTimes(1);
});

it('presumes death 10 seconds after a question without an answer, and not a moment before', async () => {
  const { clock, actions, liveness } = setup();
  liveness.ask();
  await clock.advance(9999);
  liveness.ask();
  expect(actions.presumedDead).not.toHaveBeenCalled();
  await clock.advance(1);
  expect(actions.presumedDead).toHaveBeenCalledTimes(1);
});

it('is content with answers, and gives each later question its own time', async () => {
  const { clock, actions, liveness } = setup();
  liveness.ask();
  await clock.advance(9000);
  liveness.ask();
  liveness.answered();
  await clock.advance(9999);
  expect(actions.presumedDead).not.toHaveBeenCalled();
  liveness.answered();
  liveness.answered();
  await clock.advance(20_000);
  expect(actions.presumedDead).not.toHaveBeenCalled();
});

it('asks in silence, and never dies of a quiet but living peer', async () => {
  const { clock, actions, liveness } = setup();
  actions.ask.mockImplementation(() => {
    liveness.heard();
    liveness.answered();
  });
  await clock.advance(45_000 * 5);
  expect(actions.ask).toHaveBeenCalledTimes(5);
  expect(actions.presumedDead).not.toHaveBeenCalled();
});

it('does not ask while the other side talks', async () => {
  const { clock, actions, liveness } = setup();
  for (let i = 0; i < 10; i++) {
    await clock.advance(30_000);
    liveness.heard();
  }
  expect(actions.ask).not.toHaveBeenCalled();
  await clock.advance(45_000);
  expect(actions.ask).toHaveBeenCalledTimes(1);
});

it('after a sleep asks again before it presumes death', async () => {
  const { clock, actions, liveness } = setup();
  liveness.ask();
  clock.skip(8 * 3600 * 1000);
  await clock.advance(0);
  expect(actions.presumedDead).not.toHaveBeenCalled();
  await clock.advance(10_000);
  expect(actions.presumedDead).toHaveBeenCalledTimes(1);
});

it('probes with a question of its own: an answer under way to an earlier one is no proof', async () => {
  const { clock, liveness } = setup();
  liveness.ask();
  const probe = liveness.probe(5000);
  liveness.answered();
  await clock.advance(5000);
  expect(await probe).toBe(false);
});

it('probes true when the answer comes in time', async () => {
  const { liveness } = setup();
  liveness.ask();
  const probe = liveness.probe(5000);
  liveness.answered();
  liveness.answered();
  expect(await probe).toBe(true);
});

it('leaves no timer and no probe behind', async () => {
  const { clock, actions, liveness } = setup();
  liveness.sent();
  const probe = liveness.probe(5000);
  liveness.sent();
  liveness.stop();
  expect(await probe).toBe(false);
  expect(clock.waiting).toBe(0);
  await clock.advance(100_000);
  expect(actions.presumedDead).not.toHaveBeenCalled();
});
