/** Many conversations: what they cost when all were opened, and how soon it is known what came in them. */
import type { Measured } from '../figures.ts';
import type { Row } from '../row.ts';

const opened = 50;

const memory: Row = {
  name: 'memory',
  title: '50 conversations opened',
  contestants: ['kith', 'converse', 'floor'],
  figures: [
    { key: 'heap', label: 'heap', unit: 'MB', goals: [{ beside: 'converse', atMost: 1 / 4 }] },
    { key: 'nodes', label: 'DOM nodes', unit: 'count', goals: [{ beside: 'converse', atMost: 1 / 50 }] },
  ],
  prepare: async (bench) => {
    const { owner, contacts } = await bench.crowd(opened);
    for (const [i, contact] of contacts.entries()) {
      await bench.archive(owner, contact, 60, { ago: 3600 * (i + 1), word: `with ${i + 1} line` });
    }
    return async (contestant): Promise<Measured> => {
      const screen = await bench.screen(contestant, owner);
      await screen.signIn();
      for (const [i, contact] of contacts.entries())
        await screen.turnTo(contact.jid, `with ${i + 1} line 60`);
      const devtools = await screen.devtools();
      await devtools.send('HeapProfiler.enable');
      for (let i = 0; i < 3; i += 1) await devtools.send('HeapProfiler.collectGarbage');
      const { usedSize } = await devtools.send('Runtime.getHeapUsage');
      const { nodes } = await devtools.send('Memory.getDOMCounters');
      return { heap: usedSize / 1e6, nodes };
    };
  },
};

const conversations = 20;
const each = 100;
/** All rows fit in it, for lists that draw only what is in view. */
const tall = { viewport: { width: 1280, height: 2000 } };

const catchUp: Row = {
  name: 'catch-up',
  title: 'catch-up of 2,000 messages in 20 conversations',
  contestants: ['kith', 'converse', 'floor'],
  figures: [
    {
      key: 'counts',
      label: 'until all counts are right',
      unit: 'ms',
      goals: [{ beside: 'floor', atMost: 1.5 }],
    },
    { key: 'task', label: 'longest task', unit: 'ms', goals: [{ atMost: 50 }] },
  ],
  prepare:
    async () =>
    async (contestant, bench): Promise<Measured> => {
      const { owner, contacts } = await bench.crowd(conversations);
      for (const contact of contacts) await bench.archive(owner, contact, 1, { received: true });
      const first = await bench.screen(contestant, owner, tall);
      await first.signIn(conversations);
      // It looks for what came in those conversations only that were open.
      if (contestant === 'converse') for (const { jid } of contacts) await first.turnTo(jid, 'line 1');
      await first.page.close();
      // Away for so long that no stream is left to resume.
      await bench.server.halt();
      await bench.server.start();
      const since = new Date(Date.now() - 1000).toISOString();
      const turns = 5;
      for (let turn = 1; turn <= turns; turn += 1) {
        for (const contact of contacts) {
          await bench.archive(owner, contact, each / turns, {
            every: 0,
            ago: 0,
            received: true,
            word: `news ${turn}`,
          });
        }
      }
      const screen = await bench.page(first.page.context(), contestant, owner);
      await screen.goto({ again: true, query: contestant === 'floor' ? { since } : {} });
      const counts = await screen.sinceStart({ ...screen.client.unread(each), atLeast: conversations });
      return { counts, task: (await screen.recorded()).longestTask };
    },
};

export const manyRows: readonly Row[] = [memory, catchUp];
