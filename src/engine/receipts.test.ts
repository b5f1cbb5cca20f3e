/** Receipts are part of the message they answer: however it is cut short, each is owed once and sent once. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Batch, StreamRow } from '#store/account-store.ts';
import { childrenOf } from '#xmpp/codec/dom.ts';
import { alice, bob, EngineRig, rest, stranger, until } from '#test/engine-rig.ts';
import { bare } from '#test/builders.ts';

const carol = bare('carol@example.org');

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
  rig.server.roster.push({ jid: bob, subscription: 'both' }, { jid: carol, subscription: 'both' });
});
afterEach(() => rig.close());

const wish = '<request xmlns="urn:xmpp:receipts"/>';
const receipts = (): (string | undefined)[] =>
  rig.server
    .sent('message')
    .flatMap((el) =>
      childrenOf(el, 'received', 'urn:xmpp:receipts').map(
        (one) => `${el.attr('to') ?? ''} ${one.attr('id') ?? ''}`,
      ),
    );
const archive = (id: string, from: string = bob): string =>
  rig.server.store(
    `<message xmlns="jabber:client" type="chat" from="${from}/x" to="${alice}" id="${id}"><body>${id}</body>${wish}</message>`,
  );
/** Another device of ours answers. */
const answer = (id: string, to: string = bob): string =>
  rig.server.store(
    `<message xmlns="jabber:client" type="chat" from="${alice}/phone" to="${to}" id="r-${id}-${to}"><received xmlns="urn:xmpp:receipts" id="${id}"/></message>`,
  );
const carbonOfAnswer = (id: string): string =>
  `<message xmlns="jabber:client" from="${alice}" to="${alice}/kith"><sent xmlns="urn:xmpp:carbons:2"><forwarded xmlns="urn:xmpp:forward:0"><message xmlns="jabber:client" type="chat" from="${alice}/phone" to="${bob}" id="r-${id}"><received xmlns="urn:xmpp:receipts" id="${id}"/></message></forwarded></sent></message>`;
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

describe('a live message', () => {
  test('and its receipt are written together or not at all', async () => {
    await rig.goOnline();
    const { commit } = rig.store;
    const seen: [number, number][] = [];
    Object.assign(rig.store, {
      commit: async (...call: Parameters<typeof commit>) => {
        const result = await commit(...call);
        // The tab is killed in the very moment in which the message is on disk.
        if (result.live.length > 0) {
          rig.kill();
          seen.push([(await rig.messages()).length, (await rig.store.outboxBatch(1, 9)).length]);
        }
        return result;
      },
    });
    void rig.server.say(`${bob}/x`, 'hello', { id: 'm1', extra: wish });
    await until('stored', () => seen.length > 0);
    expect(seen).toEqual([[1, 1]]);
    await rest();
    expect(receipts()).toEqual([]);
    Object.assign(rig.store, { commit });
    await rig.start();
    await comeBack();
    expect(receipts()).toEqual([`${bob} m1`]);
  });

  test('whose transaction is aborted leaves no receipt behind', async () => {
    await rig.goOnline();
    const { commit } = rig.store;
    // What comes last in the transaction cannot be written.
    const unwritable = { id: () => 'sm' } as unknown as StreamRow;
    Object.assign(rig.store, {
      commit: (epoch: number, batch: Batch) => commit(epoch, { ...batch, stream: unwritable }),
    });
    await rig.server.say(`${bob}/x`, 'hello', { id: 'm1', extra: wish });
    await rest();
    expect(await rig.messages()).toEqual([]);
    expect(receipts()).toEqual([]);
    Object.assign(rig.store, { commit });
    await rig.server.say(`${bob}/x`, 'hello', { id: 'm2', extra: wish });
    await until('a receipt', () => receipts().length > 0);
    await rest();
    expect(receipts()).toEqual([`${bob} m2`]);
  });

  test.each(Array.from({ length: 20 }, (_, i) => i))(
    'whose tab is killed after %i turns is answered once',
    async (turns) => {
      archive('old');
      await rig.goOnline();
      void rig.server.say(`${bob}/x`, 'hello', { id: 'm1', extra: wish });
      await rest(turns);
      rig.kill();
      if (turns % 2 === 0) rig.server.expireSession();
      await rig.start();
      await comeBack();
      await rest(100);
      expect(await rig.bodies()).toEqual(['old', 'hello']);
      expect(receipts()).toEqual([`${bob} m1`]);
    },
  );

  test('of someone who was just blocked gets none', async () => {
    await rig.goOnline();
    rig.server.overrides.push((_iq, payload) => (payload.name === 'block' ? 'silence' : undefined));
    await rig.store.enqueue({ kind: 'block', jid: bob });
    await rig.server.say(`${bob}/x`, 'hello', { id: 'm1', extra: wish });
    await rest();
    expect(receipts()).toEqual([]);
  });
});

describe('what came while away', () => {
  test('is answered after a crash between the page that brings it and the end', async () => {
    archive('old');
    await rig.goOnline();
    await leave();
    rig.server.offers.pageLimit = 2;
    for (const id of ['m1', 'm2', 'm3', 'm4', 'm5']) archive(id);
    const { commit } = rig.store;
    let pages = 0;
    Object.assign(rig.store, {
      commit: async (...call: Parameters<typeof commit>) => {
        const result = await commit(...call);
        if (call[1].coverage?.kind === 'page' && ++pages === 2) rig.kill();
        return result;
      },
    });
    await rig.clock.advance(3000);
    await until('killed', () => pages === 2);
    await rest();
    Object.assign(rig.store, { commit });
    expect(receipts()).toEqual([]);
    await rig.start();
    await comeBack();
    await until('receipts', () => receipts().length >= 5);
    await rest(100);
    expect(receipts().toSorted()).toEqual(['m1', 'm2', 'm3', 'm4', 'm5'].map((id) => `${bob} ${id}`));
  });

  test.each(Array.from({ length: 24 }, (_, i) => i * 2))(
    'is answered once, whenever the tab is killed (after %i turns)',
    async (turns) => {
      archive('old');
      await rig.goOnline();
      await leave();
      for (const id of ['m1', 'm2', 'm3']) archive(id);
      answer('m2');
      await rig.clock.advance(3000);
      await rest(turns);
      rig.kill();
      rig.server.expireSession();
      await rig.start();
      await comeBack();
      await until('receipts', () => receipts().length >= 2);
      await rest(100);
      expect(receipts()).toEqual([`${bob} m1`, `${bob} m3`]);
    },
  );

  test('and was answered by another device on a newer page, read first, gets no second answer after a crash', async () => {
    archive('old');
    await rig.goOnline();
    await leave();
    for (let i = 0; i < 350; i++) archive(`m-${String(i)}`);
    for (let i = 0; i < 340; i++) answer(`m-${String(i)}`);
    const { commit } = rig.store;
    let pages = 0;
    Object.assign(rig.store, {
      commit: async (...call: Parameters<typeof commit>) => {
        const result = await commit(...call);
        if (call[1].coverage?.kind === 'page' && ++pages === 5) rig.kill();
        return result;
      },
    });
    await rig.clock.advance(3000);
    await until('killed', () => pages === 5);
    Object.assign(rig.store, { commit });
    await rig.start();
    await comeBack();
    await until('receipts', () => receipts().length >= 10);
    await rest(200);
    expect(receipts()).toHaveLength(10);
    expect(receipts()).toContain(`${bob} m-345`);
  });

  test('is answered whoever else was, by whatever the same id', async () => {
    archive('old');
    await rig.goOnline();
    await leave();
    archive('1', bob);
    archive('1', carol);
    answer('1', bob);
    await comeBack();
    await until('a receipt', () => receipts().length > 0);
    await rest(100);
    expect(receipts()).toEqual([`${carol} 1`]);
  });

  test('and is answered by another device in the middle of our catch-up gets no second answer', async () => {
    archive('old');
    await rig.goOnline();
    await leave();
    rig.server.offers.pageLimit = 2;
    for (const id of ['m1', 'm2', 'm3', 'm4', 'm5']) archive(id);
    const { commit } = rig.store;
    let pages = 0;
    Object.assign(rig.store, {
      commit: async (...call: Parameters<typeof commit>) => {
        const result = await commit(...call);
        if (call[1].coverage?.kind === 'page' && ++pages === 1) {
          // One that is here already, and one that is still to come; the archive told of neither by then.
          for (const id of ['m1', 'm5']) void rig.server.deliver(carbonOfAnswer(id));
        }
        return result;
      },
    });
    await comeBack();
    await until('receipts', () => receipts().length >= 3);
    await rest(100);
    expect(receipts().toSorted()).toEqual(['m2', 'm3', 'm4'].map((id) => `${bob} ${id}`));
  });

  test('is answered in the end where the server has lost its archive', async () => {
    archive('old');
    await rig.goOnline();
    await leave();
    rig.server.offers.pageLimit = 2;
    for (const id of ['m1', 'm2', 'm3', 'm4', 'm5']) archive(id);
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
    rig.server.offers.archive = false;
    rig.server.expireSession();
    await rig.start();
    await comeBack();
    await until('receipts', () => receipts().length === 2);
    expect(receipts()).toEqual(['m1', 'm2'].map((id) => `${bob} ${id}`));
  });

  test('from a stranger is not answered (P02), nor is anything once the person wants none sent', async () => {
    archive('old');
    await rig.goOnline();
    await leave();
    archive('m1', stranger);
    await comeBack();
    await leave();
    await rig.store.saveSettings({ sendReceipts: false });
    archive('m2');
    await comeBack();
    await rest(100);
    expect(receipts()).toEqual([]);
    expect(await rig.store.outboxBatch(1, 9)).toEqual([]);
  });

  test('for long is answered as a whole, in portions', async () => {
    archive('old');
    await rig.goOnline();
    await leave();
    for (let i = 0; i < 650; i++) archive(`m-${String(i)}`);
    await comeBack();
    await until('receipts', () => receipts().length === 650);
    expect(new Set(receipts()).size).toBe(650);
  });
});
