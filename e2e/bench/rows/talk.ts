/** Messages as they come and go: a burst into the open conversation, and the way from Enter to the other screen. */
import { Peer } from '../../peers/peer.ts';
import { type Measured, percentile } from '../figures.ts';
import type { Row } from '../row.ts';

const count = 1000;
/** Between two keys of somebody who types on meanwhile, in ms. */
const keyEvery = 80;

const burst: Row = {
  name: 'burst',
  title: 'burst of 1,000 into the open conversation',
  contestants: ['kith', 'converse', 'floor'],
  figures: [
    {
      key: 'shown',
      label: 'until all are shown',
      unit: 'ms',
      goals: [{ beside: 'converse', atMost: 1 / 40 }],
    },
    { key: 'dropped', label: 'frames dropped', unit: 'count' },
    { key: 'task', label: 'longest task', unit: 'ms', goals: [{ atMost: 50 }] },
    {
      key: 'typing',
      label: 'key to frame meanwhile, p95',
      unit: 'ms',
      goals: [{ beside: 'floor', atMost: 2 }],
    },
  ],
  prepare:
    async () =>
    async (contestant, bench): Promise<Measured> => {
      const [alice, bob] = await bench.stack.friends();
      await bench.stack.history(alice, bob, 3);
      const screen = await bench.screen(contestant, alice);
      await screen.signIn();
      await screen.open(bob.jid, 'line 3');
      await screen.page.locator(screen.client.field).focus();
      const peer = await Peer.connect(bob, bench.server.webSocket, { receipts: false });
      try {
        await screen.record();
        let isTyping = true;
        const typed = (async () => {
          while (isTyping) {
            await screen.page.keyboard.press('a');
            await new Promise((resolve) => setTimeout(resolve, keyEvery));
          }
        })();
        const began = Date.now();
        const sent = peer.sendMany(
          alice.jid,
          Array.from({ length: count }, (_, i) => `burst ${i + 1}`),
        );
        const seen = screen.seen({ selector: screen.client.texts, text: `burst ${count}` }).finally(() => {
          isTyping = false;
        });
        const [at] = await Promise.all([seen, typed, sent]);
        const { droppedFrames, longestTask, keys } = await screen.recorded();
        return {
          shown: at - began,
          dropped: droppedFrames,
          task: longestTask,
          typing: percentile(keys, 0.95) ?? 0,
        };
      } finally {
        await peer.stop();
      }
    },
};

const messages = 30;
const warmUp = 5;
/** Nobody sends faster than this, in ms; what a message still costs after it was shown is then done. */
const pause = 250;

const latency: Row = {
  name: 'latency',
  title: 'Enter to the other screen',
  contestants: ['kith', 'converse', 'floor'],
  figures: (['p50', 'p95'] as const).map((key) => ({
    key,
    label: key,
    unit: 'ms',
    goals: [
      { beside: 'converse', atMost: 1 / 2.5 },
      { beside: 'floor', atMost: 1.8 },
    ],
  })),
  prepare:
    async () =>
    async (contestant, bench): Promise<Measured> => {
      const [alice, bob] = await bench.stack.friends();
      await bench.stack.history(alice, bob, 3);
      const from = await bench.screen(contestant, alice);
      const to = await bench.screen(contestant, bob);
      for (const [screen, other] of [
        [from, bob],
        [to, alice],
      ] as const) {
        await screen.signIn();
        await screen.open(other.jid, 'line 3');
      }
      const times: number[] = [];
      for (let i = 1; i <= warmUp + messages; i += 1) {
        const text = `message ${i}`;
        const [seen, pressed] = await Promise.all([
          to.seen({ selector: to.client.texts, text }),
          from.say(text),
        ]);
        if (i > warmUp) times.push(seen - pressed);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
      return { p50: percentile(times, 0.5) ?? 0, p95: percentile(times, 0.95) ?? 0 };
    },
};

export const talkRows: readonly Row[] = [burst, latency];
