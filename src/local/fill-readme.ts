/** Writes the server samples into the README, between their markers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fillIn } from './samples.ts';

const file = fileURLToPath(new URL('../../README.md', import.meta.url));
writeFileSync(file, fillIn(readFileSync(file, 'utf8')));
