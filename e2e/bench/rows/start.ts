/** From nothing to the list: what is fetched, the form, the first sign-in, and every start after it. */
import type { Measured } from '../figures.ts';
import type { Row } from '../row.ts';
import type { Crowd, Bench } from '../stage.ts';
import type { Screen } from '../screen.ts';

/** One message each, so that whichever list a client begins with has them all. */
async function people(bench: Bench, count: number): Promise<Crowd> {
  const crowd = await bench.crowd(count);
  const day = 24 * 3600;
  for (const [i, contact] of crowd.contacts.entries()) {
    await bench.archive(crowd.owner, contact, 1, { ago: day + i * 60, received: true });
  }
  return crowd;
}

/** As many rows as a first screenful surely has. */
const screenful = 8;

export const coldLoad: Row = {
  name: 'cold-load',
  title: 'cold load to sign-in form',
  contestants: ['kith', 'converse', 'floor'],
  figures: [{ key: 'form', label: 'time', unit: 'ms', goals: [{ beside: 'converse', atMost: 1 / 3 }] }],
  prepare: async (bench) => {
    const account = await bench.stack.createAccount();
    return async (contestant): Promise<Measured> => {
      const screen = await bench.screen(contestant, account);
      await screen.goto();
      return { form: await screen.sinceStart({ selector: screen.client.submit, calm: true }) };
    };
  },
};

function signIn(count: number, share: number): Row {
  return {
    name: `sign-in-${count}`,
    title: `sign-in to usable list, ${count.toLocaleString('en-GB')} contacts`,
    contestants: ['kith', 'converse', 'floor'],
    figures: [{ key: 'list', label: 'time', unit: 'ms', goals: [{ beside: 'converse', atMost: share }] }],
    prepare: async (bench) => {
      const { owner } = await people(bench, count);
      return async (contestant): Promise<Measured> => {
        const screen = await bench.screen(contestant, owner);
        await screen.goto();
        await screen.fillPassword();
        return { list: await screen.submit(screenful) };
      };
    },
  };
}

function warm(count: number, share: number): Row {
  return {
    name: `warm-${count}`,
    title: `warm start to list, ${count.toLocaleString('en-GB')} contacts`,
    contestants: ['kith', 'converse', 'floor'],
    figures: [
      { key: 'list', label: 'time', unit: 'ms', goals: [{ beside: 'converse', atMost: share }] },
      {
        key: 'offline',
        label: 'time with the network cut',
        unit: 'ms',
        goals: [{ beside: 'converse', figure: 'list', atMost: share }],
      },
    ],
    prepare: async (bench) => {
      const { owner } = await people(bench, count);
      const visitors = new Map<string, Screen>();
      return async (contestant): Promise<Measured> => {
        const known = visitors.get(contestant);
        const first = known ?? (await bench.screen(contestant, owner, { kept: true }));
        const context = first.page.context();
        if (known === undefined) {
          await first.signIn(screenful);
          if (contestant === 'kith') await untilOffline(first);
          visitors.set(contestant, first);
          await first.page.close();
        }
        const start = async (): Promise<number> => {
          const screen = await bench.page(context, contestant, owner);
          await screen.goto({ again: true });
          const took = await screen.sinceStart({
            selector: screen.client.rows,
            atLeast: screenful,
            calm: true,
          });
          await screen.page.close();
          return took;
        };
        const list = await start();
        if (contestant !== 'kith') return { list };
        await context.setOffline(true);
        const offline = await start();
        await context.setOffline(false);
        return { list, offline };
      };
    },
  };
}

/** The worker has all it needs to start the page by itself. */
async function untilOffline({ page }: Screen): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
}

export const startRows: readonly Row[] = [
  coldLoad,
  signIn(20, 1 / 2),
  signIn(1000, 1 / 12),
  warm(20, 1 / 5),
  warm(1000, 1 / 30),
];
