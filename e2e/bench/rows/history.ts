/** One long conversation: opening it, and reading back in it. */
import type { Contestant, Measured } from '../figures.ts';
import type { Row } from '../row.ts';
import type { Screen } from '../screen.ts';
import type { Bench } from '../stage.ts';

const total = 10_000;
const day = 24 * 3600;
/** Older than what a first sign-in stores by itself. */
const longAgo = 40 * day;

/**
 * A conversation of 10,000 messages; `stored`: so recent that its newest are among what a sign-in fetches by itself,
 * else under so much newer talk with others that they are not.
 */
async function long(bench: Bench, stored: boolean) {
  const { owner, contacts } = await bench.crowd(20);
  const [friend, ...others] = contacts;
  if (friend === undefined) throw new Error('no contact');
  await bench.archive(owner, friend, total, stored ? {} : { ago: longAgo });
  if (!stored) {
    for (const [i, other] of others.entries())
      await bench.archive(owner, other, 20, { ago: 3600 + i, received: true });
  }
  return { owner, friend, newest: `line ${total}` };
}

/** In Kith, those with whom there was no talk are among the contacts. */
async function openFromArchive(screen: Screen, jid: string, newest: string): Promise<number> {
  if (screen.client.name !== 'kith') return screen.open(jid, newest);
  const address = encodeURIComponent(jid);
  await screen.page.evaluate((hash) => {
    location.hash = hash;
  }, `#/contact/${address}`);
  await screen.page.locator(`.details a[href="#/chat/${address}"]`).click({ noWaitAfter: true });
  return screen.sinceInput({ selector: screen.client.texts, text: newest });
}

const everyone: readonly Contestant[] = ['kith', 'converse', 'floor'];

export const openStored: Row = {
  name: 'open-stored',
  title: 'open a conversation, 10,000 archived, newest in the store',
  contestants: everyone,
  figures: [{ key: 'open', label: 'time', unit: 'ms', goals: [{ beside: 'converse', atMost: 1 / 10 }] }],
  prepare: async (bench) => {
    const { owner, friend, newest } = await long(bench, true);
    return async (contestant): Promise<Measured> => {
      const screen = await bench.screen(contestant, owner);
      await screen.signIn();
      return { open: await screen.open(friend.jid, newest) };
    };
  },
};

export const openArchived: Row = {
  name: 'open-archived',
  title: 'open a conversation, 10,000 archived, none in the store',
  contestants: everyone,
  figures: [{ key: 'open', label: 'time', unit: 'ms', goals: [{ beside: 'floor', atMost: 3 }] }],
  prepare: async (bench) => {
    const { owner, friend, newest } = await long(bench, false);
    return async (contestant): Promise<Measured> => {
      const screen = await bench.screen(contestant, owner);
      await screen.signIn();
      return { open: await openFromArchive(screen, friend.jid, newest) };
    };
  },
};

const back = 1000;
/** Who has not come so far by then is measured by how far it came, in ms. */
const patience = 60_000;

export const pageBack: Row = {
  name: 'page-back',
  title: 'page back 1,000 messages of the archive',
  contestants: everyone,
  figures: [
    { key: 'rate', label: 'messages', unit: 'per second', goals: [{ beside: 'converse', atLeast: 25 }] },
    { key: 'task', label: 'longest task', unit: 'ms', goals: [{ atMost: 50 }] },
    { key: 'drift', label: 'moves while read (pixels)', unit: 'count', goals: [{ atMost: 2 }] },
  ],
  prepare: async (bench) => {
    const { owner, friend, newest } = await long(bench, false);
    return async (contestant): Promise<Measured> => {
      const screen = await bench.screen(contestant, owner);
      await screen.signIn();
      await openFromArchive(screen, friend.jid, newest);
      const began = performance.now();
      const first = await screen.lowestLine();
      await screen.record();
      await screen.page.locator(screen.client.log).first().hover();
      let line = first;
      while (line > first - back && performance.now() - began < patience) {
        await screen.page.mouse.wheel(0, -2000);
        line = await screen.lowestLine();
      }
      const rate = ((first - line) * 1000) / (performance.now() - began);
      const { longestTask } = await screen.recorded();
      return { rate, task: longestTask, drift: await screen.drift(1000) };
    };
  },
};

export const historyRows: readonly Row[] = [openStored, openArchived, pageBack];
