/** The measurements as a table, for the terminal and for the README. */
import {
  type Contestant,
  type Figure,
  type Goal,
  type Tallies,
  type Verdict,
  goalWords,
  judge,
  medianOf,
  valueWords,
} from './figures.ts';

/** What was measured of one row. */
export interface Result {
  readonly name: string;
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly tallies: Tallies;
  /** Why nothing could be measured. */
  readonly failure?: string;
}

export interface Circumstances {
  readonly date: string;
  readonly commit: string;
  readonly machine: string;
  readonly browser: string;
  readonly server: string;
  readonly converse: string | undefined;
}

export interface Line {
  readonly row: string;
  readonly figure: string;
  readonly kith: string;
  readonly converse: string;
  readonly floor: string;
  readonly promised: string;
  readonly verdict: string;
}

const heads: Readonly<Record<keyof Line, string>> = {
  row: 'row',
  figure: 'figure',
  kith: 'Kith',
  converse: 'Converse.js',
  floor: 'floor',
  promised: 'promised',
  verdict: 'verdict',
};
const columns = Object.keys(heads) as (keyof Line)[];

export interface Judged {
  readonly goal: Goal;
  readonly promised: string;
  readonly verdict: Verdict | undefined;
}

export function judgements(figure: Figure, tallies: Tallies, cap: number): Judged[] {
  return (figure.goals ?? []).map((goal) => ({
    goal,
    promised: goalWords(figure, goal),
    verdict: judge(figure, goal, tallies, cap),
  }));
}

export function lines(results: readonly Result[], cap: number): Line[] {
  return results.flatMap(({ title, figures, tallies, failure }) =>
    failure === undefined
      ? figures.map((figure, i) => lineOf(i === 0 ? title : '', figure, tallies, cap))
      : [{ row: title, figure: '', kith: 'failed', converse: '', floor: '', promised: '', verdict: failure }],
  );
}

function lineOf(row: string, figure: Figure, tallies: Tallies, cap: number): Line {
  const cell = (who: Contestant): string => cellOf(figure, tallies, who, cap);
  const judged = judgements(figure, tallies, cap);
  return {
    row,
    figure: figure.label,
    kith: cell('kith'),
    converse: cell('converse'),
    floor: cell('floor'),
    promised: judged.map(({ promised }) => promised).join('; '),
    verdict: judged.map(({ verdict }) => verdict?.words ?? 'not compared').join('; '),
  };
}

function cellOf(figure: Figure, tallies: Tallies, who: Contestant, cap: number): string {
  const tally = tallies[who];
  if (tally === undefined) return '';
  const value = medianOf(tally, figure.key);
  if (value !== undefined) return valueWords(value, figure.unit);
  if (tally.unfinished) return `did not finish in ${cap / 1000} s`;
  return tally.attempts.length === 0 && tally.failures.length > 0 ? 'failed' : '';
}

/** Failures in words, below the table. */
export function notes(results: readonly Result[]): string[] {
  return results.flatMap(({ name, tallies }) =>
    Object.entries(tallies).flatMap(([who, tally]) => tally.failures.map((why) => `${name}, ${who}: ${why}`)),
  );
}

export function circumstanceWords(known: Circumstances): string {
  const converse = known.converse === undefined ? '' : `, Converse.js ${known.converse}`;
  return `${known.date}, commit ${known.commit}, ${known.machine}, ${known.browser}, ${known.server}${converse}`;
}

export function plainTable(results: readonly Result[], cap: number): string {
  const all = [heads, ...lines(results, cap)];
  const widths = columns.map((column) => Math.max(...all.map((line) => line[column].length)));
  const draw = (line: Readonly<Record<keyof Line, string>>): string =>
    columns
      .map((column, i) => line[column].padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [draw(heads), widths.map((width) => '-'.repeat(width)).join('  '), ...all.slice(1).map(draw)].join(
    '\n',
  );
}

export function markdownTable(results: readonly Result[], cap: number): string {
  const draw = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [
    draw(columns.map((column) => heads[column])),
    draw(columns.map(() => '---')),
    ...lines(results, cap).map((line) => draw(columns.map((column) => line[column]))),
  ].join('\n');
}
