/** All rows, in the order of the table. */
import type { Row } from '../row.ts';
import { startRows } from './start.ts';

export const rows: readonly Row[] = [...startRows];
