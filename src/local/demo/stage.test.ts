/** The demonstration's archives are plausible: in order, in the past, the same on both sides. */
import { describe, expect, it } from 'vitest';
import { archiveEntries } from './stage.ts';

const now = new Date(2026, 4, 12, 15, 0, 0);
const entries = archiveEntries('localhost', now);

describe('demonstration archives', () => {
  it('is oldest first and never in the future', () => {
    const times = entries.map((entry) => entry.at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.max(...times)).toBeLessThanOrEqual(now.getTime() / 1000);
    expect(new Set(times.map((at) => new Date(at * 1000).toDateString())).size).toBeGreaterThan(5);
  });

  it('holds each message in both archives', () => {
    const ofAlice = entries.filter((e) => e.user === 'alice' && e.with === 'bob@localhost').map((e) => e.xml);
    const ofBob = entries.filter((e) => e.user === 'bob' && e.with === 'alice@localhost').map((e) => e.xml);
    expect(ofBob).toEqual(ofAlice);
    expect(ofAlice.length).toBeGreaterThan(35);
  });

  it('gives no id twice within an archive', () => {
    const ids = entries.filter((e) => e.user === 'alice').map((e) => /id='([^']+)'/.exec(e.xml)?.[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('leaves out lines that would lie in the future', () => {
    const early = archiveEntries('localhost', new Date(2026, 4, 12, 0, 5, 0));
    expect(early.some((e) => e.xml.includes('Go to bed'))).toBe(false);
    expect(early.some((e) => e.xml.includes('looking at the weather'))).toBe(true);
  });
});
