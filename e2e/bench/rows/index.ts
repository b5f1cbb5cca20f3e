/** All rows, in the order of the table. */
import type { Row } from '../row.ts';
import { historyRows } from './history.ts';
import { manyRows } from './many.ts';
import { startRows } from './start.ts';
import { talkRows } from './talk.ts';
import { transfer } from './transfer.ts';

export const rows: readonly Row[] = [transfer, ...startRows, ...historyRows, ...talkRows, ...manyRows];
