/** The count at the end of `npm test` is right, also when something broke before any test ran. */
import { describe, expect, it } from 'vitest';
import { add, countLine, countPlaywright, countVitest, none, withExit } from './test-count.ts';

describe('test counts', () => {
  it('reads Vitest, counting files that did not load', () => {
    const json = JSON.stringify({
      numPassedTests: 5,
      numFailedTests: 1,
      numPendingTests: 2,
      testResults: [
        { status: 'failed', assertionResults: [{ status: 'failed' }] },
        { status: 'failed', assertionResults: [] },
        { status: 'passed', assertionResults: [] },
      ],
    });
    expect(countVitest(json)).toEqual({ passed: 5, failed: 2, skipped: 2 });
  });

  it('reads Playwright, flaky being failed', () => {
    const json = JSON.stringify({
      stats: { expected: 7, unexpected: 1, flaky: 1, skipped: 3 },
      errors: [{}],
    });
    expect(countPlaywright(json)).toEqual({ passed: 7, failed: 3, skipped: 3 });
  });

  it('takes the last line of a stage, or its exit code', () => {
    expect(countLine('1 passed, 2 failed\nx\n9 passed, 0 failed\n', 0)).toEqual({
      passed: 9,
      failed: 0,
      skipped: 0,
    });
    expect(countLine('all fine', 0)).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(countLine('', 2)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('never lets a crash count as success', () => {
    expect(withExit(none, 1).failed).toBe(1);
    expect(withExit({ passed: 1, failed: 2, skipped: 0 }, 1).failed).toBe(2);
    expect(add({ passed: 1, failed: 2, skipped: 3 }, { passed: 1, failed: 1, skipped: 1 })).toEqual({
      passed: 2,
      failed: 3,
      skipped: 4,
    });
  });
});
