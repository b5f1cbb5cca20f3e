/** What a first visit fetches until the list can be used, as the network carried it. */
import type { Request } from 'playwright/test';
import type { Row } from '../row.ts';

const code = /\.(?:m?js|css)(?:\?|$)/u;

export const transfer: Row = {
  name: 'transfer',
  title: 'fetched until the list is usable',
  contestants: ['kith', 'converse', 'floor'],
  figures: [
    {
      key: 'code',
      label: 'JS + CSS (brotli)',
      unit: 'kB',
      goals: [{ atMost: 96 }, { beside: 'converse', atMost: 1 / 4 }],
    },
    { key: 'requests', label: 'requests for them', unit: 'count' },
    { key: 'all', label: 'all of the page’s own host', unit: 'kB' },
  ],
  prepare: async (bench) => {
    const { owner, contacts } = await bench.crowd(20);
    for (const contact of contacts) await bench.archive(owner, contact, 1, { received: true });
    return async (contestant) => {
      const screen = await bench.screen(contestant, owner);
      const asked: Request[] = [];
      screen.page.on('requestfinished', (request) => asked.push(request));
      await screen.signIn(8);
      const { origin } = new URL(screen.page.url());
      let all = 0;
      let codeBytes = 0;
      let requests = 0;
      // What a worker stores for later visits, nobody waits for.
      for (const request of asked.filter(
        (one) => one.serviceWorker() === null && one.url().startsWith(origin),
      )) {
        const { responseBodySize } = await request.sizes();
        all += responseBodySize;
        if (!code.test(request.url())) continue;
        codeBytes += responseBodySize;
        requests += 1;
      }
      return { code: codeBytes / 1000, requests, all: all / 1000 };
    };
  },
};
