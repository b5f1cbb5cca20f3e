/** All history on this device: fetched as long as it is wanted, given up for nothing but the disk, and told as it is. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { StoreError } from '#store/account-store.ts';
import { alice, bob, EngineRig, rest, until } from '#test/engine-rig.ts';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
  rig.server.roster.push({ jid: bob, subscription: 'both' });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rig.close();
});

const day = 24 * 3_600_000;

/** One a day: what a sign-in fetches by itself ends at the newest 250. */
const archive = (count: number): void => {
  for (let i = 0; i < count; i++)
    rig.server.store(
      `<message xmlns="jabber:client" type="chat" from="${bob}/x" to="${alice}" id="m${String(i)}"><body>m${String(i)}</body></message>`,
      rig.clock.now() - (count - i) * day,
    );
};

/** Waits with the clock going on: the download rests between pages. */
const whenTime = (what: string, holds: () => boolean | Promise<boolean>): Promise<void> =>
  until(what, async () => {
    await rig.clock.advance(500);
    return holds();
  });

const want = (keepAll: boolean): Promise<void> => rig.store.saveSettings({ keepAll });
const state = async (): Promise<string | undefined> => (await rig.store.wholeArchive())?.state;
const fetched = async (): Promise<number> => (await rig.store.archiveCursor(alice)).oldest?.past ?? 0;
const texts = async (): Promise<string[]> => {
  const all: string[] = [];
  for (let before: string | undefined; ;) {
    const page = await rig.store.messagesPage(bob, {
      limit: 500,
      ...(before === undefined ? {} : { before }),
    });
    if (page.length === 0) return all;
    all.unshift(...page.map(({ content }) => ('body' in content ? content.body : '')));
    before = page[0]?.order;
  }
};
const every = (count: number): string[] => Array.from({ length: count }, (_, i) => `m${String(i)}`);

describe('the whole archive', () => {
  test('is left alone until it is wanted, then fetched to its beginning', async () => {
    archive(700);
    await rig.goOnline();
    await rest(300);
    expect(await fetched()).toBe(250);
    expect(await rig.store.wholeArchive()).toBeUndefined();
    await want(true);
    await whenTime('done', async () => (await state()) === 'done');
    expect(await texts()).toEqual(every(700));
    const progress = await rig.store.wholeArchive();
    expect(progress?.fetched).toBe(700);
    expect(Number(progress?.reached)).toBeLessThan(rig.clock.now() - 699 * day);
    expect(await rig.store.coverageOf(bob)).toBe('complete');
    expect((await rig.store.chat(bob))?.unread).toBe(0);
    expect(rig.signalsOf('alert')).toEqual([]);
  });

  test('stops when it is no longer wanted, keeps what is there, and goes on from it', async () => {
    archive(900);
    await rig.goOnline();
    await want(true);
    await whenTime('some of it', async () => (await fetched()) >= 400);
    await want(false);
    await rest(200);
    const kept = await fetched();
    expect(kept).toBeLessThan(900);
    await rig.clock.advance(60_000);
    await rest(200);
    expect(await fetched()).toBe(kept);
    await want(true);
    await whenTime('done', async () => (await state()) === 'done');
    expect(await texts()).toEqual(every(900));
    expect((await rig.store.wholeArchive())?.fetched).toBe(900);
  });

  test('goes on with the next engine, without being asked again', async () => {
    archive(800);
    await rig.goOnline();
    await want(true);
    await whenTime('some of it', async () => (await fetched()) >= 350);
    rig.kill();
    await rig.start();
    await rig.untilPhase('online');
    await whenTime('done', async () => (await state()) === 'done');
    expect(await texts()).toEqual(every(800));
  });

  test('waits while there is no connection', async () => {
    archive(800);
    await rig.goOnline();
    await want(true);
    await whenTime('some of it', async () => (await fetched()) >= 350);
    rig.server.expireSession();
    rig.stream.cut();
    await rig.untilPhase('offline');
    await rest(200);
    expect(await state()).toBe('under-way');
    await whenTime('done', async () => (await state()) === 'done');
    expect(await texts()).toEqual(every(800));
  });

  test('lets whoever asks for older messages, and whoever writes, come between two pages', async () => {
    archive(900);
    await rig.goOnline();
    await want(true);
    await whenTime('begun', async () => (await fetched()) >= 300);
    const before = await fetched();
    const message = await rig.write('in between');
    await until('sent', async () => (await rig.delivery(message)) === 'sent');
    expect((await rig.send({ name: 'load-older', chat: bob })).ok).toBe(true);
    expect(await fetched()).toBeLessThanOrEqual(before + 100);
    await whenTime('done', async () => (await state()) === 'done');
    expect((await texts()).filter((text) => text !== 'in between')).toEqual(every(900));
  });

  test('rests between pages while somebody looks, and needs no timer when nobody does', async () => {
    archive(800);
    rig.visible = false;
    await rig.goOnline();
    await want(true);
    await until('done without the clock', async () => (await state()) === 'done');
    expect(await fetched()).toBe(800);
  });

  test('stops before the storage is full, and goes on when there is room', async () => {
    archive(2500);
    await rig.goOnline();
    const use = { bytes: 100, quota: 1000 };
    vi.spyOn(rig.store, 'storageUse').mockImplementation(() => Promise.resolve({ ...use }));
    await want(true);
    await whenTime('some of it', async () => (await fetched()) >= 500);
    use.bytes = 950;
    await whenTime('full', async () => (await state()) === 'full');
    const kept = await fetched();
    expect(kept).toBeLessThan(2500);
    await want(true);
    await rest(200);
    expect(await fetched()).toBe(kept);
    use.bytes = 500;
    await want(true);
    await whenTime('done', async () => (await state()) === 'done');
    expect(await fetched()).toBe(2500);
  });

  test('says that the disk is full when it says so itself', async () => {
    archive(600);
    await rig.goOnline();
    const commit = rig.store.commit.bind(rig.store);
    vi.spyOn(rig.store, 'commit').mockImplementation((epoch, batch) =>
      batch.coverage?.kind === 'page'
        ? Promise.reject(new StoreError({ kind: 'quota' }))
        : commit(epoch, batch),
    );
    await want(true);
    await whenTime('full', async () => (await state()) === 'full');
    expect(rig.engine.connection.phase).toBe('online');
  });

  test('does not come back by itself when it was cleared', async () => {
    archive(600);
    await rig.goOnline();
    await want(true);
    await whenTime('done', async () => (await state()) === 'done');
    await rig.store.clearHistory();
    await rest(300);
    await rig.clock.advance(60_000);
    await rest(300);
    expect((await rig.store.settings()).keepAll).toBe(false);
    expect(await rig.store.wholeArchive()).toBeUndefined();
    expect((await texts()).length).toBeLessThanOrEqual(250);
  });
});
