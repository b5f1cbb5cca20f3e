/** A history that was cleared stays cleared until somebody asks for it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { alice, bob, EngineRig, rest, until } from '#test/engine-rig.ts';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
  rig.server.roster.push({ jid: bob, subscription: 'both' });
});
afterEach(() => rig.close());

const archived = (id: string, from = `${bob}/x`, extra = ''): string =>
  `<message xmlns="jabber:client" type="chat" from="${from}" to="${alice}" id="${id}"><body>${id}</body>${extra}</message>`;

test('a message that is settled after the history was cleared brings nothing back but itself', async () => {
  await rig.goOnline();
  for (let i = 0; i < 5; i++) await rig.server.say(`${bob}/x`, `old ${String(i)}`);
  await rig.store.clearHistory();
  const mine = await rig.write('mine');
  await until('sent', async () => (await rig.delivery(mine)) === 'sent');
  await rig.clock.advance(2000);
  await until('settled', async () => (await rig.messages())[0]?.archiveId !== undefined);
  await rest();
  expect(await rig.bodies()).toEqual(['mine']);
  expect(await rig.messages()).toMatchObject([{ placement: 'archive' }]);
  await rig.server.say(`${bob}/x`, 'answer');
  expect(await rig.bodies()).toEqual(['mine', 'answer']);
});

test('what came since the history was cleared keeps its place and stays unread', async () => {
  await rig.goOnline();
  for (let i = 0; i < 150; i++) rig.server.store(archived(`old-${String(i)}`));
  await rig.server.say(`${bob}/x`, 'seen');
  await rig.store.clearHistory();
  await rig.server.say(`${bob}/x`, 'new');
  const mine = await rig.write('mine');
  await until('sent', async () => (await rig.delivery(mine)) === 'sent');
  await rig.server.say(`${bob}/x`, 'newer');
  await rig.clock.advance(2000);
  await until('settled', async () =>
    (await rig.messages()).every(({ archiveId }) => archiveId !== undefined),
  );
  await rest();
  expect(await rig.bodies()).toEqual(['new', 'mine', 'newer']);
  expect((await rig.store.chat(bob))?.unread).toBe(2);
});

test('a page that was on its way when the history was cleared is dropped', async () => {
  const month = 30 * 24 * 3_600_000;
  for (let i = 0; i < 120; i++)
    rig.server.store(archived(`b-${String(i)}`), rig.clock.now() - (121 - i) * month);
  for (let i = 0; i < 250; i++) rig.server.store(archived(`c-${String(i)}`, 'carol@example.org/x'));
  await rig.goOnline();
  await rest(300);
  await rig.send({ name: 'load-older', chat: bob });
  const { stream } = rig;
  const ask = stream.iq.bind(stream);
  let clearings = 0;
  stream.iq = async (request) => {
    const answer = await ask(request);
    if (request.payload.ns === 'urn:xmpp:mam:2' && clearings++ === 0) await rig.store.clearHistory();
    return answer;
  };
  const reply = await rig.send({ name: 'load-older', chat: bob });
  expect(clearings).toBeGreaterThan(0);
  expect(reply).not.toMatchObject({ error: { kind: 'refused' } });
});
