/** What was dropped is counted by its rule and told by few lines, whatever comes in. */
import { beforeEach, expect, test } from 'vitest';
import { silentLog, type Facts } from '#lib/log.ts';
import { DeadLetters } from './dead-letters.ts';

let told: (Facts | undefined)[];
let letters: DeadLetters;
beforeEach(() => {
  told = [];
  letters = new DeadLetters({ ...silentLog, warn: (_message, facts) => void told.push(facts) });
});

test('every rule has its own count', () => {
  for (const reason of ['room', 'blocked', 'room', 'room']) letters.drop(reason);
  expect([letters.count('room'), letters.count('blocked'), letters.count('malformed')]).toEqual([3, 1, 0]);
});

test('a flood is told by a handful of lines, which hold the rule and the count alone', () => {
  for (let i = 0; i < 1000; i++) letters.drop('room');
  expect(told).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map((count) => ({ reason: 'room', count })));
  expect(letters.count('room')).toBe(1000);
});

test('two hundred rules are kept apart, no more; those that are known are counted on', () => {
  for (let i = 0; i < 1000; i++) letters.drop(`rule ${i}`);
  expect(told).toHaveLength(200);
  expect([letters.count('rule 199'), letters.count('rule 200')]).toEqual([1, 0]);
  letters.drop('rule 0');
  expect(letters.count('rule 0')).toBe(2);
});
