/** The way past what cannot be read, over an archive that is a list. */
import { expect, test } from 'vitest';
import { err, ok } from '#lib/result.ts';
import type { MamResult } from '#xmpp/xep/0313-mam.ts';
import { FakeClock } from '#test/fake-clock.ts';
import { Detour } from './detour.ts';
import type { Pager } from './pager.ts';

const minute = 60_000;

/** `m0` to `m59`, a minute apart; one of them cannot be had. */
const archiveWithout = (bad: number): Pick<Pager, 'fetch' | 'timeOf' | 'forgive'> => {
  const all = Array.from({ length: 60 }, (_, i) => i);
  const numberOf = (id: string): number => Number(id.slice(1));
  return {
    fetch: ({ from, max }) => {
      const end = 'end' in from ? from.end : Infinity;
      const found =
        'after' in from
          ? all.slice(numberOf(from.after) + 1).slice(0, max)
          : all.filter((i) => i * minute <= end).slice(-max);
      if (found.includes(bad)) return Promise.resolve(err({ kind: 'unreadable' }));
      const ids = found.map((i) => `m${i}`);
      const results: MamResult[] = [];
      return Promise.resolve(ok({ ids, results, gaps: [], complete: found.at(-1) === 59 }));
    },
    timeOf: (id) => numberOf(id) * minute,
    forgive: () => undefined,
  };
};

test('a climb that is too long for one answer goes on where it stopped', async () => {
  const detour = new Detour(archiveWithout(40), new FakeClock(), 5);
  // Ten minutes below the trouble it finds its footing, and climbs a message at a time.
  expect(await detour.below('m41')).toEqual(err({ kind: 'timeout' }));
  const page = await detour.below('m41');
  if (!page.ok) throw new Error(`it stopped for good: ${page.error.kind}`);
  expect(page.value.ids.at(-1)).toBe('m39');
  expect(page.value.gaps).toEqual([{ at: page.value.ids.length, kind: 'messages' }]);
});
