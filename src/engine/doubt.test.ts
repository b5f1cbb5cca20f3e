/** What may have arrived goes out again only if the archive has told of everything since: a doubt is put to the person. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '#model/message.ts';
import { childrenOf } from '#xmpp/codec/dom.ts';
import { bob, EngineRig, rest, until } from '#test/engine-rig.ts';
import { HarmedArchive } from '#test/harmed-archive.ts';

let rig: EngineRig;
let scene: HarmedArchive;
beforeEach(() => {
  rig = new EngineRig();
  scene = new HarmedArchive(rig);
  rig.server.tellsCount = false;
  rig.server.roster.push({ jid: bob, subscription: 'both' });
});
afterEach(() => rig.close());

const sentBodies = (): string[] =>
  rig.server
    .sent('message')
    .flatMap((el) => childrenOf(el, 'body', 'jabber:client').map((body) => body.text()));

/** Writes what arrives, and is never confirmed. */
const arrive = async (text: string): Promise<Message> => {
  rig.stream.acknowledges = false;
  const message = await rig.write(text);
  await until('arrived', () => sentBodies().includes(text));
  await rest();
  return message;
};
const leave = async (): Promise<void> => {
  rig.server.expireSession();
  rig.stream.cut();
  await rig.untilPhase('offline');
};
const comeBack = async (): Promise<void> => {
  await rig.clock.advance(3000);
  await rig.untilPhase('online');
  await rest();
};
const spoil = (): void => {
  const item = rig.server.archive.at(-1);
  if (item) item.harm = 'dropped';
};
const failure = async ({ key }: Message): Promise<unknown> =>
  (await rig.store.messagesByKeys([key]))[0]?.failure;

const mayHaveArrived = { kind: 'may-have-arrived' };

describe('a message that may have arrived', () => {
  test('and is perhaps what could not be read is not sent again', async () => {
    scene.archive(3);
    await rig.goOnline();
    const message = await arrive('hello');
    spoil();
    await leave();
    scene.say('later', { ago: 0 });
    await comeBack();
    expect(await failure(message)).toEqual(mayHaveArrived);
    expect(sentBodies()).toEqual(['hello']);
  });

  test('is not either if the tab is killed between that page and the end', async () => {
    scene.archive(3);
    await rig.goOnline();
    const message = await arrive('hello');
    spoil();
    await leave();
    rig.server.offers.pageLimit = 3;
    for (let i = 0; i < 4; i++) scene.say(`later ${i}`, { ago: 0 });
    const { commit } = rig.store;
    let pages = 0;
    Object.assign(rig.store, {
      commit: async (...call: Parameters<typeof commit>) => {
        const result = await commit(...call);
        if (call[1].coverage?.kind === 'page' && ++pages === 1) rig.kill();
        return result;
      },
    });
    await rig.clock.advance(3000);
    await until('killed', () => pages === 1);
    Object.assign(rig.store, { commit });
    await rig.start();
    await comeBack();
    expect(await failure(message)).toEqual(mayHaveArrived);
    expect(sentBodies()).toEqual(['hello']);
  });

  test('is sent if the archive shows it, whatever else could not be read', async () => {
    scene.archive(3);
    await rig.goOnline();
    const message = await arrive('hello');
    await leave();
    scene.say('lost', { harm: 'dropped', ago: 0 });
    scene.say('later', { ago: 0 });
    await comeBack();
    expect(await rig.delivery(message)).toBe('sent');
    expect(sentBodies()).toEqual(['hello']);
  });

  test('is not sent again where the archive no longer goes back so far', async () => {
    scene.archive(3);
    await rig.goOnline();
    const message = await arrive('hello');
    await leave();
    rig.server.archive.length = 0;
    for (let i = 0; i < 3; i++) scene.say(`later ${i}`, { ago: 0 });
    await comeBack();
    await scene.eventually('decided', async () => (await rig.delivery(message)) !== 'waiting');
    expect(await failure(message)).toEqual(mayHaveArrived);
    expect(sentBodies()).toEqual(['hello']);
  });

  test('is not sent again before a hole that was left open is closed', async () => {
    scene.archive(3);
    await rig.goOnline();
    const message = await arrive('hello');
    await leave();
    rig.server.offers.pageLimit = 10;
    for (let i = 0; i < 400; i++) scene.say(`later ${i}`, { ago: 0 });
    // The newest come first; then the tab is killed, and the next visit knows the end at once.
    const { commit } = rig.store;
    let pages = 0;
    Object.assign(rig.store, {
      commit: async (...call: Parameters<typeof commit>) => {
        const result = await commit(...call);
        const { coverage } = call[1];
        if (coverage?.kind === 'page' && coverage.direction === 'backward' && ++pages === 1) rig.kill();
        return result;
      },
    });
    const [item] = rig.server.archive.filter(({ stanza }) => stanza.attr('id') === message.stanzaId);
    const at = item ? rig.server.archive.indexOf(item) : 0;
    // It lies in the middle of what was missed.
    rig.server.archive.splice(at, 1);
    if (item) rig.server.archive.splice(at + 200, 0, item);
    await rig.clock.advance(3000);
    await until('killed', () => pages === 1);
    Object.assign(rig.store, { commit });
    rig.server.expireSession();
    await rig.start();
    await comeBack();
    await until('settled', async () => (await rig.delivery(message)) !== 'waiting');
    expect(await rig.delivery(message)).toBe('sent');
    expect(sentBodies()).toEqual(['hello']);
  });

  test('and did not goes out again, although older messages cannot be had', async () => {
    scene.archive(6, { 2: 'dropped' });
    await rig.goOnline();
    rig.server.swallows = true;
    const message = await rig.write('hello');
    await until('handed over', async () => (await rig.store.outboxBatch(1, 1)).length === 0);
    await rest();
    rig.server.swallows = false;
    await leave();
    scene.say('later', { ago: 0 });
    await comeBack();
    await until('sent', async () => (await rig.delivery(message)) === 'sent');
    expect(sentBodies()).toEqual(['hello']);
  });
});
