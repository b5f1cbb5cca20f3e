/** In step with the archive: first fill, catch-up, older messages (F08 to F10, F15). */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { childrenOf } from '#xmpp/codec/dom.ts';
import { readXml } from '#test/fake-server/state.ts';
import { alice, bob, EngineRig, rest, until } from '#test/engine-rig.ts';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
  rig.server.roster.push({ jid: bob, subscription: 'both' });
});
afterEach(() => rig.close());

const hour = 3_600_000;
const day = 24 * hour;
const wish = '<request xmlns="urn:xmpp:receipts"/>';

/** Archives messages from a person, the last one a minute ago. */
const archive = (count: number, options: { from?: string; every?: number; extra?: string } = {}): void => {
  const { from = bob, every = 60_000, extra = '' } = options;
  const start = rig.server.archive.length;
  for (let i = 0; i < count; i++) {
    const name = `${from.split('@')[0] ?? ''}-${start + i}`;
    rig.server.store(
      `<message xmlns="jabber:client" type="chat" from="${from}/x" to="${alice}" id="${name}"><body>${name}</body>${extra}</message>`,
      rig.clock.now() - (count - i) * every,
    );
  }
};
const queries = (): number =>
  rig.server.sent('iq').filter((el) => el.children()[0]?.ns === 'urn:xmpp:mam:2').length;
const receipts = (): number =>
  rig.server.sent('message').flatMap((el) => childrenOf(el, 'received', 'urn:xmpp:receipts')).length;

/** Every text of the conversation, oldest first. */
const whole = async (): Promise<string[]> => {
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

/** Whether all is known back to this message of the server's archive, and nothing older. */
const reaches = async (index: number): Promise<boolean> =>
  (await rig.store.archiveCursor(alice)).oldest?.firstId === rig.server.archive[index]?.id;

/** A page that promises more and never moves. */
const loop = {
  result: readXml(
    '<fin xmlns="urn:xmpp:mam:2"><set xmlns="http://jabber.org/protocol/rsm"><first>l</first><last>l</last></set></fin>',
  ),
};

/** Away: the session ends, things happen, the account comes back. */
const away = async (meanwhile: () => void): Promise<void> => {
  rig.server.expireSession();
  rig.stream.cut();
  await rig.untilPhase('offline');
  meanwhile();
  await rig.clock.advance(3000);
  await rig.untilPhase('online');
  await rest();
};

describe('the first sign-in', () => {
  test('fetches the newest 250 before it is online, then on into the past, all of it read', async () => {
    archive(600);
    await rig.start();
    await rig.untilPhase('online');
    const known = (await rig.bodies()).length;
    expect(known).toBeGreaterThanOrEqual(250);
    expect(known).toBeLessThan(600);
    await until('all', async () => (await whole()).length === 600);
    expect(await whole()).toEqual(Array.from({ length: 600 }, (_, i) => `bob-${i}`));
    expect((await rig.store.chat(bob))?.unread).toBe(0);
    expect(rig.signalsOf('alert')).toEqual([]);
  });

  test('goes on into the past after a cut or a reload broke it off', async () => {
    archive(600);
    await rig.start();
    await rig.untilPhase('online');
    rig.kill();
    await rig.start();
    await rig.untilPhase('online');
    expect(rig.server.requests.at(-1)?.resume).toBeDefined();
    await until('all', async () => (await whole()).length === 600);
    expect((await rig.store.chat(bob))?.unread).toBe(0);
  });

  test('goes on to what is thirty days old, and not beyond', async () => {
    archive(1000, { every: day / 20 });
    await rig.goOnline();
    await until('as far as it goes', () => reaches(400));
    await rest(500);
    expect(await whole()).toEqual(Array.from({ length: 600 }, (_, i) => `bob-${400 + i}`));
    expect(await rig.store.coverageOf(bob)).toBe('more');
  });

  test('goes back no further where the newest 250 are older than that', async () => {
    archive(400, { every: day / 4 });
    await rig.goOnline();
    await rest(500);
    expect(await whole()).toEqual(Array.from({ length: 250 }, (_, i) => `bob-${150 + i}`));
    expect(await rig.store.coverageOf(bob)).toBe('more');
  });

  test('stops at five thousand more where the archive is full', async () => {
    // Nothing of these is kept, which is quicker than messages and counts like them.
    const state = '<active xmlns="http://jabber.org/protocol/chatstates"/>';
    for (let i = 0; i < 5300; i++)
      rig.server.store(
        `<message xmlns="jabber:client" type="chat" from="${bob}/x" to="${alice}">${state}</message>`,
      );
    await rig.goOnline();
    await until('as far as it goes', () => reaches(50));
    await rest(500);
    expect(await reaches(50)).toBe(true);
  });

  test('counts what former visits fetched of the past', async () => {
    archive(900);
    await rig.start();
    const cursor = rig.store.archiveCursor.bind(rig.store);
    vi.spyOn(rig.store, 'archiveCursor').mockImplementation(async (of) => {
      const { oldest, ...known } = await cursor(of);
      return oldest ? { ...known, oldest: { ...oldest, past: oldest.past + 4500 } } : known;
    });
    await until('the bound', async () => (await cursor(alice)).oldest?.past === 750);
    await rest(200);
    expect((await cursor(alice)).oldest?.past).toBe(750);
  });

  test('asks for no receipts to be sent for history', async () => {
    archive(20, { extra: wish });
    await rig.goOnline();
    await rest();
    expect(receipts()).toBe(0);
  });

  test('of an empty account is quiet', async () => {
    rig.server.roster.length = 0;
    await rig.goOnline();
    expect(await rig.store.listChats({ limit: 10 })).toEqual([]);
    expect(await rig.store.countContacts()).toBe(0);
  });
});

describe('catch-up', () => {
  test('brings what was missed, in order, with one receipt each', async () => {
    archive(5);
    await rig.goOnline();
    await rig.server.say(`${bob}/x`, 'live');
    await away(() => {
      archive(3, { extra: wish });
    });
    expect((await rig.bodies()).slice(5)).toEqual(['live', 'bob-6', 'bob-7', 'bob-8']);
    await until('receipts', () => receipts() === 3);
    expect((await rig.store.chat(bob))?.unread).toBe(4);
  });

  test('sends no receipt where another device has', async () => {
    archive(1);
    await rig.goOnline();
    await away(() => {
      archive(2, { extra: wish });
      rig.server.store(
        `<message xmlns="jabber:client" type="chat" from="${alice}/phone" to="${bob}" id="r"><received xmlns="urn:xmpp:receipts" id="bob-1"/></message>`,
      );
    });
    await until('a receipt', () => receipts() > 0);
    await rest();
    expect(receipts()).toBe(1);
  });

  test('takes what arrives meanwhile for what it is: later (the poisoned cursor)', async () => {
    archive(3);
    await rig.goOnline();
    rig.server.expireSession();
    rig.stream.cut();
    await rig.untilPhase('offline');
    archive(4);
    // The live message comes before the first page of the catch-up.
    let said = false;
    rig.server.overrides.push((_iq, payload) => {
      if (payload.ns === 'urn:xmpp:mam:2' && !said) {
        said = true;
        void rig.server.say(`${bob}/x`, 'live');
      }
      return undefined;
    });
    await rig.clock.advance(3000);
    await rig.untilPhase('online');
    await rest();
    const bodies = await rig.bodies();
    expect(bodies).toEqual(['bob-0', 'bob-1', 'bob-2', 'bob-3', 'bob-4', 'bob-5', 'bob-6', 'live']);
  });

  test('after a long absence shows the newest first, then closes the hole', async () => {
    archive(10);
    await rig.goOnline();
    await away(() => archive(700, { every: 1000 }));
    await until('closed', async () => (await rig.store.archiveCursor(alice)).holes.length === 0);
    await rest();
    const all = await whole();
    expect(all).toHaveLength(710);
    expect(all).toEqual(Array.from({ length: 710 }, (_, i) => `bob-${i}`));
  });

  test('with a lost anchor begins at its time and doubles nothing (F08)', async () => {
    archive(5);
    await rig.goOnline();
    await away(() => {
      archive(2);
      rig.server.archive.splice(0, 5);
    });
    expect(await rig.bodies()).toEqual(['bob-0', 'bob-1', 'bob-2', 'bob-3', 'bob-4', 'bob-5', 'bob-6']);
  });

  test('ends although the archive goes in circles (F09)', async () => {
    archive(3);
    await rig.goOnline();
    rig.server.overrides.push((_iq, payload) => (payload.ns === 'urn:xmpp:mam:2' ? loop : undefined));
    const before = queries();
    await away(() => archive(3));
    expect(queries() - before).toBeLessThan(20);
    expect(rig.engine.connection.phase).toBe('online');
  });

  test('that gets no answer leaves the app usable, and is tried again', async () => {
    archive(3);
    await rig.goOnline();
    rig.server.overrides.push((_iq, payload) =>
      payload.ns === 'urn:xmpp:mam:2' ? { error: 'internal-server-error' } : undefined,
    );
    await away(() => archive(2));
    expect(await rig.bodies()).toHaveLength(3);
    const mine = await rig.write('I can write');
    await until('sent', async () => (await rig.delivery(mine)) === 'sent');
    rig.server.overrides.length = 0;
    await rig.clock.advance(60_000);
    await until('caught up', async () => (await rig.bodies()).length === 6);
    expect(await rig.bodies()).toEqual(['bob-0', 'bob-1', 'bob-2', 'bob-3', 'bob-4', 'I can write']);
  });

  test('believes results only that it asked for (S04)', async () => {
    await rig.goOnline();
    const forged = (from: string): string =>
      `<message xmlns="jabber:client" from="${from}" to="${alice}"><body>shown?</body><result xmlns="urn:xmpp:mam:2" queryid="id-1" id="x"><forwarded xmlns="urn:xmpp:forward:0"><message xmlns="jabber:client" from="${bob}" to="${alice}"><body>forged</body></message></forwarded></result></message>`;
    for (const from of [alice, bob, 'eve@evil.example']) await rig.server.deliver(forged(from));
    expect(await rig.store.listChats({ limit: 10 })).toEqual([]);
  });
});

describe('older messages', () => {
  const older = () => rig.send({ name: 'load-older', chat: bob });

  test('come page by page until the archive is read to its start', async () => {
    archive(120, { every: 40 * day });
    archive(250, { from: 'carol@example.org' });
    await rig.goOnline();
    await rest(300);
    expect(await rig.bodies()).toEqual([]);
    let added = 0;
    for (let i = 0; i < 5; i++) {
      const reply = await older();
      expect(reply).toMatchObject({ ok: true });
      if (reply.ok && reply.value !== null && 'added' in reply.value) added += reply.value.added;
    }
    expect(added).toBe(120);
    expect(await older()).toEqual({ ok: true, value: { added: 0, archive: 'complete' } });
    expect((await rig.bodies())[0]).toBe('bob-0');
    expect((await rig.store.chat(bob))?.unread).toBe(0);
  });

  test('that the server has dropped are said to be gone', async () => {
    archive(120, { every: 40 * day });
    archive(250, { from: 'carol@example.org' });
    await rig.goOnline();
    await older();
    rig.server.archive.splice(0, 100);
    const reply = await older();
    expect(reply).toMatchObject({ ok: true, value: { added: 0 } });
    expect(['complete', 'expired']).toContain(
      reply.ok && reply.value !== null && 'archive' in reply.value ? reply.value.archive : '',
    );
  });

  test('need a connection', async () => {
    await rig.goOnline();
    rig.stream.cut();
    expect(await older()).toEqual({ ok: false, error: { kind: 'offline' } });
  });
});
