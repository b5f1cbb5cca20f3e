/** Random lives, one per seed: nothing lost, nothing doubled, the archive's order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { childrenOf } from '#xmpp/codec/dom.ts';
import { alice, bob, EngineRig, rest, until } from '#test/engine-rig.ts';

type Step =
  | { readonly kind: 'say' | 'write' | 'phone' | 'cut' | 'expire' | 'kill' | 'deaf' | 'mute' | 'heal' }
  /** The world goes on for so many turns of the event loop. */
  | { readonly kind: 'turns'; readonly count: number }
  | { readonly kind: 'time'; readonly ms: number };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Step>({ kind: 'say' }) },
  { weight: 5, arbitrary: fc.constant<Step>({ kind: 'write' }) },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: 'phone' }) },
  { weight: 2, arbitrary: fc.constantFrom<Step>({ kind: 'cut' }, { kind: 'kill' }, { kind: 'expire' }) },
  { weight: 2, arbitrary: fc.constantFrom<Step>({ kind: 'deaf' }, { kind: 'mute' }, { kind: 'heal' }) },
  { weight: 4, arbitrary: fc.nat(30).map((count): Step => ({ kind: 'turns', count })) },
  { weight: 2, arbitrary: fc.nat(5000).map((ms): Step => ({ kind: 'time', ms })) },
);

/** What kind of server it is. */
interface Place {
  readonly sm: boolean;
  readonly tellsCount: boolean;
  readonly pageLimit: number;
}

const anyPlace: fc.Arbitrary<Place> = fc.record({
  sm: fc.boolean(),
  tellsCount: fc.boolean(),
  pageLimit: fc.constantFrom(2, 5, 100),
});

class Life {
  readonly rig = new EngineRig();
  readonly written: string[] = [];
  #count = 0;

  async begin({ sm, tellsCount, pageLimit }: Place): Promise<void> {
    this.rig.server.offers.sm = sm;
    this.rig.server.offers.pageLimit = pageLimit;
    this.rig.server.tellsCount = tellsCount;
    this.rig.server.roster.push({ jid: bob, subscription: 'both' });
    await this.rig.goOnline();
  }

  async step(step: Step): Promise<void> {
    const { rig } = this;
    switch (step.kind) {
      case 'say':
        // Archived whoever listens; delivered to a session that lives or can still be resumed.
        void rig.server.say(`${bob}/x`, `in-${this.#count++}`, { id: `peer-${this.#count}` });
        return;
      case 'write': {
        const text = `out-${this.#count++}`;
        await rig.write(text);
        this.written.push(text);
        return;
      }
      case 'phone':
        this.phone();
        return;
      case 'cut':
        rig.stream.cut();
        return;
      case 'expire':
        rig.server.expireSession();
        return;
      case 'kill':
        rig.kill();
        return rig.start();
      // What the client sends is lost.
      case 'deaf':
        rig.server.swallows = rig.stream.state === 'bound';
        return;
      // What the server has is not confirmed.
      case 'mute':
        rig.stream.acknowledges = false;
        return;
      case 'heal':
        return this.heal();
      case 'turns':
        return rest(step.count);
      case 'time':
        return rig.clock.advance(step.ms);
    }
  }

  /** Another device of the account sends: archived, and copied to this one. */
  phone(): void {
    const id = `phone-${this.#count++}`;
    const text = `<message xmlns="jabber:client" type="chat" from="${alice}/phone" to="${bob}" id="${id}"><body>${id}</body>`;
    const archiveId = this.rig.server.store(`${text}</message>`);
    const copy = `${text}<stanza-id xmlns="urn:xmpp:sid:0" by="${alice}" id="${archiveId}"/></message>`;
    const carbon = `<sent xmlns="urn:xmpp:carbons:2"><forwarded xmlns="urn:xmpp:forward:0">${copy}</forwarded></sent>`;
    void this.rig.server.deliver(
      `<message xmlns="jabber:client" from="${alice}" to="${alice}/web">${carbon}</message>`,
    );
  }

  /** A connection that lost something ends; then the way is clear. */
  async heal(): Promise<void> {
    const { rig } = this;
    if (rig.server.swallows) rig.stream.cut();
    rig.server.swallows = false;
    for (const stream of rig.streams) stream.acknowledges = true;
    if (rig.stream.state === 'bound') rig.stream.acknowledge();
    await rest(20);
  }

  async end(): Promise<void> {
    const { rig } = this;
    await this.heal();
    await until(
      'at rest',
      async () => {
        await rig.clock.advance(31_000);
        await rest(100);
        return rig.engine.connection.phase === 'online' && (await rig.store.waitingCount()) === 0;
      },
      20,
    );
    await rig.clock.advance(31_000);
    await rest(200);
  }

  archived(): string[] {
    return this.rig.server.archive.flatMap(({ stanza }) =>
      childrenOf(stanza, 'body', 'jabber:client').map((body) => body.text()),
    );
  }
}

test('whatever happens on the way, the end is the archive', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(anyPlace, fc.array(anyStep, { minLength: 5, maxLength: 40 }), async (place, steps) => {
      const life = new Life();
      try {
        await life.begin(place);
        for (const step of steps) await life.step(step);
        await life.end();
        const archived = life.archived();
        const rows = await life.rig.messages();
        // Nothing lost on the way out, nothing sent twice, in the order it was written.
        expect(archived.filter((text) => text.startsWith('out-'))).toEqual(life.written);
        // Nothing lost on the way in, nothing shown twice, in the archive's order.
        expect(await life.rig.bodies()).toEqual(archived);
        expect(rows.every(({ own, delivery }) => !own || delivery === 'sent')).toBe(true);
      } finally {
        await life.rig.close();
      }
    }),
    { numRuns: 60, endOnFailure: false },
  );
});
