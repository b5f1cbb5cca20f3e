/** Two engines on a real Prosody 13: they meet, talk, part and come back. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import type { BareJid } from '#lib/jid.ts';
import { silentLog } from '#lib/log.ts';
import type { Signal } from '#model/command.ts';
import type { Message } from '#model/message.ts';
import type { AccountStore } from '#store/account-store.ts';
import { openAccountStore } from '#store/open.ts';
import { xml } from '#xmpp/codec/dom.ts';
import { bare, must } from '#test/builders.ts';
import { live, LiveRig } from '#test/live-server.ts';
import type { Engine } from './context.ts';
import { startEngine } from './engine.ts';
import { turnScheduler } from './turns.ts';

let rig: LiveRig;
beforeAll(async () => {
  const started = await LiveRig.start();
  if (started) rig = started;
}, 120_000);
afterAll(() => (rig as LiveRig | undefined)?.stop());

const alice = bare('alice@localhost');
const bob = bare('bob@localhost');
const nextTurn = turnScheduler();

/** One account in one place: a store that stays, and engines that come and go. */
class Person {
  readonly jid: BareJid;
  readonly signals: Signal[] = [];
  readonly #userAgentId = newId();
  store!: AccountStore;
  engine!: Engine;

  constructor(jid: BareJid) {
    this.jid = jid;
  }

  async arrive(): Promise<void> {
    this.store = must(await openAccountStore(this.jid, { memory: true }));
    await this.open();
  }

  /** As a tab that comes to lead does. */
  async open(): Promise<void> {
    const epoch = await this.store.claimEpoch();
    this.engine = startEngine({
      jid: this.jid,
      store: this.store,
      epoch,
      account: {
        userAgentId: this.#userAgentId,
        strongest: undefined,
        webSocket: rig.server.webSocket,
        plainAllowed: false,
        asksEachTime: false,
        credentials: () => Promise.resolve({ kind: 'password', password: 'secret' }),
        signedIn: () => Promise.resolve(),
        forget: () => Promise.resolve(),
      },
      host: { isOnline: () => true, anyVisible: () => Promise.resolve(true) },
      openStream: () => rig.newSession().session,
      discover: () => Promise.reject(new Error('not asked for')),
      clock: systemClock,
      newId,
      random: Math.random,
      nextTurn,
      log: silentLog,
      emit: (signal) => this.signals.push(signal),
    });
    await eventually(() => Promise.resolve(this.engine.connection.phase === 'online'));
  }

  async leave(): Promise<void> {
    await this.engine.stop('bye');
    this.store.close();
  }

  async bodies(chat: BareJid): Promise<string[]> {
    const rows = await this.store.messagesPage(chat, { limit: 200 });
    return rows.map(({ content }) => ('body' in content ? content.body : ''));
  }

  async row({ key }: Message): Promise<Message | undefined> {
    return (await this.store.messagesByKeys([key]))[0];
  }
}

let people: Person[] = [];
const meet = async (): Promise<[Person, Person]> => {
  const pair: [Person, Person] = [new Person(alice), new Person(bob)];
  people = pair;
  await Promise.all(pair.map((person) => person.arrive()));
  return pair;
};
afterEach(async () => {
  await Promise.all(people.map((person) => person.leave()));
  people = [];
});

/** A real server takes its time; this long at most. */
const patienceMs = 10_000;
const eventually = async (holds: () => Promise<boolean>): Promise<void> => {
  const end = systemClock.now() + patienceMs;
  while (!(await holds())) {
    if (systemClock.now() > end) throw new Error('it never came true');
    await new Promise<void>((resolve) => systemClock.setTimeout(resolve, 10));
  }
};

live(
  'strangers become contacts and see each other',
  async () => {
    const [a, b] = await meet();
    await a.store.enqueue(
      { kind: 'roster-set', jid: bob, name: 'Bob', groups: ['Friends'] },
      { kind: 'subscribe', jid: bob },
    );
    await eventually(async () => (await b.store.contactRequests()).some(({ jid }) => jid === alice));
    await b.store.enqueue({ kind: 'subscribed', jid: alice }, { kind: 'subscribe', jid: alice });
    for (const [person, other] of [
      [a, bob],
      [b, alice],
    ] as const) {
      await eventually(async () => (await person.store.contact(other))?.subscription === 'both');
      await eventually(async () =>
        (await person.store.presenceOf(other)).some(({ software }) => software === 'Kith'),
      );
    }
    expect(await a.store.contact(bob)).toMatchObject({ name: 'Bob', groups: ['Friends'], ask: false });
    expect(await b.store.contactRequests()).toEqual([]);
  },
  30_000,
);

live(
  'a message is sent, delivered, read and settled',
  async () => {
    const [a, b] = await meet();
    const message = await a.store.enqueueMessage(bob, 'hello');
    await eventually(async () => (await b.bodies(alice)).at(-1) === 'hello');
    await eventually(async () => (await a.row(message))?.delivery === 'delivered');
    const last = (await b.store.messagesPage(alice, { limit: 1 }))[0];
    await b.store.markRead(alice, last?.order ?? '');
    await eventually(async () => (await a.row(message))?.delivery === 'read');
    await eventually(async () => (await a.row(message))?.archiveId !== undefined);
    expect(await b.store.countUnread()).toBe(0);
  },
  30_000,
);

live(
  'what another device sends is shown here',
  async () => {
    const [a] = await meet();
    const phone = await rig.up('alice');
    phone.session.send(
      xml(
        'message',
        'jabber:client',
        { to: bob, id: newId(), type: 'chat' },
        xml('body', 'jabber:client', {}, 'from my phone'),
      ),
    );
    await eventually(async () => (await a.bodies(bob)).includes('from my phone'));
  },
  30_000,
);

live(
  'what is written while away goes out in order, and what was missed is there',
  async () => {
    const [a, b] = await meet();
    await a.engine.stop('bye');
    for (const text of ['one', 'two', 'three']) await a.store.enqueueMessage(bob, text);
    for (const text of ['four', 'five']) await b.store.enqueueMessage(alice, text);
    await eventually(async () => (await b.store.waitingCount()) === 0);
    await a.open();
    await eventually(async () => (await b.bodies(alice)).slice(-3).join() === 'one,two,three');
    expect((await a.bodies(bob)).slice(-5)).toEqual(['four', 'five', 'one', 'two', 'three']);
    await eventually(async () => (await a.store.waitingCount()) === 0);
  },
  30_000,
);

live(
  'the next leader resumes the stream',
  async () => {
    const [a, b] = await meet();
    const first = (await a.store.streamRow())?.id;
    await a.engine.stop('drop');
    await b.store.enqueueMessage(alice, 'while nobody led');
    await a.open();
    await eventually(async () => (await a.bodies(bob)).at(-1) === 'while nobody led');
    expect((await a.store.streamRow())?.id).toBe(first);
    const message = await a.store.enqueueMessage(bob, 'after the change');
    await eventually(async () => (await a.row(message))?.delivery === 'delivered');
  },
  30_000,
);

live(
  'history comes back page by page',
  async () => {
    const [a, b] = await meet();
    const texts = Array.from({ length: 60 }, (_, i) => `line ${i}`);
    for (const text of texts) await b.store.enqueueMessage(alice, text);
    await eventually(async () => (await a.bodies(bob)).at(-1) === 'line 59');
    const before = await a.bodies(bob);
    await a.store.clearHistory();
    await a.engine.stop('bye');
    await a.open();
    await eventually(async () => {
      const reply = await a.engine.handle({ name: 'load-older', chat: bob });
      return reply.ok && (await a.store.coverageOf(bob)) === 'complete';
    });
    expect((await a.bodies(bob)).slice(-before.length)).toEqual(before);
    expect(await a.store.countUnread()).toBe(0);
  },
  30_000,
);

live(
  'a blocked person is not heard',
  async () => {
    const [a, b] = await meet();
    await a.store.enqueue({ kind: 'block', jid: bob });
    await eventually(async () => (await a.store.outboxBatch(1, 10)).length === 0);
    const before = await a.bodies(bob);
    const unheard = await b.store.enqueueMessage(alice, 'can you hear me?');
    await eventually(async () => (await b.row(unheard))?.delivery === 'sent');
    await a.store.enqueue({ kind: 'unblock', jid: bob });
    await eventually(async () => (await a.store.outboxBatch(1, 10)).length === 0);
    await b.store.enqueueMessage(alice, 'and now?');
    await eventually(async () => (await a.bodies(bob)).at(-1) === 'and now?');
    expect(await a.bodies(bob)).toEqual([...before, 'and now?']);
  },
  30_000,
);
