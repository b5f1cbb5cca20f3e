/** Counts passed and failed tests from what the runners write down. */

export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const none: Count = { passed: 0, failed: 0, skipped: 0 };

export function add(one: Count, two: Count): Count {
  return {
    passed: one.passed + two.passed,
    failed: one.failed + two.failed,
    skipped: one.skipped + two.skipped,
  };
}

/** A stage that ended badly without a failed test to show for it (it crashed, or loaded nothing) counts as one failure. */
export function withExit(count: Count, code: number): Count {
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

/** Vitest's JSON reporter. A file that could not be loaded has no tests of its own and counts as one failure. */
export function countVitest(json: string): Count {
  const report = asRecord(JSON.parse(json));
  const files = asList(report['testResults']).map(asRecord);
  const broken = files.filter((f) => f['status'] === 'failed' && asList(f['assertionResults']).length === 0);
  return {
    passed: asNumber(report['numPassedTests']),
    failed: asNumber(report['numFailedTests']) + broken.length,
    skipped: asNumber(report['numPendingTests']) + asNumber(report['numTodoTests']),
  };
}

/** Playwright's JSON reporter; a test that only passed when tried again is a failed one. */
export function countPlaywright(json: string): Count {
  const report = asRecord(JSON.parse(json));
  const stats = asRecord(report['stats']);
  return {
    passed: asNumber(stats['expected']),
    failed: asNumber(stats['unexpected']) + asNumber(stats['flaky']) + asList(report['errors']).length,
    skipped: asNumber(stats['skipped']),
  };
}

/** The last line of the form `N passed, N failed` in a stage's output, else the exit code as one test. */
export function countLine(output: string, code: number): Count {
  const lines = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)];
  const last = lines.at(-1);
  if (last === undefined) return code === 0 ? { ...none, passed: 1 } : { ...none, failed: 1 };
  return { passed: Number(last[1]), failed: Number(last[2]), skipped: 0 };
}

function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null)
    throw new Error('a test report holds something unexpected');
  return Object.fromEntries(Object.entries(value));
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asNumber(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
