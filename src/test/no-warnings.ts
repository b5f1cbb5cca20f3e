/** Fails a test of a component during which Svelte warned: what it warns of are mistakes that show only sometimes. */
import { afterEach, beforeEach, expect, vi, type MockInstance } from 'vitest';

let heard: MockInstance<(...words: unknown[]) => void>;

beforeEach(() => {
  heard = vi.spyOn(console, 'warn');
});

afterEach(() => {
  const warned = heard.mock.calls.map((words) => words.join(' ')).filter((text) => text.includes('[svelte]'));
  heard.mockRestore();
  expect(warned).toEqual([]);
});
