/** What is made of measurements: medians, what was promised of them, and whether it was reached. */

export const contestants = ['kith', 'converse', 'floor'] as const;
export type Contestant = (typeof contestants)[number];

export type Unit = 'ms' | 'kB' | 'MB' | 'count' | 'per second';

/** What a figure of Kith has to be: in the same run beside another contestant's, or by itself. */
export interface Goal {
  readonly beside?: Exclude<Contestant, 'kith'>;
  /** Of another row's figure: a start without network beside one with it. */
  readonly figure?: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

export interface Figure {
  readonly key: string;
  readonly label: string;
  readonly unit: Unit;
  readonly goals?: readonly Goal[];
}

/** The figures of one attempt, by key. */
export type Measured = Readonly<Record<string, number>>;

/** What a contestant's attempts at a row came to. */
export interface Tally {
  readonly attempts: readonly Measured[];
  /** It was given up at the cap. */
  readonly unfinished: boolean;
  /** Why an attempt failed. */
  readonly failures: readonly string[];
}

export type Tallies = Readonly<Partial<Record<Contestant, Tally>>>;

export interface Verdict {
  readonly reached: boolean;
  readonly words: string;
}

export function median(values: readonly number[]): number | undefined {
  return percentile(values, 0.5);
}

/** Between two values it lies in proportion. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  return low === undefined || high === undefined
    ? undefined
    : low + (high - low) * (place - Math.floor(place));
}

/** The median of a figure over the attempts that have it. */
export function medianOf(tally: Tally | undefined, key: string): number | undefined {
  return median((tally?.attempts ?? []).map((one) => one[key]).filter((value) => value !== undefined));
}

/** How a goal fares, or undefined where what it is beside was not measured. `cap`: when attempts are given up, in ms. */
export function judge(figure: Figure, goal: Goal, tallies: Tallies, cap: number): Verdict | undefined {
  const ours = medianOf(tallies.kith, figure.key);
  if (ours === undefined) return undefined;
  const other = goal.beside === undefined ? 1 : besides(figure, goal, tallies[goal.beside], cap);
  if (other === undefined) return undefined;
  const bound = (goal.atMost ?? goal.atLeast ?? 1) * other;
  const reached = goal.atMost === undefined ? ours >= bound : ours <= bound;
  if (reached) return { reached, words: 'reached' };
  const factor = goal.atMost === undefined ? bound / ours : ours / bound;
  return { reached, words: `short by ${factor >= 10 ? factor.toFixed(0) : factor.toFixed(2)}×` };
}

/** Who did not finish took at least as long as the cap; of other figures that says nothing. */
function besides(figure: Figure, goal: Goal, tally: Tally | undefined, cap: number): number | undefined {
  const key = goal.figure ?? figure.key;
  const value = medianOf(tally, key);
  if (value !== undefined) return value;
  return tally?.unfinished === true && figure.unit === 'ms' && goal.atMost !== undefined ? cap : undefined;
}

/** The promise in words: `≤ 1/2 Converse`, `≤ 1.5 × floor`, `≤ 50 ms`. */
export function goalWords({ unit }: Figure, goal: Goal): string {
  const sign = goal.atMost === undefined ? '≥' : '≤';
  const value = goal.atMost ?? goal.atLeast ?? 1;
  if (goal.beside === undefined) return `${sign} ${valueWords(value, unit)}`;
  const name = goal.beside === 'converse' ? 'Converse' : 'floor';
  const share = value < 1 ? `1/${Number((1 / value).toFixed(1))}` : `${value} ×`;
  return `${sign} ${share} ${name}`;
}

export function valueWords(value: number, unit: Unit): string {
  switch (unit) {
    case 'ms':
      return value >= 10_000 ? `${(value / 1000).toFixed(1)} s` : `${Math.round(value)} ms`;
    case 'kB':
    case 'MB':
      return `${value.toFixed(1)} ${unit}`;
    case 'count':
      return Math.round(value).toLocaleString('en-GB');
    case 'per second':
      return `${value >= 100 ? Math.round(value) : value.toFixed(1)}/s`;
  }
}
