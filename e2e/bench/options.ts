/** What may be said on the command line of `npm run bench`. */
import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Names of rows; all when empty. */
  readonly rows: readonly string[];
  readonly runs: number;
  /** File for all that was measured. */
  readonly json: string | undefined;
  readonly markdown: boolean;
  readonly converse: boolean;
  readonly help: boolean;
}

export const usage = `npm run bench -- [--row NAME]… [--runs N] [--json FILE] [--markdown] [--without converse]`;

/** Throws an error that says what is wrong. */
export function readOptions(args: readonly string[], rowNames: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      row: { type: 'string', multiple: true, default: [] },
      runs: { type: 'string', default: '5' },
      json: { type: 'string' },
      markdown: { type: 'boolean', default: false },
      without: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
  const strange = values.row.find((name) => !rowNames.includes(name));
  if (strange !== undefined) throw new Error(`no row is called ${strange}: ${rowNames.join(', ')}`);
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1)
    throw new Error(`--runs wants a number from 1 on, not ${values.runs}`);
  const left = values.without.find((name) => name !== 'converse');
  if (left !== undefined) throw new Error(`only converse can be left out, not ${left}`);
  return {
    rows: values.row,
    runs,
    json: values.json,
    markdown: values.markdown,
    converse: values.without.length === 0,
    help: values.help,
  };
}
