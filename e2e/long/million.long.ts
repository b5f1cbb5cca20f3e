/** A million messages on the device: start, open and page back take as long as with a thousand. */
import { expect, test } from '../fixtures.ts';
import { FilledProfile, seedingScript } from './filled.ts';
import { type Figures, measure, median, watch } from './figures.ts';

/** The first round warms up. */
const rounds = Number(process.env['ROUNDS'] ?? 9);
/** Against the figures with a thousand messages. */
const mostTimes = 1.3;
/** Heap that 10,000 people may take more than 20, whatever is in the archive. Bytes. */
const mostMore = 12e6;

const few = { contacts: 20, chats: 20, messages: 2000, inFirst: 1200 };
const many = {
  contacts: 10_000,
  chats: 5000,
  messages: Number(process.env['MESSAGES'] ?? 1_000_000),
  inFirst: Number(process.env['MESSAGES'] ?? 1_000_000) / 10,
};

test('a million messages take no longer than a thousand', async ({ launch, site }) => {
  const stack = await launch();
  const script = await seedingScript();
  const at = { origin: site.origin, server: stack.server };
  const began = performance.now();
  const small = await FilledProfile.make(script, await stack.createAccount('few'), few, at);
  const large = await FilledProfile.make(script, await stack.createAccount('many'), many, at);
  console.log(`filled in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  // What is shown comes from the disk: nothing of a server is in the figures.
  await stack.server.halt();
  try {
    const found = { small: [] as Figures[], large: [] as Figures[] };
    for (const profile of [small, large]) await profile.app.page.addInitScript(watch);
    for (let round = 0; round < rounds; round++)
      for (const [name, profile] of [['small', small] as const, ['large', large] as const]) {
        const figures = await measure(profile.app, `${site.origin}/?lang=en`);
        if (round > 0) found[name].push(figures);
        await profile.leave();
      }
    const of = (name: keyof typeof found, what: keyof Figures): number =>
      median(found[name].map((figures) => figures[what]));
    for (const what of ['start', 'open', 'back', 'longest', 'heap', 'nodes'] as const) {
      const [a, b] = [of('small', what), of('large', what)];
      console.log(
        `${what}: ${a.toFixed(0)} with few, ${b.toFixed(0)} with many: ${(b / a).toFixed(2)} times`,
      );
    }
    for (const what of ['start', 'open', 'back'] as const)
      expect.soft(of('large', what) / of('small', what), what).toBeLessThanOrEqual(mostTimes);
    expect.soft(of('large', 'heap') - of('small', 'heap'), 'heap').toBeLessThanOrEqual(mostMore);
  } finally {
    await small.close();
    await large.close();
  }
});
