/** Contacts as shown, and the intents that a person's doing leaves in the outbox. */
import { flushSync } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { Contact, ContactRequest, DevicePresence, OwnPresence } from '#model/contact.ts';
import type { Intent } from '#model/intent.ts';
import { bare, full } from '#test/builders.ts';
import { Directory } from './directory.svelte.ts';
import { Feed } from './feed.ts';
import { People } from './people.svelte.ts';

const alice = bare('alice@localhost');
const bob = bare('bob@localhost');
const carol = bare('carol@localhost');

/** Reads values as a template would. */
const look = (...values: unknown[]) => values.length;

const settle = async () => {
  for (let i = 0; i < 40; i++) await Promise.resolve();
  flushSync();
};
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const contact = (jid: Contact['jid'], fields: Partial<Contact> = {}): Contact => ({
  jid,
  groups: [],
  subscription: 'both',
  ask: false,
  ...fields,
});
const device = (resource: string, fields: Partial<DevicePresence> = {}): DevicePresence => ({
  jid: full(`bob@localhost/${resource}`),
  bare: bob,
  show: 'available',
  priority: 0,
  at: 0,
  ...fields,
});

const setUp = async (contacts: Contact[] = [], requests: ContactRequest[] = []) => {
  const feed = new Feed((error) => {
    throw error;
  });
  const state = {
    contacts,
    devices: [] as DevicePresence[],
    own: { show: 'available', status: '' } as OwnPresence,
    intents: [] as Intent[],
    told: [] as OwnPresence[],
    nudges: 0,
    accepted: [] as string[],
    hasChat: false,
    offers: { blocking: true },
  };
  const directory = new Directory(
    alice,
    {
      contacts: () => Promise.resolve(state.contacts),
      contactsAmong: (jids) => Promise.resolve(state.contacts.filter(({ jid }) => jids.includes(jid))),
      bestPresences: (page) =>
        Promise.resolve(new Map(page?.after === undefined ? [[bob, 'away' as const]] : [])),
      presencesAmong: () => Promise.resolve(new Map([[bob, 'away' as const]])),
      blocked: () => Promise.resolve([carol]),
      contactRequests: () => Promise.resolve(requests),
      serverOffers: () => Promise.resolve(state.offers),
    },
    feed,
    (error) => {
      throw error;
    },
  );
  const people = new People({
    self: alice,
    store: {
      presenceOf: () => Promise.resolve(state.devices),
      ownPresence: () => Promise.resolve(state.own),
      saveOwnPresence: (presence) => {
        state.own = presence;
        feed.tell({ store: 'profile' });
        return Promise.resolve();
      },
      enqueue: (...intents) => {
        state.intents.push(...intents);
        return Promise.resolve();
      },
      contact: (jid) => Promise.resolve(state.contacts.find((c) => c.jid === jid)),
      acceptChat: (jid) => {
        state.accepted.push(jid);
        return Promise.resolve();
      },
      chat: (jid) =>
        Promise.resolve(
          state.hasChat ? { jid, activity: 0, unread: 0, readOrder: '', accepted: false } : undefined,
        ),
    },
    feed,
    directory,
    nudge: () => (state.nudges += 1),
    tellPresence: (presence) => state.told.push(presence),
  });
  const person = people.person(bob);
  stops.push(
    directory.start(),
    $effect.root(() => {
      $effect(() => {
        look(people.rows, people.canBlock, people.ownPresence, person.devices);
      });
    }),
  );
  flushSync();
  await settle();
  return { people, person, state, feed };
};

describe('contacts', () => {
  it('can be blocked while the server keeps a block list', async () => {
    const { people, state, feed } = await setUp();
    expect(people.canBlock).toBe(true);
    state.offers = { blocking: false };
    feed.tell({ store: 'server' });
    await settle();
    expect(people.canBlock).toBe(false);
  });

  it('are sorted by name and found by name or address', async () => {
    const { people } = await setUp([
      contact(carol, { name: 'Zoe', groups: ['Work'] }),
      contact(bob, { name: 'Éric', groups: ['work', 'Family'] }),
    ]);
    expect(people.rows.map((row) => row.name)).toEqual(['Éric', 'Zoe']);
    expect(people.rows).toMatchObject([{ show: 'away', blocked: false }, { blocked: true }]);
    expect(people.groups).toEqual(['Family', 'Work', 'work']);
    people.query = 'eric';
    expect([people.rows.map((row) => row.jid), people.total]).toEqual([[bob], 2]);
    people.query = 'carol@';
    expect(people.rows.map((row) => row.jid)).toEqual([carol]);
    expect(people.blocked).toEqual([carol]);
  });

  it('are people with devices, the best first, their texts cleaned', async () => {
    const { person, state, feed } = await setUp([contact(bob)]);
    expect([person.ready, person.name, person.givenName, person.isContact]).toEqual([
      true,
      bob,
      undefined,
      true,
    ]);
    expect([person.show, person.devices]).toEqual(['away', []]);
    state.devices = [
      device('old', { show: 'xa', status: 'gone' }),
      device('desk', { priority: 5, software: `Ki${String.fromCodePoint(0x202e)}th` }),
      device('phone', { show: 'away', status: 'in a\nmeeting' }),
    ];
    state.contacts = [contact(bob, { name: 'Bob', ask: true, subscription: 'none' })];
    feed.tell(undefined);
    await settle();
    expect(person.devices.map((d) => d.resource)).toEqual(['desk', 'phone', 'old']);
    expect(person.devices[0]?.software).toBe('Kith');
    expect([person.status, person.name, person.asked, person.subscription]).toEqual([
      'in a meeting',
      'Bob',
      true,
      'none',
    ]);
  });

  it('may be oneself or unknown', async () => {
    const { people, person } = await setUp([], [{ jid: bob, at: 1, message: 'Hi' }]);
    expect([person.isContact, person.isSelf, person.requested]).toEqual([false, false, true]);
    expect(people.person(alice).isSelf).toBe(true);
    expect(people.person(bob)).toBe(person);
    expect(people.requests).toEqual([{ jid: bob, name: bob, at: 1, message: 'Hi' }]);
  });
});

describe('what a person does', () => {
  it('adds an address', async () => {
    const { people, state } = await setUp();
    expect(await people.add('nobody at all')).toMatchObject({ error: { kind: 'invalid-address' } });
    expect(await people.add('Alice@localhost')).toMatchObject({ error: { kind: 'own-address' } });
    expect([state.intents, state.nudges]).toEqual([[], 0]);
    expect(await people.add('bob@localhost/phone', ' Bob\n ')).toEqual({ ok: true, value: bob });
    expect(state.intents).toEqual([
      { kind: 'roster-set', jid: bob, name: 'Bob', groups: [] },
      { kind: 'subscribe', jid: bob },
    ]);
    expect([state.nudges, state.accepted]).toEqual([1, []]);
  });

  it('keeps name and groups when a known one is asked again, and accepts their conversation', async () => {
    const { people, state } = await setUp([
      contact(bob, { name: 'Bob', groups: ['Work'], subscription: 'none' }),
    ]);
    state.hasChat = true;
    await people.add('bob@localhost');
    expect(state.intents[0]).toEqual({ kind: 'roster-set', jid: bob, name: 'Bob', groups: ['Work'] });
    expect(state.accepted).toEqual([bob]);
  });

  it('accepts in both directions, declines, blocks, removes', async () => {
    const { people, state } = await setUp([contact(carol, { subscription: 'to' })]);
    await people.accept(bob);
    await people.accept(carol);
    await people.decline(bob);
    await people.block(bob);
    await people.unblock(bob);
    await people.remove(bob);
    expect(state.intents).toEqual([
      { kind: 'subscribed', jid: bob },
      { kind: 'subscribe', jid: bob },
      { kind: 'subscribed', jid: carol },
      { kind: 'unsubscribed', jid: bob },
      { kind: 'block', jid: bob },
      { kind: 'unblock', jid: bob },
      { kind: 'roster-remove', jid: bob },
    ]);
  });

  it('declines the request of whom it blocks, and shows none of whom another device blocked', async () => {
    const { people, state } = await setUp(
      [],
      [bob, carol].map((jid) => ({ jid, at: 1 })),
    );
    expect(people.requests.map(({ jid }) => jid)).toEqual([bob]);
    await people.block(bob);
    expect(state.intents).toEqual([
      { kind: 'unsubscribed', jid: bob },
      { kind: 'block', jid: bob },
    ]);
  });

  it('renames and groups without losing the other', async () => {
    const { people, state } = await setUp([contact(bob, { name: 'Bob', groups: ['Work'] })]);
    await people.rename(bob, ' Robert ');
    await people.rename(bob, '');
    await people.setGroups(bob, ['Home ', 'Home', ' ']);
    expect(state.intents).toEqual([
      { kind: 'roster-set', jid: bob, name: 'Robert', groups: ['Work'] },
      { kind: 'roster-set', jid: bob, groups: ['Work'] },
      { kind: 'roster-set', jid: bob, name: 'Bob', groups: ['Home'] },
    ]);
  });

  it('sets the own presence, kept and told', async () => {
    const { people, state } = await setUp();
    await people.setOwnPresence('dnd', ' writing ');
    await settle();
    expect(people.ownPresence).toEqual({ show: 'dnd', status: 'writing' });
    expect(state.told).toEqual([{ show: 'dnd', status: 'writing' }]);
  });
});
