/** The parts of the bench that measure nothing: statistics, promises, rounds, tables, the command line. */
import { expect, test } from 'vitest';
import {
  type Contestant,
  type Figure,
  type Measured,
  type Tallies,
  type Tally,
  goalWords,
  judge,
  median,
  percentile,
  valueWords,
} from './figures.ts';
import { readOptions } from './options.ts';
import { runRounds } from './rounds.ts';
import { type Result, lines, markdownTable, notes, plainTable } from './table.ts';

const time: Figure = { key: 'time', label: 'time', unit: 'ms' };
const cap = 120_000;
const of = (...values: number[]): Tally => ({
  attempts: values.map((value) => ({ time: value })),
  unfinished: false,
  failures: [],
});
const gaveUp: Tally = { attempts: [], unfinished: true, failures: [] };

test('the median is the middle one, or between the two in the middle', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([1, 4, 2, 3])).toBe(2.5);
  expect(median([])).toBeUndefined();
  expect(percentile([10, 20, 30, 40, 50], 0.95)).toBeCloseTo(48);
});

test('a promise is judged by medians, beside whom it names', () => {
  const tallies: Tallies = { kith: of(300, 100, 200), converse: of(800), floor: of(150) };
  expect(judge(time, { beside: 'converse', atMost: 1 / 4 }, tallies, cap)).toEqual({
    reached: true,
    words: 'reached',
  });
  expect(judge(time, { beside: 'converse', atMost: 1 / 5 }, tallies, cap)?.words).toBe('short by 1.25×');
  expect(judge(time, { beside: 'floor', atMost: 1 }, tallies, cap)?.reached).toBe(false);
  expect(judge(time, { atMost: 50 }, tallies, cap)?.words).toBe('short by 4.00×');
  const rate: Figure = { ...time, unit: 'per second' };
  expect(judge(rate, { beside: 'converse', atLeast: 25 }, tallies, cap)?.words).toBe('short by 100×');
  expect(judge(rate, { beside: 'floor', atLeast: 1 }, tallies, cap)?.reached).toBe(true);
});

test('who did not finish took at least as long as the cap, which says nothing of other figures', () => {
  const tallies: Tallies = { kith: of(2000), converse: gaveUp };
  expect(judge(time, { beside: 'converse', atMost: 1 / 40 }, tallies, cap)?.reached).toBe(true);
  expect(judge(time, { beside: 'converse', atMost: 1 / 80 }, tallies, cap)?.words).toBe('short by 1.33×');
  const heap: Figure = { ...time, unit: 'MB' };
  expect(judge(heap, { beside: 'converse', atMost: 1 / 4 }, tallies, cap)).toBeUndefined();
  expect(judge(time, { beside: 'floor', atMost: 1 }, tallies, cap)).toBeUndefined();
  expect(judge(time, { atMost: 1 }, { kith: gaveUp }, cap)).toBeUndefined();
});

test('a start without network is judged beside another figure', () => {
  const offline: Figure = { key: 'offline', label: 'offline', unit: 'ms' };
  const tallies: Tallies = {
    kith: { ...of(), attempts: [{ time: 1, offline: 100 }] },
    converse: of(500),
  };
  expect(judge(offline, { beside: 'converse', figure: 'time', atMost: 1 / 5 }, tallies, cap)?.reached).toBe(
    true,
  );
});

test('promises and values are said in words', () => {
  expect(goalWords(time, { beside: 'converse', atMost: 1 / 2.5 })).toBe('≤ 1/2.5 Converse');
  expect(goalWords(time, { beside: 'floor', atMost: 1.5 })).toBe('≤ 1.5 × floor');
  expect(goalWords(time, { atMost: 50 })).toBe('≤ 50 ms');
  expect(goalWords({ ...time, unit: 'per second' }, { beside: 'converse', atLeast: 25 })).toBe(
    '≥ 25 × Converse',
  );
  expect([valueWords(12_345, 'ms'), valueWords(472_000, 'count'), valueWords(9.87, 'per second')]).toEqual([
    '12.3 s',
    '472,000',
    '9.9/s',
  ]);
});

interface Played {
  readonly order: Contestant[];
  readonly undone: Contestant[];
  readonly tallies: Tallies;
}

async function play(
  runs: number,
  attempt: (contestant: Contestant, count: number) => Promise<Measured>,
  limits: { cap?: number; slow?: number } = {},
): Promise<Played> {
  const order: Contestant[] = [];
  const undone: Contestant[] = [];
  const tallies = await runRounds(
    ['kith', 'converse', 'floor'],
    { runs, cap: 1000, slow: 1000, ...limits },
    (contestant) => {
      order.push(contestant);
      const count = order.filter((one) => one === contestant).length;
      return { result: attempt(contestant, count), undo: async () => void undone.push(contestant) };
    },
    () => undefined,
  );
  return { order, undone, tallies };
}

test('contestants take turns, and what each opened is closed', async () => {
  const { order, undone, tallies } = await play(2, async (_who, count) => ({ time: count }));
  expect(order).toEqual(['kith', 'converse', 'floor', 'kith', 'converse', 'floor']);
  expect(undone).toEqual(order);
  expect(tallies.kith?.attempts).toEqual([{ time: 1 }, { time: 2 }]);
});

test('who fails twice is left out, and the others go on', async () => {
  const { order, tallies } = await play(3, async (who) => {
    if (who === 'converse') throw new Error('broken\nat length');
    return { time: 1 };
  });
  expect(order.filter((who) => who === 'converse')).toHaveLength(2);
  expect(tallies.converse?.failures).toEqual(['broken', 'broken']);
  expect(tallies.floor?.attempts).toHaveLength(3);
});

test('who does not finish is not tried again', async () => {
  const { order, undone, tallies } = await play(
    2,
    (who) => (who === 'converse' ? new Promise(() => undefined) : Promise.resolve({ time: 1 })),
    { cap: 20 },
  );
  expect(order.filter((who) => who === 'converse')).toHaveLength(1);
  expect(undone).toContain('converse');
  expect(tallies.converse).toEqual({ attempts: [], unfinished: true, failures: [] });
});

test('where one is slow three rounds are enough', async () => {
  const { order } = await play(5, async () => ({ time: 1 }), { slow: -1 });
  expect(order).toHaveLength(9);
});

const results: readonly Result[] = [
  {
    name: 'open',
    title: 'open | a conversation',
    figures: [
      {
        ...time,
        goals: [
          { beside: 'converse', atMost: 1 / 10 },
          { beside: 'floor', atMost: 3 },
        ],
      },
      { key: 'nodes', label: 'nodes', unit: 'count' },
    ],
    tallies: {
      kith: { attempts: [{ time: 120, nodes: 4000 }], unfinished: false, failures: ['a page closed'] },
      converse: gaveUp,
      floor: of(30),
    },
  },
  { name: 'burst', title: 'burst', figures: [time], tallies: {}, failure: 'no server' },
];

test('the table says what was promised, what was reached, and what went wrong', () => {
  expect(lines(results, cap)).toEqual([
    {
      row: 'open | a conversation',
      figure: 'time',
      kith: '120 ms',
      converse: 'did not finish in 120 s',
      floor: '30 ms',
      promised: '≤ 1/10 Converse; ≤ 3 × floor',
      verdict: 'reached; short by 1.33×',
    },
    {
      row: '',
      figure: 'nodes',
      kith: '4,000',
      converse: 'did not finish in 120 s',
      floor: '',
      promised: '',
      verdict: '',
    },
    { row: 'burst', figure: '', kith: 'failed', converse: '', floor: '', promised: '', verdict: 'no server' },
  ]);
  expect(notes(results)).toEqual(['open, kith: a page closed']);
  const [head, rule, first] = plainTable(results, cap).split('\n');
  expect(head?.indexOf('Kith')).toBe(first?.indexOf('120 ms'));
  expect(rule).toMatch(/^-+ /);
  const markdown = markdownTable(results, cap).split('\n');
  expect(markdown).toHaveLength(5);
  expect(markdown[1]).toBe('| --- | --- | --- | --- | --- | --- | --- |');
  expect(markdown[2]).toContain('open \\| a conversation');
});

test('the command line is read, and what it cannot mean is said', () => {
  const names = ['burst', 'memory'];
  expect(readOptions([], names)).toEqual({
    rows: [],
    runs: 5,
    json: undefined,
    markdown: false,
    converse: true,
    help: false,
  });
  const asked = [
    '--row',
    'burst',
    '--row',
    'memory',
    '--runs',
    '2',
    '--json',
    'x.json',
    '--markdown',
    '--without',
    'converse',
  ];
  expect(readOptions(asked, names)).toMatchObject({
    rows: names,
    runs: 2,
    json: 'x.json',
    markdown: true,
    converse: false,
  });
  expect(() => readOptions(['--row', 'brust'], names)).toThrow('no row is called brust: burst, memory');
  expect(() => readOptions(['--runs', '0'], names)).toThrow('--runs wants a number from 1 on');
  expect(() => readOptions(['--without', 'kith'], names)).toThrow('only converse can be left out');
});
